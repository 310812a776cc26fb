import { hashJson, keyOf } from '../../../src/experiment/run/key';
import type { PlannedFile, PlannedRun } from '../../../src/experiment/run/planned-run';
import { plannedRun } from './run-results';

const file = (name: string, sha256 = name): PlannedFile => ({ name, path: `/a/${name}`, sha256 });
const pose = { kind: 'pose', name: 'random 1', x_m: 1, y_m: 2, yaw_rad: 3 } as const;

/** A run with every file that a run may have. */
const { key: _, ...full } = plannedRun('full', {
  brain: { ...file('brain'), entry: 1, module: file('module') },
  model: { ...file('model'), card_sha256: 'card' },
  circuit: { name: 'mine', file: file('circuit') },
  perfectLap: file('lap'),
  start: pose,
  corruption: { name: 'rain', strength: 1 },
  cameraTiming: { frameDrop: 0.1, cameraTiming: '/a/timing' },
  timingFile: file('timing'),
  recovery: { kind: 'reset', limit: 3 },
});
type Changes = Partial<Omit<PlannedRun, 'key'>>;

describe('the key of a run', () => {
  it.each<[string, Changes]>([
    ["the experiment's name", { experiment: 'another' }],
    ["the brain's path, name and place", { brain: { ...full.brain, path: '/b/x.yml', name: 'x', entry: 2 } }],
    ["the module's path", { brain: { ...full.brain, module: { ...file('m', 'module'), path: '/b/m.js' } } }],
    ["the model's path and name", { model: { ...full.model!, path: '/b/x.onnx', name: 'x' } }],
    [
      "the circuit's path and name",
      { circuit: { name: 'x', file: { ...file('x', 'circuit'), path: '/b/x' } } },
    ],
    ["the lap's path and name", { perfectLap: { ...file('x', 'lap'), path: '/b/x.bag' } }],
    ["the start's name", { start: { ...pose, name: 'row 4' } }],
    [
      "the timing file's path",
      {
        cameraTiming: { ...full.cameraTiming, cameraTiming: '/b/t' },
        timingFile: { ...file('t', 'timing') },
      },
    ],
  ])('does not depend on %s', (_name, changes) => {
    expect(keyOf({ ...full, ...changes })).toBe(keyOf(full));
  });

  const others: { readonly [Field in keyof typeof full]: readonly Changes[Field & keyof Changes][] } = {
    experiment: [],
    brain: [
      { ...full.brain, sha256: 'x' },
      { ...full.brain, module: null },
      { ...full.brain, module: file('module', 'x') },
    ],
    model: [null, { ...full.model!, sha256: 'x' }, { ...full.model!, card_sha256: 'x' }],
    provider: ['cpu'],
    world: [{ kind: 'ros' }, { kind: 'gazebo', launch: 'a.launch' }, { kind: 'gazebo', launch: 'b.launch' }],
    circuit: [
      { name: 'mine', file: null },
      { name: 'many_curves', file: null },
      { name: 'mine', file: file('circuit', 'x') },
    ],
    perfectLap: [null, file('lap', 'x')],
    direction: ['reverse'],
    start: [{ kind: 'default' }, { ...pose, x_m: 0 }, { ...pose, y_m: 0 }, { ...pose, yaw_rad: 0 }],
    repetition: [2],
    seed: [2],
    corruption: [null, { name: 'fog', strength: 1 }, { name: 'rain', strength: 0.5 }],
    cameraTiming: [{}, { frameDrop: 0.2, cameraTiming: '/a/timing' }],
    timingFile: [null, file('timing', 'x')],
    compensation: ['off'],
    car: ['multicamera'],
    laps: [2],
    timeout_s: [100],
    recovery: [null, { kind: 'none', limit: 3 }, { kind: 'reset', limit: 4 }],
    record: [
      { ...full.record, bag: true },
      { ...full.record, images: 'jpeg' },
      { ...full.record, compression: 'lz4' },
      { ...full.record, picture: true },
    ],
  };

  it('depends on everything else, each field of a run by itself', () => {
    const changed = Object.entries(others).flatMap(([field, values]) =>
      (values as readonly unknown[]).map((value) => ({ ...full, [field]: value }) as typeof full),
    );
    const keys = [full, ...changed].map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
    expect(Object.keys(others).sort()).toEqual(Object.keys(full).sort());
  });

  it('does not depend on the order in which an object was made', () => {
    expect(hashJson({ a: 1, b: { c: [2], d: null } })).toBe(hashJson({ b: { d: null, c: [2] }, a: 1 }));
    expect(hashJson([1, 2])).not.toBe(hashJson([2, 1]));
  });

  it('names a launch file wherever it lies', () => {
    const at = (launch: string) => keyOf({ ...full, world: { kind: 'gazebo', launch } });
    expect(at('/opt/launch/simple_circuit.launch')).toBe(at('simple_circuit.launch'));
  });
});
