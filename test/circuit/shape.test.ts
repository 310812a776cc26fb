import { Circuit } from '../../src/circuit/circuit';
import { REAL_LINE_WIDTHS_M, REAL_RANGES, REAL_WALLS_M } from '../../src/circuit/generate/ranges';
import { circuitNames, loadCircuit } from '../../src/circuit/load';
import { DEFAULT_LOOK } from '../../src/circuit/look';
import { type LineShape, shapeOf } from '../../src/circuit/shape';
import { ring } from './ring';

/** Two straights of 60 m, 10 m apart, with half circles at their ends. */
function stadium(): Circuit {
  const [half_m, radius_m] = [30, 5];
  const points: [number, number][] = [];
  for (let x = -half_m; x < half_m; x += 1) points.push([x, -radius_m]);
  for (let i = 0; i < 16; i++) {
    const angle = -Math.PI / 2 + (Math.PI * i) / 16;
    points.push([half_m + radius_m * Math.cos(angle), radius_m * Math.sin(angle)]);
  }
  const back = points.map(([x, y]): [number, number] => [-x, -y]);
  return new Circuit({ name: 'stadium', points: [...points, ...back], lineWidth_m: 0.1, look: DEFAULT_LOOK });
}

describe('Measuring the shape of a line', () => {
  it('finds the radius and the room of a ring', () => {
    const shape = shapeOf(ring(20));
    expect(shape.length_m).toBeCloseTo(2 * Math.PI * 20, 1);
    for (const radius_m of [shape.tightest_m, shape.radius5_m, shape.radius25_m, shape.clearSide_m]) {
      expect(radius_m).toBeCloseTo(20, 1);
    }
    expect(shape.turned_degPer100m).toBeCloseTo(36_000 / (2 * Math.PI * 20), 0);
    expect(shape).toMatchObject({ straightShare: 0, longestStraight_m: 0 });
    expect(shape.sharpest_1pm2).toBeLessThan(0.001);
  });

  it('finds straights, also across the start, and roads beside each other', () => {
    const shape = shapeOf(stadium());
    expect(shape.longestStraight_m).toBeGreaterThan(57);
    expect(shape.longestStraight_m).toBeLessThan(61);
    expect(shape.straightShare).toBeCloseTo(120 / (120 + 10 * Math.PI), 1);
    expect(shape.closestStretches_m).toBeCloseTo(10, 1);
    expect(shape.clearSide_m).toBeGreaterThan(4.6);
    expect(shape.clearSide_m).toBeLessThan(5.1);
  });
});

describe('The ranges that generated circuits keep within', () => {
  it('are those of the five circuits', async () => {
    const circuits = await Promise.all(circuitNames().map(loadCircuit));
    const shapes = circuits.map(shapeOf);
    for (const [key, [least, most]] of Object.entries(REAL_RANGES)) {
      const values = shapes.map((shape) => shape[key as keyof LineShape]);
      expect([key, Math.min(...values) / least]).toEqual([key, expect.closeTo(1, 2)]);
      expect([key, Math.max(...values) / most]).toEqual([key, expect.closeTo(1, 2)]);
    }
    const widths = circuits.map((circuit) => circuit.lineWidth_m);
    expect([Math.min(...widths), Math.max(...widths)]).toEqual(REAL_LINE_WIDTHS_M);
    const walls = circuits.flatMap(({ look }) => [look.leftWall!.distance_m, look.rightWall!.distance_m]);
    expect([Math.min(...walls), Math.max(...walls)]).toEqual(REAL_WALLS_M);
  });
});
