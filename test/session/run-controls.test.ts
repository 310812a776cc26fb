import { RunControls } from '../../src/session/run-controls';
import { offerDrivingServices } from '../../src/session/services/driving-services';
import { offerRecordingServices } from '../../src/session/services/recording-services';
import type { openAnother } from '../../src/session/setup/opened-brain';
import type { Setup } from '../../src/session/setup/setup';
import { plainFrame } from '../helpers/frames';
import { FakeNode } from './support/fake-node';
import { FakeBrain, FakeWorld, fakeRun } from './support/fake-setup';

/** The controls and services of a run without a world. */
function offered(open: typeof openAnother) {
  const first = new FakeBrain('first');
  const { run, lines, events, log } = fakeRun({ opened: first.opened });
  const onState = jest.fn();
  const controls = new RunControls(run, { events, log, onState, open });
  const node = new FakeNode();
  offerDrivingServices({ node: node.asNode, controls, log });
  offerRecordingServices(node.asNode, controls);
  return { run, first, controls, node, lines, states: () => onState.mock.calls.length };
}

const NOTHING = { brain: '', model: '', provider: '' };

describe('the services of a run', () => {
  test('that is over say so, and change nothing', async () => {
    const next = new FakeBrain('next');
    const { run, first, node, states } = offered(async () => next.opened);
    await run.drive.disengage();
    for (const name of [
      '~pause',
      '~resume',
      '~reset_metrics',
      '~load_brain',
      '~start_recording',
      '~stop_recording',
    ]) {
      expect(await node.call(name, NOTHING)).toMatchObject({
        success: false,
        message: 'the run is over; nothing changed',
      });
    }
    expect([states(), first.closed, next.closed]).toEqual([0, 0, 0]);
  });

  test('put another brain in the place of one that is then closed', async () => {
    const next = new FakeBrain('next');
    const { run, first, node, lines } = offered(async () => next.opened);
    const answer = await node.call('~load_brain', NOTHING);
    expect(answer).toMatchObject({ success: true, message: 'next drives now, after first', brain: 'next' });
    expect([run.drive.active.brain, first.closed, next.closed]).toEqual([next, 1, 0]);
    expect(lines).toEqual(['info: next drives now, after first']);
    expect(run.brainChanges).toMatchObject([{ brain: 'next', model: null, provider: null }]);
  });

  test('take no name that is longer than a path', async () => {
    const { node } = offered(async () => new FakeBrain('next').opened);
    const answer = await node.call('~load_brain', { ...NOTHING, brain: 'a'.repeat(1_000_000) });
    expect(answer).toMatchObject({
      success: false,
      message: 'swapBrain: brain has 1000000 characters, more than any path; first drives on',
    });
  });

  test('load for others only what they may name', async () => {
    const next = new FakeBrain('next');
    const asked: unknown[] = [];
    const { node, controls, run } = offered(async (...[, , , files]) => {
      asked.push(files);
      return next.opened;
    });
    await node.call('~load_brain', NOTHING);
    await controls.swapBrain({});
    expect(asked).toEqual([run.setup.peerFiles, null]);
  });

  test('close a brain that is open when the run is over', async () => {
    const next = new FakeBrain('next');
    const { run, first, node } = offered(async () => {
      await run.drive.disengage();
      return next.opened;
    });
    expect(await node.call('~load_brain', NOTHING)).toMatchObject({
      success: false,
      message: 'the run is over; nothing changed',
    });
    expect([first.closed, next.closed, run.brainChanges]).toEqual([0, 1, []]);
  });

  test('load one brain at a time, and keep the old one where the new one fails', async () => {
    let fail: (error: Error) => void = () => {};
    const { first, node } = offered(
      () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    );
    const loading = node.call('~load_brain', NOTHING);
    expect(await node.call('~load_brain', NOTHING)).toMatchObject({
      success: false,
      message: 'another brain is being loaded; nothing changed',
    });
    fail(new Error('no such model'));
    expect(await loading).toMatchObject({ success: false, message: 'no such model; first drives on' });
    expect(first.closed).toBe(0);
  });

  test('keep a paused car stopped, and its laps from ending for lack of progress', async () => {
    const { run, node, states } = offered(async () => new FakeBrain('next').opened);
    const held = jest.spyOn(run.monitor, 'hold');
    await node.call('~pause');
    expect(run.drive.paused).toBe(true);
    await node.call('~resume');
    expect([held.mock.calls, run.drive.paused, states()]).toEqual([[[true], [false]], false, 2]);
  });

  test('say where nothing is recorded', async () => {
    const { node } = offered(async () => new FakeBrain('next').opened);
    expect(await node.call('~start_recording')).toMatchObject({
      success: false,
      message: expect.stringContaining('records nothing'),
    });
  });
});

