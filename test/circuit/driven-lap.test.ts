import { Circuit } from '../../src/circuit/circuit';
import { firstLap, type Point, smoothLap } from '../../src/circuit/driven-lap';
import { DEFAULT_LOOK } from '../../src/circuit/look';

const fail = (complaint: string) => new Error(complaint);

/** Positions on a circle of 15 m radius from angle 0 on, rounded to a grid. */
function drive(turns: number, step_m: number, grid_m = 0.001): Point[] {
  const points: Point[] = [];
  for (let s = 0; s < turns * 2 * Math.PI * 15; s += step_m) {
    const round = (value: number) => Math.round(value / grid_m) * grid_m;
    points.push([round(15 * Math.cos(s / 15)), round(15 * Math.sin(s / 15))]);
  }
  return points;
}

function circuitOf(lap: readonly Point[]): Circuit {
  return new Circuit({ name: 'driven', points: smoothLap(lap), lineWidth_m: 0.1, look: DEFAULT_LOOK });
}

describe('A driven lap', () => {
  it('ends where the car comes back to its start', () => {
    const lap = firstLap(drive(2.6, 0.4), fail);
    expect(lap.length * 0.4).toBeCloseTo(2 * Math.PI * 15, 0);
  });

  it('is found although a fast car steps over its start', () => {
    const lap = firstLap(drive(1.4, 2.9), fail);
    expect(lap.length).toBe(Math.round((2 * Math.PI * 15) / 2.9));
  });

  it('loses the steps of a map’s grid and keeps its course', () => {
    const circuit = circuitOf(firstLap(drive(1.05, 0.3, 0.3), fail));
    expect(Math.abs(circuit.length_m / (2 * Math.PI * 15) - 1)).toBeLessThan(0.01);
    for (let s = 0; s < circuit.length_m; s += 0.5) {
      const point = circuit.pointAt(s);
      expect(Math.abs(Math.hypot(point.x_m, point.y_m) - 15)).toBeLessThan(0.12);
      expect(Math.abs(point.curvature_1pm)).toBeLessThan(0.3);
    }
  });

  it('starts where the drive started', () => {
    const start = circuitOf(firstLap(drive(1.1, 0.3), fail)).start;
    expect(start.x_m).toBeCloseTo(15, 1);
    expect(start.y_m).toBeCloseTo(0, 1);
    expect(start.yaw_rad).toBeCloseTo(Math.PI / 2, 1);
  });

  it('is refused when there is none', () => {
    expect(() => firstLap([[0, 0]], fail)).toThrow('holds no lap');
    expect(() => firstLap(drive(0.03, 0.3), fail)).toThrow('never more than 5 m');
    expect(() => firstLap(drive(0.5, 0.3), fail)).toThrow('ends 30.0 m from it');
  });
});
