import { channelOf, STUDIO_KEYS, type StudioKey } from '../../../src/live/foxglove/topics';
import { Translator } from '../../../src/live/foxglove/translator';
import type { FiguresMessage, HelloMessage, SamplesMessage, ServerMessage } from '../../../src/live/messages';
import { decodeDecision, decodeDiagnosticArray, decodeLog, decodeMetrics } from '../../../src/messages/index';

const HELLO: HelloMessage = {
  type: 'hello',
  protocol: 1,
  version: '0',
  session: 'x',
  started_ms: 1_800_000_000_000,
  kind: 'session',
  world: 'lockstep',
  circuit: {
    name: 'square',
    length_m: 4,
    lineWidth_m: 0.1,
    line: [
      [0, 0],
      [1, 0],
      [1, 1],
    ],
    leftWall: null,
    rightWall: null,
    start: { x_m: 0, y_m: 0, yaw_rad: 0 },
  },
  direction: 'forward',
  laps: 1,
  choices: { brains: [], models: [], providers: [] },
};

/** Poses and decisions at the same times. */
function samples(times_s: readonly (number | null)[], isHistory = false): SamplesMessage {
  const of = (value: number) => times_s.map(() => value);
  const wall_ms = times_s.map((_, i) => 1000 + i);
  return {
    type: 'samples',
    isHistory,
    poses: {
      wall_ms,
      sim_s: times_s,
      x_m: times_s.map((_, i) => i),
      y_m: of(2),
      yaw_rad: of(0),
      v_mps: of(3),
      w_radps: of(0.5),
      deviation_m: of(-0.25),
      percent: of(10),
    },
    decisions: {
      wall_ms,
      sim_s: times_s,
      frame: times_s.map((_, i) => i + 1),
      v_mps: of(4),
      w_radps: of(-1),
      step_ms: times_s.map((_, i) => i + 1),
      inference_ms: times_s.map(() => null),
      latency_ms: of(7),
      frame_age_ms: times_s.map(() => null),
    },
    lost: 0,
  };
}

function figures(): FiguresMessage {
  const spread = { p50: null, p95: null, p99: null, max: null };
  return {
    type: 'figures',
    wall_ms: 2000,
    sim_s: 5,
    step_ms: spread,
    inference_ms: spread,
    latency_ms: spread,
    frame_age_ms: spread,
    throughput_hz: null,
    decisions_hz: 20,
    frames_hz: 30,
    realTimeFactor: 2,
    deviationMean_m: null,
    deviationMax_m: null,
    distance_m: 12,
    averageSpeed_mps: null,
    percent: 40,
    lapsCompleted: 0,
    frames: { received: 9, answered: 8, superseded: 1, failed: 0, rejected: 0 },
    stops: 0,
    offTrackEvents: 0,
    wallContactEvents: 0,
  };
}

function translated(subscribed: readonly StudioKey[] = STUDIO_KEYS) {
  const published: [key: StudioKey, time_s: number, bytes: Buffer][] = [];
  const translator = new Translator({
    wants: (key) => subscribed.includes(key),
    publish: (key, time_ns, bytes) => void published.push([key, Number(time_ns) / 1e9, Buffer.from(bytes)]),
    tellTime: () => {},
  });
  const take = (...messages: ServerMessage[]) => {
    for (const message of messages) translator.take(message);
    return published.splice(0);
  };
  return { translator, take, published };
}

const LOG = { type: 'log', wall_ms: 500, level: 'warn', line: 'beware' } as const;

