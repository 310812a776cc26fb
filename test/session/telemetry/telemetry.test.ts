import { DEFAULT_LIMITS } from '../../../src/config/limits';
import { F1_TOPICS } from '../../../src/config/topics';
import { LineSight } from '../../../src/drive/brains/line-follower';
import { Drive } from '../../../src/drive/drive';
import { noCounts } from '../../../src/drive/drive-counts';
import type { DriveObserver } from '../../../src/drive/drive-observer';
import { LapMetrics } from '../../../src/measure/metrics/lap-metrics';
import type { ImageMessage, Messages } from '../../../src/messages/index';
import { MemoryGraph } from '../../../src/ros/memory/graph';
import { Telemetry } from '../../../src/session/telemetry/telemetry';
import type { Brain, NetworkImage } from '../../../src/types';
import { RosWorld } from '../../../src/world/ros/ros-world';

const RED = [200, 0, 0];

/** What a network saw: one red pixel. */
const SEEN: NetworkImage = {
  width: 1,
  height: 1,
  rgb: Uint8Array.from(RED),
  top: 0,
  bottom: 1,
  left: 0,
  right: 1,
};

/** A node that drives by a camera in the test's hands, and another that listens to what it publishes. */
async function driving(look: Brain['look'] = () => null) {
  const graph = new MemoryGraph({ '/use_sim_time': true });
  const node = await graph.startNode({ name: 'f1_brain', handleSignals: false });
  const gazebo = await graph.startNode({ name: 'gazebo', handleSignals: false });
  const observer = await graph.startNode({ name: 'rqt', handleSignals: false });
  const camera = gazebo.advertise(F1_TOPICS.camera, 'sensor_msgs/Image');
  const clock = gazebo.advertise('/clock', 'rosgraph_msgs/Clock');
  gazebo.subscribe(F1_TOPICS.command, 'geometry_msgs/Twist', () => {});
  const world = new RosWorld(node, F1_TOPICS);
  const brain: Brain = {
    name: 'steady',
    model: null,
    provider: null,
    warmUp: async () => {},
    decide: () => ({ v_mps: 3, w_radps: 0.5, inference_ms: null }),
    look,
    close: async () => {},
  };
  const nothing = () => {};
  const watching: DriveObserver = {
    frame: nothing,
    decision: (...decided) => telemetry.decision(...decided),
    steered: nothing,
    pose: nothing,
    stopped: nothing,
    drivingOn: nothing,
    rejectedFrame: nothing,
    brainRestarted: nothing,
    gaveUp: nothing,
    keptFailing: nothing,
    brainLost: nothing,
  };
  const drive = new Drive({
    world,
    brain,
    limits: DEFAULT_LIMITS,
    cycle_ms: 0,
    frameTimeout_ms: 60_000,
    observer: watching,
    realTime: true,
  });
  const metrics = new LapMetrics(null, 'forward', 1);
  const telemetry = new Telemetry({
    node,
    drive,
    world,
    metrics: () => metrics,
    counts: () => ({ ...noCounts(), ...drive.counts }),
    stops: () => 0,
    record: () => ({ bag: null, recordUnsaved: false }),
    realTimeFactors: () => ({ realTimeFactor: null, gazeboRealTimeFactor: null }),
    faults: () => ({ incidents: world.incidents.counts(), lasting: [] }),
  });
  await world.start();
  await graph.settled();
  drive.engage();
  const image = async (sec: number, grey = 0) => {
    const [width, height] = [64, 48];
    camera.publish({
      header: { seq: 1, stamp: { sec, nsec: 0 }, frame_id: '' },
      width,
      height,
      step: 3 * width,
      encoding: 'rgb8',
      is_bigendian: 0,
      data: new Uint8Array(3 * width * height).fill(grey),
    });
    await graph.settled();
    await new Promise((resolve) => setImmediate(resolve));
    await graph.settled();
  };
  const end = async () => {
    telemetry.close();
    await drive.disengage();
    await world.close();
    for (const one of [node, gazebo, observer]) await one.shutdown();
  };
  return { graph, observer, drive, telemetry, clock, image, end };
}

