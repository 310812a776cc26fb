import type { Messages } from '../../../src/messages/index';
import type { Stamp } from '../../../src/types';
import { CameraRenderer } from '../../../src/world/simulator/camera/renderer';
import { DEFAULT_CAMERA_TIMING } from '../../../src/world/simulator/camera-timing';
import { type RosSimulatorOptions, startRosSimulator } from '../../../src/world/simulator/ros-simulator';
import { ring } from '../../circuit/ring';
import { twoNodes } from '../ros/support/graph';

const TYPES = {
  '/F1ROS/cameraL/image_raw': 'sensor_msgs/Image',
  '/F1ROS/cameraL/camera_info': 'sensor_msgs/CameraInfo',
  '/F1ROS/odom': 'nav_msgs/Odometry',
  '/clock': 'rosgraph_msgs/Clock',
  '/gazebo/model_states': 'gazebo_msgs/ModelStates',
  '/gazebo/performance_metrics': 'gazebo_msgs/PerformanceMetrics',
} as const;

type Topic = keyof typeof TYPES;
type Heard<T extends Topic> = Messages[(typeof TYPES)[T]];

interface Options extends Partial<RosSimulatorOptions> {
  readonly useSimTime?: boolean;
  /** Topics that somebody listens to. */
  readonly heard?: readonly Topic[];
  readonly onMessage?: (topic: Topic, message: unknown) => void;
}

/** The world as another node meets it, which misses what came before it was connected. */
async function running({ useSimTime = false, heard = [], onMessage, ...options }: Options = {}) {
  const { node, gazebo } = await twoNodes([], { '/use_sim_time': useSimTime });
  const messages = new Map<Topic, unknown[]>(heard.map((topic) => [topic, []]));
  const wheel = node.advertise('/F1ROS/cmd_vel', 'geometry_msgs/Twist');
  for (const topic of heard) {
    node.subscribe(topic, TYPES[topic], (message) => {
      messages.get(topic)!.push(structuredClone(message));
      onMessage?.(topic, message);
    });
  }
  const advertised = jest.spyOn(gazebo, 'advertise');
  const warnings: string[] = [];
  const logger = { debug() {}, info() {}, warn: (line: string) => warnings.push(line), error() {} };
  const simulator = await startRosSimulator({
    node: gazebo,
    circuit: ring(20),
    direction: 'forward',
    seed: 1,
    realTimeFactor: 'max',
    logger,
    ...options,
  });
  while (wheel.subscribers === 0) await new Promise((resolve) => setImmediate(resolve));
  const messagesOf = <T extends Topic>(topic: T) => messages.get(topic) as Heard<T>[];
  const until = async <T extends Topic>(topic: T, count: number) => {
    while (messagesOf(topic).length < count) await new Promise((resolve) => setImmediate(resolve));
    return messagesOf(topic);
  };
  const drive = (x: number, z: number) =>
    wheel.publish({ linear: { x, y: 0, z: 0 }, angular: { x: 0, y: 0, z } });
  const publisherOf = (topic: Topic) =>
    advertised.mock.results.map(({ value }) => value).find((publisher) => publisher.topic === topic);
  const call = (name: string) => node.callService(`/gazebo/${name}`, 'std_srvs/Empty', {});
  return { simulator, publisherOf, messagesOf, call, warnings, until, drive };
}

const IMAGE = '/F1ROS/cameraL/image_raw';
const INFO = '/F1ROS/cameraL/camera_info';
const ODOMETRY = '/F1ROS/odom';
const CLOCK = '/clock';

function secondsOf({ sec, nsec }: Stamp): number {
  return sec + nsec / 1e9;
}

function stampOf({ header }: { readonly header: { readonly stamp: Stamp } }): number {
  return secondsOf(header.stamp);
}

