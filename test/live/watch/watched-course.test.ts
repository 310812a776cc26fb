import type { Circuit, StartPose } from '../../../src/circuit/circuit';
import { loadCircuit } from '../../../src/circuit/load';
import { WatchedCourse } from '../../../src/live/watch/watched-course';
import type { Pose } from '../../../src/types';

let simple: Circuit;
let montreal: Circuit;

beforeAll(async () => {
  simple = await loadCircuit('simple_circuit');
  montreal = await loadCircuit('montreal_line');
});

const at = ({ x_m, y_m, yaw_rad }: StartPose, turned_rad = 0): Pose => ({
  x_m,
  y_m,
  yaw_rad: yaw_rad + turned_rad,
  v_mps: 0,
  w_radps: 0,
  sim_s: 0,
  arrival_ms: 0,
});

const shown = ({ circuit, direction }: WatchedCourse) => [circuit?.name ?? null, direction];

function course(circuit: Circuit | null = null) {
  return new WatchedCourse({ circuit, direction: null, circuits: [simple, montreal] });
}

test('a simulator that is another one has its circuit recognised again', () => {
  const watched = course();
  expect(watched.pose(at(montreal.start))).toBe(true);
  expect(shown(watched)).toEqual(['montreal_line', 'forward']);
  watched.doubt();
  expect(watched.pose(at(simple.start, Math.PI))).toBe(true);
  expect(shown(watched)).toEqual(['simple_circuit', 'reverse']);
  expect(watched.pose(at(simple.start, Math.PI))).toBe(false);
});

test('a car that is far from its line is looked for on the others, and may come back', () => {
  const watched = course();
  watched.pose(at(montreal.start));
  for (let i = 0; i < 20; i++) expect(watched.pose(at({ x_m: 5000 + i, y_m: 0, yaw_rad: 0 }))).toBe(false);
  expect(shown(watched)).toEqual(['montreal_line', 'forward']);
  expect(watched.pose(at(simple.start))).toBe(true);
});

test('what the node names stays until a node names nothing, and what the user names stays always', () => {
  const watched = course();
  watched.pose(at(simple.start));
  expect(watched.learn(montreal, 'reverse')).toBe(true);
  watched.doubt();
  expect(watched.pose(at(simple.start))).toBe(false);
  expect(shown(watched)).toEqual(['montreal_line', 'reverse']);
  watched.learn(null, null);
  expect(watched.pose(at(simple.start))).toBe(true);
  const named = course(simple);
  expect(named.pose(at(simple.start, Math.PI))).toBe(true);
  expect(named.learn(montreal, null)).toBe(false);
  named.doubt();
  named.pose(at(montreal.start));
  expect(shown(named)).toEqual(['simple_circuit', 'reverse']);
});
