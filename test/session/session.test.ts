import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BagError, ConfigurationError, InterruptedError, ModelError, SessionError } from '../../src/errors';
import { Session } from '../../src/session/session';
import type { SessionState } from '../../src/session/session-events';
import type { BuiltInSessionOptions, SessionOptions } from '../../src/session/session-options';
import type { Pose } from '../../src/types';
import { writeTinyModel } from '../helpers/onnx-model';
import { contentsOf, jsonOf } from './recording/support/bag-contents';
import { newFolder, ringLap } from './support/lap-ring';

/** What does not depend on the wall clock. */
async function drivenBy(session: Session) {
  const { statistics } = await session.run();
  const { lap_times_s, completed_distance_m, position_deviation_mean_m, frames } = statistics;
  return { lap_times_s, completed_distance_m, position_deviation_mean_m, frames };
}

/** Calls `then` at the first pose that comes after some simulated time. */
function whenDriven(session: Session, simulated_s: number, then: () => void): void {
  const away = session.on('pose', ({ sim_s }) => {
    if (sim_s === null || sim_s < simulated_s) return;
    away();
    then();
  });
}

/** @param decide code of a function, which may count in `n` from 0 */
function moduleBrain(decide: string): string {
  const folder = newFolder();
  const brain = path.join(folder, 'brain.yml');
  writeFileSync(
    path.join(folder, 'brain.js'),
    `module.exports = () => { let n = 0; return { decide: ${decide} }; };`,
  );
  writeFileSync(brain, 'Behaviors: {Robot: {BrainPath: ./brain.js, Type: f1}}\n');
  return brain;
}