describe('the telemetry of a node', () => {
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['setImmediate', 'setTimeout', 'performance', 'queueMicrotask', 'nextTick'],
    });
  });
  afterEach(() => jest.useRealTimers());

  it('is published once a second, stamped in ROS time, until it is closed', async () => {
    const { graph, observer, drive, telemetry, clock, image, end } = await driving();
    const metrics: Messages['f1_brain/Metrics'][] = [];
    const diagnostics: Messages['diagnostic_msgs/DiagnosticArray'][] = [];
    observer.subscribe('/f1_brain/metrics', 'f1_brain/Metrics', (message) => void metrics.push(message));
    observer.subscribe('/diagnostics', 'diagnostic_msgs/DiagnosticArray', (message) => {
      diagnostics.push(message);
    });
    await graph.settled();
    clock.publish({ clock: { sec: 12, nsec: 500_000_000 } });
    await image(12);
    await image(13);
    const passes = async (ms: number) => {
      jest.advanceTimersByTime(ms);
      await graph.settled();
    };
    await passes(999);
    expect([metrics, diagnostics]).toEqual([[], []]);
    await passes(1);
    drive.pause();
    await passes(1000);
    expect(metrics).toMatchObject([
      { brain: 'steady', model: '', paused: false, v_mps: 3, w_radps: 0.5 },
      { brain: 'steady', paused: true, v_mps: 0, w_radps: 0 },
    ]);
    expect(Number(metrics[0]!.frames_answered)).toBe(2);
    expect(metrics.map(({ header }) => [header.seq, header.stamp.sec])).toEqual([
      [1, 12],
      [2, 12],
    ]);
    const [status] = diagnostics[0]!.status;
    expect(status).toMatchObject({ name: 'f1_brain: drive', message: 'driving' });
    expect(status!.values).toContainEqual({ key: 'command_subscribers', value: '1' });
    telemetry.close();
    await passes(5000);
    expect([metrics.length, diagnostics.length]).toEqual([2, 2]);
    await end();
  });

  it('shows the frame with its command, stamped as the frame, while somebody looks', async () => {
    const look = jest.fn(() => null);
    const { graph, observer, image, end } = await driving(look);
    await image(1);
    expect(look).not.toHaveBeenCalled();
    const images: ImageMessage[] = [];
    const looking = observer.subscribe('/f1_brain/debug/image', 'sensor_msgs/Image', (message) => {
      images.push({ ...message, data: Uint8Array.from(message.data) });
    });
    await graph.settled();
    await image(2);
    // At most ten per second.
    await image(3);
    expect(images.map(({ header }) => header.stamp.sec)).toEqual([2]);
    const [{ width, height, encoding, data }] = images as [ImageMessage];
    expect([encoding, data.length]).toEqual(['rgb8', 3 * width * height]);
    expect(data.some((value) => value > 0)).toBe(true);
    await looking.close();
    await end();
    expect(look).toHaveBeenCalledTimes(1);
  });

  it('shows what a network in another thread saw, once it says so', async () => {
    let answer: (seen: NetworkImage) => void = () => {};
    const { graph, observer, image, end } = await driving(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const searched: number[] = [];
    const see = jest.spyOn(LineSight.prototype, 'see').mockImplementation(({ data }) => {
      searched.push(data[0]!);
      return false;
    });
    let shown: Uint8Array | null = null;
    observer.subscribe('/f1_brain/debug/image', 'sensor_msgs/Image', ({ data }) => {
      shown = Uint8Array.from(data);
    });
    await graph.settled();
    await image(1, 77);
    expect(shown).toBeNull();
    answer(SEEN);
    await new Promise((resolve) => setImmediate(resolve));
    await graph.settled();
    const pixels = Buffer.from(shown ?? []);
    expect(pixels.includes(Buffer.from(RED))).toBe(true);
    // The line is searched in the frame as it was, whose bytes the world has reused.
    expect(searched).toEqual([77]);
    see.mockRestore();
    await end();
  });
});
