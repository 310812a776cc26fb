import type { Circuit } from '../../../src/circuit/circuit';
import type { Direction } from '../../../src/circuit/direction';
import { circuitNames, loadCircuit } from '../../../src/circuit/load';
import { Expert } from '../../../src/world/simulator/expert';
import { CAMERA_PERIOD_MS, Simulation } from '../../../src/world/simulator/simulation';
import { ring } from '../../circuit/ring';

interface Drive {
  readonly completed: boolean;
  readonly average_mps: number;
  readonly mean_m: number;
  readonly max_m: number;
  readonly contacts: number;
}

/** A lap at 20 decisions a second, each taking effect 40 ms later. */
function lap(circuit: Circuit, direction: Direction): Drive {
  const simulation = new Simulation(circuit, direction);
  const expert = new Expert(circuit, direction);
  const { car } = simulation;
  let near = circuit.project(car.x_m, car.y_m).s_m;
  let driven = 0;
  let sum = 0;
  let max = 0;
  let count = 0;
  let command = expert.decide(car);
  while (driven < circuit.length_m && simulation.time_ms < 200_000) {
    const phase = simulation.time_ms % CAMERA_PERIOD_MS;
    if (phase === 0) {
      command = expert.decide(car);
      const { s_m, lateral_m } = circuit.project(car.x_m, car.y_m, near);
      const step = s_m - near - Math.round((s_m - near) / circuit.length_m) * circuit.length_m;
      driven += direction === 'forward' ? step : -step;
      near = s_m;
      sum += Math.abs(lateral_m);
      max = Math.max(max, Math.abs(lateral_m));
      count++;
    }
    if (phase === 40) car.command(command);
    simulation.step();
  }
  return {
    completed: driven >= circuit.length_m,
    average_mps: circuit.length_m / (simulation.time_ms / 1000),
    mean_m: sum / count,
    max_m: max,
    contacts: car.contacts().events,
  };
}

describe('The expert', () => {
  for (const name of circuitNames()) {
    it.each(['forward', 'reverse'] as const)(`drives ${name} %s`, async (direction) => {
      const drive = lap(await loadCircuit(name), direction);
      expect(drive.completed).toBe(true);
      expect(drive.contacts).toBe(0);
      expect(drive.mean_m).toBeLessThan(0.03);
      expect(drive.max_m).toBeLessThan(0.15);
      expect(drive.average_mps).toBeGreaterThan(9.5);
    });
  }

  it('keeps its labels within the limits, wherever the car stands', () => {
    const circuit = ring(5);
    const expert = new Expert(circuit, 'reverse');
    for (let i = 0; i < 2000; i++) {
      const point = circuit.pointAt(i * 1.37);
      const aside = 1.4 * Math.sin(i);
      const { v_mps, w_radps } = expert.decide({
        x_m: point.x_m - aside * Math.sin(point.heading_rad),
        y_m: point.y_m + aside * Math.cos(point.heading_rad),
        yaw_rad: point.heading_rad + 3 * Math.sin(1.7 * i),
      });
      expect(v_mps).toBeGreaterThanOrEqual(6.5);
      expect(v_mps).toBeLessThanOrEqual(24);
      expect(Math.abs(w_radps)).toBeLessThanOrEqual(7.1);
    }
  });

  it.each([
    ['left of the line', -0.8, 0],
    ['right of the line', 0.8, 0],
    ['turned away', 0.5, -0.7],
    ['turned in', -0.5, 0.9],
  ])('finds back from %s', (_where, outwards_m, turned_rad) => {
    const circuit = ring(15);
    const start = { x_m: 15 + outwards_m, y_m: 0, yaw_rad: Math.PI / 2 + turned_rad };
    const simulation = new Simulation(circuit, 'forward', start);
    const expert = new Expert(circuit, 'forward');
    while (simulation.time_ms < 2000) {
      if (simulation.time_ms % CAMERA_PERIOD_MS === 0) simulation.car.command(expert.decide(simulation.car));
      simulation.step();
    }
    expect(Math.abs(circuit.project(simulation.car.x_m, simulation.car.y_m).lateral_m)).toBeLessThan(0.05);
  });

  it('slows before a bend comes, not in it', async () => {
    const circuit = await loadCircuit('nurburgring_line');
    const expert = new Expert(circuit, 'forward');
    let bend = 0;
    while (Math.abs(circuit.pointAt(bend).curvature_1pm) < 0.3) bend += 0.1;
    const speeds = [12, 6, 3, 0].map((before) => {
      const point = circuit.pointAt(bend - before);
      return expert.decide({ x_m: point.x_m, y_m: point.y_m, yaw_rad: point.heading_rad }).v_mps;
    });
    expect([...speeds].sort((a, b) => b - a)).toEqual(speeds);
    expect(speeds[0]).toBeGreaterThan(12);
    expect(speeds[3]).toBeLessThan(8);
  });
});