describe('a session in lockstep', () => {
  it('drives with the camera that its options ask for, and says so', async () => {
    const timing = { cameraRate_hz: 10, latency_ms: 40, frameDrop: 0.2 };
    const lap = () => new Session(ringLap({ ...timing, seed: 4 }));
    const { statistics } = await lap().run();
    expect(statistics).toMatchObject({
      completed: true,
      camera_timing: {
        rate_hz: 10,
        jitter_ms: 0,
        latency_ms: 40,
        frame_drop: 0.2,
        stalls: [],
        file: null,
      },
    });
    const frames = statistics.frames.received ?? 0;
    expect(frames / (statistics.simulated_seconds ?? 0)).toBeLessThan(10);
    expect(await drivenBy(lap())).toEqual(await drivenBy(lap()));
    expect(await drivenBy(new Session(ringLap({ ...timing, seed: 5 })))).not.toEqual(await drivenBy(lap()));
  });

  it('starts where its options say', async () => {
    const startPose = { x_m: -8.1, y_m: 0.2, yaw_rad: -1.5 };
    const session = new Session(ringLap({ startPose, timeout_s: 0.5 }));
    const poses: Pose[] = [];
    session.on('pose', (pose) => poses.push(pose));
    const { statistics } = await session.run();
    expect(poses[0]).toMatchObject(startPose);
    expect(statistics).toMatchObject({ completed: false, ended_because: 'time_limit' });
    expect(poses.at(-1)!.sim_s).toBeCloseTo(0.5, 0);
    const far = new Session(ringLap({ startPose: { ...startPose, x_m: 500 } }));
    await expect(far.run()).rejects.toThrow(/the start pose \(500, 0\.2\) lies \d+ m from the line of ring/);
  });

  it("ends after the Timeout of its YAML, which is that of the YAML's world, unless an option says another", async () => {
    const circuit = ringLap().circuit!;
    const brain = path.join(newFolder(), 'timed.yml');
    const behaviors = (world: string) =>
      `Behaviors: {Robot: {BrainPath: line_follower, Type: f1}, Simulation: {World: ${world}}, Experiment: {Timeout: [0.3]}}`;
    writeFileSync(brain, behaviors(circuit));
    const ends = async (options: Partial<BuiltInSessionOptions>) => {
      const { statistics } = await new Session({ world: 'lockstep', out: null, brain, ...options }).run();
      return [statistics.ended_because, statistics.percentage_completed! > 1];
    };
    expect(await ends({})).toEqual(['time_limit', true]);
    expect(await ends({ circuit })).toEqual(['completed', true]);
    expect(await ends({ timeout_s: 60 })).toEqual(['completed', true]);
  });

  it('corrupts images as strongly as it is told, and says so', async () => {
    const lap = (corruptionStrength?: number) =>
      new Session(
        ringLap({
          brain: 'slim_pilotnet',
          imageTransform: 'fog',
          timeout_s: 2,
          ...(corruptionStrength !== undefined && { corruptionStrength }),
        }),
      );
    const usual = await lap().run();
    const driven = async (session: Session) => (await drivenBy(session)).completed_distance_m;
    expect(usual.statistics.image_transform).toBe('fog');
    expect(usual.statistics).not.toHaveProperty('corruption_strength');
    expect((await lap(2).run()).statistics).toMatchObject({ image_transform: 'fog', corruption_strength: 2 });
    expect(await driven(lap(1))).toBe(usual.statistics.completed_distance_m);
    expect(await driven(lap(0))).toBe(
      await driven(new Session(ringLap({ brain: 'slim_pilotnet', timeout_s: 2 }))),
    );
    expect(await driven(lap(2))).not.toBe(await driven(lap()));
  });

  it('is trapped where it hardly moves for ten seconds although nothing stops it', async () => {
    const brain = moduleBrain('() => ({ v_mps: n++ < 8 ? 5 : 0, w_radps: 0 })');
    const { statistics } = await new Session(ringLap({ brain })).run();
    expect(statistics).toMatchObject({
      ended_because: 'trapped',
      ended_detail: expect.stringMatching(/^it moved 0\.\d m in 10\.\d s of simulated time$/),
      crash: null,
    });
  });

  it.each([
    ['throws on every frame', 'throw new Error("no camera")', 'no camera'],
    ['never answers with numbers', 'return { v_mps: NaN, w_radps: 0 }', /v NaN m\/s/],
  ])('ends with brain_failed where its brain %s', async (_, code, why) => {
    const brain = moduleBrain(`() => { ${code}; }`);
    const ends = async (options: Partial<BuiltInSessionOptions>) => {
      const session = new Session(ringLap({ brain, ...options }));
      const lines: string[] = [];
      session.on('log', ({ message }) => lines.push(message));
      const { ended_because, ended_detail } = (await session.run()).statistics;
      expect([ended_because, lines.at(-1)]).toEqual([
        'brain_failed',
        expect.stringMatching('on every frame'),
      ]);
      return ended_detail;
    };
    expect(await ends({})).toMatch(why);
    expect(await ends({ timeout_s: 2 })).toMatch(why);
  });

  it('ends with brain_failed, at the same moment each time, where its brain fails on every frame after the first', async () => {
    const brain = moduleBrain(
      '() => { if (n++ > 7) throw new Error("no camera " + n); return { v_mps: 5, w_radps: 0 }; }',
    );
    const run = async () => (await new Session(ringLap({ brain }))).run();
    const { statistics } = await run();
    expect(statistics).toMatchObject({
      ended_because: 'brain_failed',
      ended_detail:
        'failed on 201 frames in a row, 10.0 s of simulated time; first: no camera 9; last: no camera 209',
      frames: { answered: 8, failed: 201 },
    });
    expect((await run()).statistics.simulated_seconds).toBe(statistics.simulated_seconds);
  });

  it('goes on where its brain fails now and then', async () => {
    const brain = moduleBrain(
      '() => { if (n++ % 190 > 7) throw new Error("no camera"); return { v_mps: 4, w_radps: 0.5 }; }',
    );
    const { statistics } = await new Session(ringLap({ brain, timeout_s: 25 })).run();
    expect(statistics).toMatchObject({ ended_because: 'time_limit', frames: { answered: 24 } });
  });

  it('keeps how it ended where its brain has answered a frame', async () => {
    const brain = moduleBrain(
      '() => { if (n++ > 0) throw new Error("no camera"); return { v_mps: 0, w_radps: 0 }; }',
    );
    const { statistics } = await new Session(ringLap({ brain, timeout_s: 2 })).run();
    expect(statistics).toMatchObject({ ended_because: 'time_limit', frames: { answered: 1 } });
    expect(statistics).not.toHaveProperty('ended_detail');
  });

  it('drives its laps and tells what happens', async () => {
    const session = new Session(ringLap({ laps: 2, seed: 3 }));
    const states: SessionState[] = [];
    const laps: (number | null)[] = [];
    const counts = { frame: 0, decision: 0, pose: 0, metrics: 0 };
    session.on('state', ({ state }) => states.push(state));
    session.on('lap', ({ seconds }) => laps.push(seconds));
    session.on('frame', ({ width }) => {
      counts.frame += width === 640 ? 1 : 0;
    });
    session.on('decision', ({ driver, frame }) => {
      counts.decision += driver.brain === 'line_follower' && frame.height === 480 ? 1 : 0;
    });
    session.on('pose', () => {
      counts.pose += 1;
    });
    session.on('metrics', ({ speed_mps }) => {
      counts.metrics += speed_mps === null ? 0 : 1;
    });
    const { statistics, unsaved, brainLost } = await session.run();
    expect(statistics).toMatchObject({
      circuit: 'ring',
      brain: 'line_follower',
      world: 'lockstep',
      seed: 3,
      completed: true,
      ended_because: 'completed',
      laps_completed: 2,
      files: {},
      recording: null,
    });
    expect([unsaved, brainLost]).toEqual([false, false]);
    expect(states).toEqual(['opening', 'ready', 'starting', 'driving', 'ending', 'ended']);
    expect(laps.map((seconds) => Number(seconds?.toFixed(9)))).toEqual(statistics.lap_times_s);
    expect(counts.decision).toBe(statistics.frames.answered);
    expect(counts.frame).toBeGreaterThanOrEqual(counts.decision);
    expect(counts.pose).toBeGreaterThan(100);
    expect(counts.metrics).toBeGreaterThan(0);
  });

  it('drives the same for the same seed, also when it was paused', async () => {
    const plain = await drivenBy(new Session(ringLap()));
    const paused = new Session(ringLap());
    const states: SessionState[] = [];
    paused.on('state', ({ state }) => states.push(state));
    whenDriven(paused, 2, () => {
      expect([paused.pause(), paused.pause()]).toEqual([true, false]);
      setTimeout(() => expect([paused.resume(), paused.resume()]).toEqual([true, false]), 50);
    });
    expect(await drivenBy(paused)).toEqual(plain);
    expect(states).toEqual([
      'opening',
      'ready',
      'starting',
      'driving',
      'paused',
      'driving',
      'ending',
      'ended',
    ]);
  });

  it('may start paused', async () => {
    const session = new Session(ringLap({ startPaused: true }));
    const poses: Pose[] = [];
    session.on('pose', (pose) => poses.push(pose));
    await session.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([session.state, poses.length]).toEqual(['paused', 0]);
    session.resume();
    expect((await session.result).statistics.completed).toBe(true);
  });

  it('is ended from outside, for a reason', async () => {
    const session = new Session(ringLap({ laps: 100 }));
    whenDriven(session, 1, () => void session.end('time_limit'));
    const { statistics } = await session.run();
    expect(statistics).toMatchObject({ completed: false, ended_because: 'time_limit' });
    expect(await session.end()).toBe(await session.result);
  });

  it('is ended by its signal, also while it is paused', async () => {
    const controller = new AbortController();
    const session = new Session(ringLap({ startPaused: true, signal: controller.signal }));
    await session.start();
    controller.abort();
    expect((await session.result).statistics.ended_because).toBe('interrupted');
  });

  it('swaps its brain between two frames', async () => {
    const session = new Session(ringLap({ laps: 100 }));
    const told: unknown[] = [];
    session.on('brain', (event) => told.push(event));
    await session.start();
    const swapping = session.swapBrain({ brain: 'pilotnet', provider: 'cpu' });
    await expect(session.swapBrain({ brain: 'pilotnet' })).rejects.toThrow(SessionError);
    const { load_ms, ...driver } = await swapping;
    expect(driver).toEqual({
      brain: 'pilotnet',
      model: 'pilotnet',
      provider: 'cpu',
      before: 'line_follower',
    });
    expect(load_ms).toBeGreaterThan(0);
    expect(session.driver.brain).toBe('pilotnet');
    await expect(session.swapBrain({ brain: 'pilotnt' })).rejects.toThrow(ConfigurationError);
    const { statistics } = await session.end();
    expect(told).toEqual([driver]);
    expect(statistics).toMatchObject({ brain: 'pilotnet', brain_changes: 1 });
  });

  it('starts its metrics again', async () => {
    const session = new Session(ringLap({ laps: 2 }));
    whenDriven(session, 2, () => {
      session.resetMetrics();
      expect(session.metrics.percent).toBeNull();
    });
    const { statistics } = await session.run();
    expect(statistics.simulated_seconds).toBeLessThan(2 * statistics.lap_seconds! + 1);
    expect(statistics.laps_completed).toBe(2);
  });

  it('records, and writes its files into its folder', async () => {
    const folder = newFolder();
    const session = new Session(ringLap({ out: folder }));
    let second: Promise<string> | null = null;
    whenDriven(session, 2, () => {
      const first = session.recording;
      second = session.stopRecording().then(async (file) => {
        expect(file).toBe(first);
        await expect(session.stopRecording()).rejects.toThrow(BagError);
        return session.startRecording();
      });
      session.pause();
      void second.then(() => session.resume());
    });
    const { statistics } = await session.run();
    expect(statistics.recording).toMatchObject({ bags: 2, ended_because: 'finished' });
    expect(statistics.files.recording_2).toBe(await second);
    expect(JSON.parse(readFileSync(statistics.files.statistics!, 'utf8'))).toEqual(statistics);
    const { topics } = await contentsOf(statistics.files.recording_2!);
    expect(jsonOf(topics, '/metadata').f1_brain).toMatchObject({
      world: 'lockstep',
      ended: { because: 'completed' },
    });
  });
});