describe('putting the car at its start', () => {
  /** Controls of a run that drives; its world is done when `arrive` is called. */
  function resetting() {
    let arrive: () => void = () => {};
    const toStart = () =>
      new Promise<void>((resolve) => {
        arrive = resolve;
      });
    const { run, events, log } = fakeRun({ toStart });
    run.drive.engage();
    const controls = new RunControls(run, { events, log, onState: () => {} });
    return { run, controls, arrive: () => arrive() };
  }

  test('stops the car meanwhile, starts the metrics again and drives on', async () => {
    const { run, controls, arrive } = resetting();
    const before = run.monitor.metrics;
    const done = controls.resetToStart();
    expect(run.drive.paused).toBe(true);
    await expect(controls.resetToStart()).rejects.toThrow('the car is being put back; nothing changed');
    arrive();
    await done;
    expect(run.drive.paused).toBe(false);
    expect(run.monitor.metrics).not.toBe(before);
  });

  test('leaves a car stopped that was paused before or meanwhile', async () => {
    const { run, controls, arrive } = resetting();
    const done = controls.resetToStart();
    expect([controls.pause(), controls.pause(), controls.resume(), controls.pause()]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    arrive();
    await done;
    expect(run.drive.paused).toBe(true);
    const again = controls.resetToStart();
    arrive();
    await again;
    expect(run.drive.paused).toBe(true);
  });

  test('drives on where the world cannot', async () => {
    const { run, events, log } = fakeRun({ toStart: () => Promise.reject(new Error('no service')) });
    run.drive.engage();
    const controls = new RunControls(run, { events, log, onState: () => {} });
    await expect(controls.resetToStart()).rejects.toThrow('no service');
    expect(run.drive.paused).toBe(false);
  });
});

describe('a brain that takes over', () => {
  /** A run with a brain and hands that answer a frame when `answer` is called. */
  function driving() {
    let answer: () => void = () => {};
    const slow = (name: string) => {
      const brain = new FakeBrain(name);
      brain.decide = () =>
        new Promise((resolve) => {
          answer = () => resolve({ v_mps: 1, w_radps: 0, inference_ms: null });
        });
      return brain;
    };
    const [first, hands] = [slow('first'), slow('hands')];
    const world = new FakeWorld();
    const { run, events, log } = fakeRun({ world, opened: first.opened, realTime: false });
    run.drive.engage();
    const controls = new RunControls(run, { events, log, onState: () => {} });
    const giveFrame = () => void world.frame(plainFrame([0, 0, 0], { width: 2, height: 2 }));
    const drivesAndClosed = () => [run.drive.active.brain.name, first.closed, hands.closed];
    return { run, hands, controls, giveFrame, answer: () => answer(), drivesAndClosed };
  }
  const refused = {
    status: 'rejected',
    reason: expect.objectContaining({ message: 'another brain is being loaded; nothing changed' }),
  };

  test('gives back once, however often it is asked', async () => {
    const { run, hands, controls, giveFrame, answer, drivesAndClosed } = driving();
    await controls.takeOver(hands);
    giveFrame();
    const asked = Promise.allSettled([controls.giveBack(), controls.giveBack()]);
    answer();
    expect(await asked).toEqual([{ status: 'fulfilled', value: undefined }, refused]);
    expect(drivesAndClosed()).toEqual(['first', 0, 1]);
    await run.drive.disengage();
  });

  test('gives nothing back before it drives', async () => {
    const { run, hands, controls, giveFrame, answer, drivesAndClosed } = driving();
    giveFrame();
    const asked = Promise.allSettled([controls.takeOver(hands), controls.giveBack()]);
    answer();
    expect(await asked).toEqual([{ status: 'fulfilled', value: undefined }, refused]);
    expect(drivesAndClosed()).toEqual(['hands', 0, 0]);
    await controls.giveBack();
    expect(drivesAndClosed()).toEqual(['first', 0, 1]);
    await run.drive.disengage();
  });

  test('leaves the brain before it open when the run ends', async () => {
    const { run, hands, controls, giveFrame, answer, drivesAndClosed } = driving();
    giveFrame();
    const taken = controls.takeOver(hands);
    const ended = run.drive.disengage();
    answer();
    await ended;
    await expect(taken).rejects.toThrow('the run is over; nothing changed');
    expect(drivesAndClosed()).toEqual(['first', 0, 1]);
  });
});

describe('the guard of a run', () => {
  /** A run with a guard that notes whether each beat says that the node drives. */
  function guarded(parts: Partial<Setup> = {}) {
    const beats: boolean[] = [];
    let state: Parameters<NonNullable<Setup['guard']>['follow']>[0];
    const guard: Setup['guard'] = {
      follow: (followed) => {
        state = followed;
      },
      ready: async () => {},
      beat: () => void beats.push(state().driving),
      commanded: () => {},
      end: async () => {},
    };
    const { run, events, log } = fakeRun({ guard, ...parts });
    run.engage();
    return { run, beats, controls: new RunControls(run, { events, log, onState: () => {} }) };
  }

  test('hears at once that the car is paused and resumed', () => {
    const { beats, controls } = guarded();
    controls.pause();
    controls.resume();
    expect(beats).toEqual([true, false, true]);
  });

  test('hears at once that the car drives on from its start', async () => {
    const { beats, controls } = guarded();
    await controls.resetToStart();
    expect(beats).toEqual([true, false, true]);
  });

  test('hears at once that the car drives on where it was put back', async () => {
    const { run, beats } = guarded({ recovery: { limit: 1, putBack: async () => {} } });
    run.recovery!.begin('trapped', 'it stood', 1);
    await new Promise(setImmediate);
    expect(beats).toEqual([true, false, true]);
  });
});
