import { DEFAULT_LIMITS } from '../../src/config/brain-configuration';
import { Drive } from '../../src/drive/drive';
import type { RosNode } from '../../src/ros/transport';
import { offerDrivingServices } from '../../src/session/driving-services';
import type { OpenedBrain } from '../../src/session/opened-brain';
import type { Brain, World } from '../../src/types';

type Handler = (request: object) => Promise<Record<string, unknown>> | Record<string, unknown>;

function brainCalled(name: string) {
  const brain = {
    name,
    model: null,
    provider: null,
    closed: 0,
    warmUp: async () => {},
    decide: () => ({ v_mps: 1, w_radps: 0, inference_ms: null }),
    close: async () => {
      brain.closed += 1;
    },
  };
  return brain;
}

/** The services on a drive without a world, and what they did. */
function offered(open: () => Promise<Brain>) {
  const services = new Map<string, Handler>();
  const node = {
    advertiseService: (name: string, _type: string, handler: Handler) => services.set(name, handler),
  } as unknown as RosNode;
  const nothing = () => {};
  const world = {
    onFrame: nothing,
    onPose: nothing,
    onRejectedFrame: nothing,
    command: nothing,
  } as unknown as World;
  const first = brainCalled('first');
  const drive = new Drive({
    world,
    brain: first,
    limits: DEFAULT_LIMITS,
    cycle_ms: 0,
    frameTimeout_ms: 500,
    observer: {} as never,
    realTime: true,
  });
  const held: boolean[] = [];
  let resets = 0;
  offerDrivingServices({
    node,
    drive,
    open: async () => ({ brain: await open(), configuration: { limits: DEFAULT_LIMITS } }) as OpenedBrain,
    changed: nothing,
    held: (is) => held.push(is),
    resetMetrics: () => {
      resets += 1;
      return true;
    },
    log: { info: nothing, warn: nothing },
  });
  const call = (name: string) => services.get(name)!({ brain: '', model: '', provider: '' });
  return { drive, first, held, call, resets: () => resets };
}

describe('the services of a drive', () => {
  test('that is over say so, and change nothing', async () => {
    const next = brainCalled('next');
    const { drive, first, held, call, resets } = offered(async () => next);
    await drive.disengage();
    for (const name of ['~pause', '~resume', '~reset_metrics', '~load_brain']) {
      expect(await call(name)).toMatchObject({
        success: false,
        message: 'the drive is over; nothing changed',
      });
    }
    expect([held, resets(), first.closed, next.closed]).toEqual([[], 0, 0, 1]);
  });

  test('put another brain in the place of one that is then closed', async () => {
    const next = brainCalled('next');
    const { drive, first, call } = offered(async () => next);
    expect(await call('~load_brain')).toMatchObject({
      success: true,
      message: 'next drives now, after first',
    });
    expect([drive.active.brain, first.closed, next.closed]).toEqual([next, 1, 0]);
  });

  test('load one brain at a time, and keep the old one where the new one fails', async () => {
    let fail: (error: Error) => void = () => {};
    const { first, call } = offered(
      () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    );
    const loading = call('~load_brain');
    expect(await call('~load_brain')).toMatchObject({
      success: false,
      message: expect.stringContaining('being loaded'),
    });
    fail(new Error('no such model'));
    expect(await loading).toMatchObject({ success: false, message: 'no such model; first drives on' });
    expect(first.closed).toBe(0);
  });

  test('hold the figures while the car is paused', async () => {
    const { held, call, drive } = offered(async () => brainCalled('next'));
    await call('~pause');
    expect(drive.paused).toBe(true);
    await call('~resume');
    expect([held, drive.paused]).toEqual([[true, false], false]);
  });
});