describe('The world over ROS', () => {
  it('publishes pictures as the real camera does', async () => {
    const { simulator, until } = await running({ heard: [IMAGE] });
    const images = await until(IMAGE, 4);
    await simulator.close();
    expect(images[1]).toMatchObject({
      header: { frame_id: 'camera_top_body_left', seq: images[0]!.header.seq + 1 },
      width: 640,
      height: 480,
      encoding: 'rgb8',
      is_bigendian: 0,
      step: 1920,
    });
    expect(images[1]!.data).toHaveLength(921_600);
    const first_s = stampOf(images[0]!);
    const steps_s = images.slice(0, 4).map((image) => stampOf(image) - first_s);
    expect(steps_s).toEqual([0, 0.05, 0.1, 0.15].map((step_s) => expect.closeTo(step_s, 6)));
    expect(first_s).toBeCloseTo(0.05 * (images[0]!.header.seq - 1), 6);
  });

  it('holds frames back, and publishes those of a stall together', async () => {
    const stalls = [{ at_s: 1.5, duration_s: 0.4 }];
    const cameraTiming = { ...DEFAULT_CAMERA_TIMING, rate_hz: 10, latency_ms: 105, stalls };
    let clock_s = 0;
    const arrivals: (readonly [stamp_s: number, clock_s: number])[] = [];
    const { simulator, until } = await running({
      heard: [IMAGE, CLOCK],
      cameraTiming,
      onMessage: (topic, message) => {
        if (topic === CLOCK) clock_s = secondsOf((message as Heard<typeof CLOCK>).clock);
        if (topic === IMAGE) arrivals.push([stampOf(message as Heard<typeof IMAGE>), clock_s]);
      },
    });
    while ((arrivals.at(-1)?.[0] ?? 0) < 2) await until(IMAGE, arrivals.length + 1);
    await simulator.close();
    // The image of a moment comes before the clock of it, which ticks every 10 ms.
    const since = arrivals.filter(([stamp_s]) => stamp_s > 1.15);
    const expected = [
      ...[1.2, 1.3].map((stamp_s) => [stamp_s, stamp_s + 0.09]),
      ...[1.4, 1.5, 1.6, 1.7, 1.8].map((stamp_s) => [stamp_s, 1.89]),
      ...[1.9, 2].map((stamp_s) => [stamp_s, stamp_s + 0.09]),
    ];
    expect(since).toEqual(expected.map((pair) => pair.map((value) => expect.closeTo(value!, 6))));
  });

  it('does not render for nobody', async () => {
    const render = jest.spyOn(CameraRenderer.prototype, 'render');
    const deaf = await running({ heard: [ODOMETRY] });
    await deaf.until(ODOMETRY, 5);
    await deaf.simulator.close();
    expect(render).not.toHaveBeenCalled();
    const watched = await running({ heard: [IMAGE] });
    await watched.until(IMAGE, 1);
    await watched.simulator.close();
    expect(render).toHaveBeenCalled();
    render.mockRestore();
  });

  it('tells the camera’s optics', async () => {
    const { simulator, until } = await running({ heard: [INFO] });
    const [info] = await until(INFO, 1);
    await simulator.close();
    expect(info).toMatchObject({ width: 640, height: 480, distortion_model: 'plumb_bob' });
    expect(info!.K).toEqual([320.2549, 0, 320.5, 0, 320.2549, 240.5, 0, 0, 1]);
  });

  it.each([
    [false, 'wall'],
    [true, 'simulated'],
  ])('with use_sim_time %s stamps odometry in %s time', async (useSimTime, kind) => {
    const { simulator, until } = await running({ useSimTime, heard: [ODOMETRY] });
    const [odometry] = await until(ODOMETRY, 1);
    await simulator.close();
    // Every 51 ms, from 0 on.
    const simulated_s = 0.051 * (odometry!.header.seq - 1);
    const expected_s = kind === 'wall' ? Date.now() / 1000 : simulated_s;
    expect(Math.abs(stampOf(odometry!) - expected_s)).toBeLessThan(kind === 'wall' ? 60 : 1e-9);
    expect(odometry).toMatchObject({ header: { frame_id: 'odom' }, child_frame_id: 'xf1' });
  });

  it('ticks the clock at 100 Hz', async () => {
    const { simulator, until } = await running({ heard: [CLOCK] });
    const ticks = await until(CLOCK, 6);
    await simulator.close();
    const [first_s, ...times_s] = ticks.map(({ clock }) => secondsOf(clock));
    const steps_s = times_s.slice(0, 3).map((time_s) => time_s - first_s!);
    expect(steps_s).toEqual([0.01, 0.02, 0.03].map((step_s) => expect.closeTo(step_s, 6)));
  });

  it('drives as commanded, and on with the last command when one is no command', async () => {
    const { simulator, until, drive, messagesOf, warnings } = await running({ heard: [ODOMETRY] });
    drive(6, 0.3);
    drive(Number.NaN, 0);
    drive(1, Number.POSITIVE_INFINITY);
    const count = messagesOf(ODOMETRY).length;
    const [before, after] = (await until(ODOMETRY, count + 5)).slice(count + 3);
    await simulator.close();
    expect(warnings).toHaveLength(1);
    expect(after).toMatchObject({
      twist: { twist: { linear: { x: 6, y: 0 }, angular: { z: 0.3 } } },
      pose: { pose: { position: { z: 0 } } },
    });
    const [from, to] = [before!.pose.pose.position, after!.pose.pose.position];
    expect(Math.hypot(to.x - from.x, to.y - from.y)).toBeCloseTo(6 * 0.051, 2);
  });

  it('tells model states only while somebody listens', async () => {
    const deaf = await running({ heard: [ODOMETRY] });
    const states = jest.spyOn(deaf.publisherOf('/gazebo/model_states'), 'publish');
    await deaf.until(ODOMETRY, 3);
    await deaf.simulator.close();
    expect(states).not.toHaveBeenCalled();
    const heard = await running({ heard: ['/gazebo/model_states'] });
    const [state] = await heard.until('/gazebo/model_states', 1);
    await heard.simulator.close();
    expect(state!.name).toEqual(['f1_renault']);
  });

  it('stands still while its physics is paused', async () => {
    const heard = [IMAGE, ODOMETRY, CLOCK] as const;
    const { simulator, until, call, messagesOf } = await running({ heard });
    await until(IMAGE, 2);
    await call('pause_physics');
    const counts = () => heard.map((topic) => messagesOf(topic).length);
    const before = counts();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(counts()).toEqual(before);
    await call('unpause_physics');
    await until(IMAGE, before[0]! + 2);
    await simulator.close();
  });

  it('starts its stamps anew after reset_simulation, and its odometry is silent', async () => {
    const { simulator, until, call, messagesOf } = await running({ heard: [IMAGE, ODOMETRY] });
    await until(IMAGE, 8);
    await call('reset_simulation');
    const odometry = messagesOf(ODOMETRY).length;
    const reset = messagesOf(IMAGE).findIndex(
      (image, i, all) => i > 0 && stampOf(image) < stampOf(all[i - 1]!),
    );
    const count = reset < 0 ? messagesOf(IMAGE).length : reset;
    const images = await until(IMAGE, count + 3);
    await simulator.close();
    expect(stampOf(images[count]!)).toBeLessThan(0.06);
    expect(messagesOf(ODOMETRY)).toHaveLength(odometry);
  });

  it('knows how fast it runs', async () => {
    const { simulator, until } = await running({ heard: ['/gazebo/performance_metrics'] });
    const metrics = await until('/gazebo/performance_metrics', 3);
    await simulator.close();
    expect(metrics[2]!.real_time_factor).toBeGreaterThan(1);
    expect(simulator.realTimeFactor()).toBeGreaterThan(1);
    expect(simulator.contacts()).toEqual({ events: 0, seconds: 0 });
  });
});
