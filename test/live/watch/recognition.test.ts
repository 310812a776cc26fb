import type { Circuit } from '../../../src/circuit/circuit';
import { loadCircuit } from '../../../src/circuit/load';
import { CircuitRecognition, knownCircuits } from '../../../src/live/watch/recognition';
import type { Pose } from '../../../src/types';

let circuits: Circuit[];

beforeAll(async () => {
  circuits = await knownCircuits();
});

function pose(x_m: number, y_m: number, yaw_rad: number): Pose {
  return { x_m, y_m, yaw_rad, v_mps: 0, w_radps: 0, sim_s: 0, arrival_ms: 0 };
}

/** A car at a place of a circuit's line, turned against it or not. */
function placed(circuit: Circuit, s_m: number, turned_rad = 0): Pose {
  const { x_m, y_m, heading_rad } = circuit.pointAt(s_m);
  return pose(x_m, y_m, heading_rad + turned_rad);
}

const named = (found: ReturnType<CircuitRecognition['pose']>) =>
  found && { circuit: found.circuit.name, direction: found.direction };

test.each(['simple_circuit', 'many_curves', 'montmelo_line', 'montreal_line', 'nurburgring_line'])(
  'a car at the start of %s is recognised at once, in both directions',
  async (name) => {
    const { start } = await loadCircuit(name);
    const forward = new CircuitRecognition(circuits).pose(pose(start.x_m, start.y_m, start.yaw_rad));
    expect(named(forward)).toEqual({ circuit: name, direction: 'forward' });
    const back = new CircuitRecognition(circuits).pose(pose(start.x_m, start.y_m, start.yaw_rad + Math.PI));
    expect(named(back)).toEqual({ circuit: name, direction: 'reverse' });
  },
);

test('a car elsewhere is recognised once it has followed one line alone', async () => {
  const circuit = await loadCircuit('montreal_line');
  const recognition = new CircuitRecognition(circuits);
  const found = [];
  for (let s_m = 700; found.length === 0 && s_m < 800; s_m += 2) {
    const course = recognition.pose(placed(circuit, s_m));
    if (course !== null) found.push({ ...named(course), driven_m: s_m - 700 });
  }
  expect(found).toMatchObject([{ circuit: 'montreal_line', direction: 'forward' }]);
  expect(found[0]!.driven_m).toBeGreaterThanOrEqual(10);
});

test('a car that is far from every line is on none, and found when it comes to one', async () => {
  const recognition = new CircuitRecognition(circuits);
  for (let i = 0; i < 50; i++) expect(recognition.pose(pose(5000 + i, 5000, 0))).toBeNull();
  const circuit = await loadCircuit('nurburgring_line');
  const found = Array.from({ length: 20 }, (_, i) => recognition.pose(placed(circuit, 300 - i, Math.PI)));
  expect(named(found.at(-1)!)).toEqual({ circuit: 'nurburgring_line', direction: 'reverse' });
});