describe('what a studio is shown', () => {
  it('has simulated time, and waits for it', () => {
    const { take } = translated(['log', 'odometry', 'decision', 'line']);
    expect(take(HELLO, LOG)).toEqual([]);
    const keys = take(samples([5, 5.1])).map(([key, time_s]) => [key, time_s]);
    expect(keys).toEqual([
      ['line', 5.1],
      ['log', 5.1],
      ['odometry', 5],
      ['decision', 5],
      ['odometry', 5.1],
      ['decision', 5.1],
    ]);
    expect(take(LOG).map(([key, time_s]) => [key, time_s])).toEqual([['log', 5.1]]);
  });

  it('has wall time where there is no clock', () => {
    const { take } = translated(['log', 'odometry']);
    expect(take(HELLO, LOG, samples([null])).map(([key, time_s]) => [key, time_s])).toEqual([
      ['log', 1_800_000_000.5],
      ['odometry', 1_800_000_001],
    ]);
  });

  it('has no message twice that was before it connected, but the driven path', () => {
    const { take, translator, published } = translated(['odometry', 'path']);
    const [path] = take(HELLO, samples([1, 2, 3], true));
    expect(path![0]).toBe('path');
    // Header of 4 + 8 + 4 + 4 bytes, a count, and the poses with headers of their own.
    expect(path![2].readUInt32LE(20)).toBe(3);
    expect(path![2].length).toBe(24 + 3 * (20 + 56));
    translator.subscribed('path');
    expect(published.splice(0)).toHaveLength(1);
    const [again] = take({ type: 'restart', wall_ms: 3 });
    expect(again![2].readUInt32LE(20)).toBe(0);
  });

  it('closes the line of the circuit, and has no wall where there is none', () => {
    const { take } = translated(['line', 'leftWall']);
    const messages = take(HELLO, samples([1]));
    expect(messages.map(([key, , bytes]) => [key, bytes.readUInt32LE(20)])).toEqual([
      ['line', 4],
      ['leftWall', 0],
    ]);
  });

  it('has missing numbers as NaN, and means of the decisions since the last figures', () => {
    const { take } = translated(['decision', 'metrics']);
    const first = take(HELLO, samples([1, 2, 3]), figures());
    const decision = decodeDecision(first[0]![2]);
    expect(decision).toMatchObject({ frame_sequence: 1, v_mps: 4, w_radps: -1, inference_ms: Number.NaN });
    const metrics = decodeMetrics(first.at(-1)![2]);
    expect(metrics).toMatchObject({
      step_mean_ms: 2,
      brain_capacity_hz: 500,
      inference_mean_ms: Number.NaN,
      sensor_to_actuator_max_ms: 7,
      decision_frequency_simulated_hz: 10,
      position_deviation_m: -0.25,
      position_deviation_mean_m: Number.NaN,
      frames_received: 9,
      frames_superseded: 1,
    });
    expect(decodeMetrics(take(figures())[0]![2]).step_mean_ms).toBeNaN();
  });

  it('of a node that does not tell how it decides is its commands', () => {
    const { take } = translated(['command', 'decision', 'metrics']);
    const driven = samples([1]);
    const untold = { ...driven.decisions, step_ms: [null], latency_ms: [null] };
    const unknown = { received: null, answered: null, superseded: null, failed: null, rejected: null };
    const messages = take(HELLO, { ...driven, decisions: untold }, { ...figures(), frames: unknown });
    expect(messages.map(([key]) => key)).toEqual(['command', 'decision', 'metrics']);
    expect(decodeDecision(messages[1]![2])).toMatchObject({ v_mps: 4, step_ms: Number.NaN });
    expect(decodeMetrics(messages[2]![2])).toMatchObject({ step_mean_ms: Number.NaN, frames_received: 0 });
  });

  it('has incidents in its log, and in its diagnostics while they last', () => {
    const { take } = translated(['log', 'diagnostics']);
    take(HELLO, samples([1]));
    const incident = { type: 'incident', wall_ms: 1, kind: 'camera_stalled', who: '', lasts: true } as const;
    const faults = (bytes: Buffer) =>
      decodeDiagnosticArray(bytes).status.find(({ name }) => name === 'f1_brain: faults');
    const [log, begun] = take({ ...incident, over: false });
    expect(decodeLog(log![2])).toMatchObject({ level: 4, msg: 'camera stalled' });
    expect(faults(begun![2])).toMatchObject({ level: 1, message: 'camera stalled' });
    const [, over] = take({ ...incident, over: true });
    expect(faults(over![2])).toMatchObject({ level: 0, message: 'none now' });
  });

  it('of a run that could not start is its log', () => {
    const { take } = translated(['log', 'statistics']);
    take(HELLO, LOG);
    const keys = take({ type: 'statistics', statistics: { completed: false } }).map(([key]) => key);
    expect(keys).toContain('log');
    expect(keys).toContain('statistics');
  });
});

test('every channel says how its messages are written, nested types included', () => {
  for (const key of STUDIO_KEYS) {
    const { schema, schemaName, encoding, schemaEncoding } = channelOf(key);
    expect([encoding, schemaEncoding]).toEqual(['ros1', 'ros1msg']);
    const [own = '', ...parts] = schema.split(`${'='.repeat(80)}\n`);
    const known = new Map([[schemaName as string, own]]);
    for (const part of parts) known.set(/^MSG: (\S+)\n/.exec(part)![1]!, part.replace(/^MSG.*\n/, ''));
    for (const text of known.values()) {
      for (const [, type = ''] of text.matchAll(/^([A-Za-z][\w/]*)(?:\[\d*\])? \w+ *(?:#.*)?$/gm)) {
        const isBasic = /^(?:bool|byte|string|time|u?int\d+|float\d+)$/.test(type);
        const isNested = [...known.keys()].some((name) => name === type || name.endsWith(`/${type}`));
        expect([type, isBasic || isNested]).toEqual([type, true]);
      }
    }
  }
});
