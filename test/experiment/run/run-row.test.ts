import { runFolderName } from '../../../src/experiment/run/run-folder';
import { outcomeSha256, RUN_COLUMNS, rowOf } from '../../../src/experiment/run/run-row';
import { lapStatistics, plannedRun, runResult } from './run-results';

describe('a row of the table of runs', () => {
  it('has what was asked for, what the drive came to, and what depends on the machine', () => {
    const run = plannedRun('a', {
      model: { name: 'pilotnet', path: '/m.onnx', sha256: 'f00', card_sha256: 'ba5' },
      cameraTiming: { latency_ms: 50 },
      corruption: { name: 'fog', strength: 0.5 },
      timeout_s: 120,
    });
    expect(rowOf(runResult(run))).toMatchObject({
      brain: 'line_follower',
      model: 'pilotnet',
      model_sha256: 'f00',
      corruption: 'fog',
      corruption_strength: 0.5,
      camera_rate_hz: 20,
      latency_ms: 50,
      camera_timing: '20 Hz, latency 50 ms',
      timeout_s: 120,
      outcome: 'completed',
      completed: true,
      lap_seconds: 25.925794013,
      position_deviation_max_m: 0.0419002,
      wall_contacts: 0,
      host: 'bench',
      folder: runFolderName(run),
    });
  });

  it('has nothing where a fault came before the drive', () => {
    const result = runResult(plannedRun(), { outcome: 'fault', detail: 'no model', statistics: null });
    expect(rowOf(result)).toMatchObject({
      outcome: 'fault',
      detail: 'no model',
      completed: null,
      decisions: null,
      step_time_p50_ms: null,
    });
  });

  it("does not claim a rate or latency of Gazebo's camera", () => {
    const run = plannedRun('a', { world: { kind: 'gazebo', launch: 'simple.launch' } });
    expect(rowOf(runResult(run))).toMatchObject({
      world: 'gazebo',
      launch: 'simple.launch',
      camera_rate_hz: null,
      latency_ms: null,
    });
  });

  it('has cells of the types of their columns, and no column twice', () => {
    const row = rowOf(runResult(plannedRun()));
    const types = { text: 'string', integer: 'number', real: 'number', boolean: 'boolean' };
    for (const { name, type } of RUN_COLUMNS) {
      if (row[name] !== null) expect([name, typeof row[name]]).toEqual([name, types[type]]);
      if (row[name] !== null && type === 'integer')
        expect([name, Number.isInteger(row[name])]).toEqual([name, true]);
    }
    expect(new Set(RUN_COLUMNS.map(({ name }) => name)).size).toBe(RUN_COLUMNS.length);
  });
});

describe('the fingerprint of an outcome', () => {
  const of = (changes: Partial<Parameters<typeof runResult>[1]> = {}, name = 'a') =>
    outcomeSha256(runResult(plannedRun(name), changes));

  it('is the same on another machine, at another moment, at another speed', () => {
    const slower = {
      ...lapStatistics,
      brain_iterations_frequency_real_time: 7,
      step_time_ms: { ...lapStatistics.step_time_ms, p50: 140 },
      real_time_factor: 0.3,
      files: {},
    };
    const elsewhere = { host: 'other', pid: 9, program_version: '0.1.0', node_version: 'v24', cpu: 'b' };
    const attempt = { attempts: 3, started_at: '2027-01-01T00:00:00.000Z', wall_s: 99, machine: elsewhere };
    expect(of({ statistics: slower, ...attempt })).toBe(of());
  });

  it.each([
    ['a metric', { statistics: { ...lapStatistics, position_deviation_mean_m: 0.0022501 } }],
    ['a lap time', { statistics: { ...lapStatistics, lap_times_s: [25.925794014] } }],
    ['the end', { outcome: 'trapped' as const }],
  ])('differs with %s', (_, changes) => {
    expect(of(changes)).not.toBe(of());
  });

  it('differs between runs', () => {
    expect(of({}, 'b')).not.toBe(of());
  });
});

describe('the name of the folder of a run', () => {
  it('says circuit, direction, brain, network and repetition, and ends with the key', () => {
    const run = plannedRun('a', { repetition: 3 });
    expect(runFolderName(run)).toBe(`simple_circuit-forward-line_follower-r3-${run.key.slice(0, 12)}`);
    const model = { name: 'int8', path: '/m.onnx', sha256: 'f', card_sha256: 'b' };
    expect(runFolderName({ ...run, model })).toContain('-line_follower-int8-r3-');
  });

  it('is one that every file system takes, whatever the names are', () => {
    const brain = {
      name: '../../etc/日本語の長い名前日本語の長い名前 x',
      path: '',
      sha256: '',
      entry: null,
      module: null,
    };
    const name = runFolderName(plannedRun('a', { brain, circuit: { name: 'a b/c\\d:e', file: null } }));
    expect(name).toMatch(/^a_b_c_d_e-forward-_\.\._etc_日本語の長い名前日本-r1-[0-9a-f]{12}$/);
    expect(Buffer.byteLength(name)).toBeLessThan(255);
  });
});