describe('a session that cannot be', () => {
  it.each<[string, Partial<SessionOptions>, new (...args: never[]) => Error, RegExp]>([
    ['an unknown brain', { brain: 'pilotnt' }, ConfigurationError, /no brain is called 'pilotnt'/],
    ['an unknown circuit', { circuit: 'simple_circut' }, ConfigurationError, /did you mean 'simple_circuit'/],
    [
      'a folder that takes no files',
      { out: '/proc/nowhere' },
      ConfigurationError,
      /cannot write the results there/,
    ],
    [
      'a broken model',
      { brain: writeTinyModel({ content: Buffer.from('x') }).brainFile },
      ModelError,
      /onnxruntime cannot load it/,
    ],
  ])('names %s, from open and in its result', async (_, options, ErrorClass, message) => {
    const session = new Session({ ...ringLap(), ...options } as SessionOptions);
    const error: unknown = await session.open().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ErrorClass);
    expect((error as Error).message).toMatch(message);
    await expect(session.start()).rejects.toBe(error);
    await expect(session.result).rejects.toBe(error);
    expect(session.state).toBe('ended');
  });

  it('leaves no empty folder behind', async () => {
    const out = path.join(newFolder(), 'out');
    const { brainFile } = writeTinyModel({ content: Buffer.from('x') });
    await expect(new Session(ringLap({ brain: brainFile, out })).open()).rejects.toThrow(ModelError);
    expect(existsSync(out)).toBe(false);
  });

  it('rejects with InterruptedError when it is ended before it drives', async () => {
    const unopened = new Session(ringLap());
    await expect(unopened.end()).rejects.toThrow(InterruptedError);
    await expect(unopened.open()).rejects.toThrow(InterruptedError);
    const opening = new Session(ringLap());
    const opened = expect(opening.open()).rejects.toThrow(InterruptedError);
    void opening.end().catch(() => {});
    await opened;
    const ready = new Session(ringLap());
    await ready.open();
    await expect(ready.end()).rejects.toThrow(InterruptedError);
    await expect(ready.start()).rejects.toThrow(InterruptedError);
  });

  it('has statistics of a run that is ended while it opens', async () => {
    const out = newFolder();
    const session = new Session(ringLap({ out }));
    const running = session.run();
    void session.end();
    const { statistics } = await running;
    expect(statistics).toMatchObject({
      brain: 'line_follower',
      circuit: 'ring',
      completed: false,
      ended_because: 'interrupted',
      frames: { received: 0, answered: 0 },
    });
    expect(JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8'))).toMatchObject({
      ended_because: 'interrupted',
    });
    expect(session.state).toBe('ended');
  });

  it('refuses what does not fit where it stands', async () => {
    const session = new Session(ringLap({ laps: 100 }));
    expect(() => session.pause()).toThrow('the session is not open: call open() or start() first');
    expect(() => session.driver).toThrow(SessionError);
    await session.start();
    await expect(session.startRecording()).rejects.toThrow("a session with 'out: null' records nothing");
    await session.end();
    for (const call of [() => session.pause(), () => session.resume(), () => session.resetMetrics()]) {
      expect(call).toThrow('the run is over; nothing changed');
    }
    await expect(session.swapBrain({ brain: 'pilotnet' })).rejects.toThrow(SessionError);
    await expect(session.stopRecording()).rejects.toThrow(SessionError);
  });

  it('starts no bag before it has started, and then the one that it was asked for', async () => {
    const session = new Session(ringLap({ out: newFolder() }));
    await session.open();
    await expect(session.startRecording()).rejects.toThrow(
      new SessionError('the session has not started: call start() first'),
    );
    const { statistics } = await session.run();
    expect(statistics.recording).toMatchObject({ bags: 1 });
  });

  it.each<[unknown, RegExp]>([
    [undefined, /^swapBrain: the request must be an object such as/],
    ['pilotnet', /^swapBrain: the request must be an object/],
    [{ modle: 'pilotnet' }, /modle is not a known key \(did you mean 'model'\?\)/],
    [{ brain: 7 }, /brain must be a non-empty string, found 7/],
    [{ model: ' ' }, /model must be a non-empty string/],
  ])('does not swap its brain for %j', async (request, message) => {
    const session = new Session(ringLap({ laps: 100 }));
    await session.open();
    const swapping = session.swapBrain(request as never);
    await expect(swapping).rejects.toThrow(ConfigurationError);
    await expect(swapping).rejects.toThrow(message);
    await expect(session.end()).rejects.toThrow(InterruptedError);
  });

  it('names a reason to end that does not exist, and ends all the same', async () => {
    const session = new Session(ringLap({ laps: 100 }));
    await session.start();
    await expect(session.end('time_limt' as never)).rejects.toThrow(
      /a session cannot end with 'time_limt' \(did you mean 'time_limit'\?\); its reasons are interrupted,/,
    );
    expect((await session.result).statistics.ended_because).toBe('interrupted');
  });

  it('names an event that does not exist', () => {
    expect(() => new Session(ringLap()).on('poze' as never, () => {})).toThrow(
      /a session has no event 'poze' \(did you mean 'pose'\?\)/,
    );
  });

  it('ends with the error of a listener that throws, once the car is stopped', async () => {
    const session = new Session(ringLap({ laps: 100, out: newFolder() }));
    session.on('decision', () => {
      throw new Error('my listener is broken');
    });
    await expect(session.run()).rejects.toThrow('my listener is broken');
    expect(session.state).toBe('ended');
  });
});

it('a session is as quiet as it says: no listeners on the process, nothing on its streams', async () => {
  const before = process.eventNames().map((name) => [name, process.listenerCount(name)]);
  const written: unknown[] = [];
  const writes = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(text);
      return true;
    }),
  );
  const folder = newFolder();
  await new Session(ringLap({ out: folder })).run();
  for (const write of writes) write.mockRestore();
  expect(written).toEqual([]);
  expect(process.eventNames().map((name) => [name, process.listenerCount(name)])).toEqual(before);
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining(['statistics.json', 'lap.png', 'decisions.csv']),
  );
});
