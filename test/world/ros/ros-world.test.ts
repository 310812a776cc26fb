import { decodeClock, type ImageMessage, type OdometryMessage } from '../../../src/messages/index';
import type { RosPublisher } from '../../../src/ros/transport';
import type { Command, Frame, Pose, RawMessage } from '../../../src/types';
import { RosWorld } from '../../../src/world/ros/ros-world';
import { twoNodes } from './support/graph';

const topics = { camera: '/camera', odometry: '/odom', command: '/cmd_vel' };
const SIMULATED = { sec: 7, nsec: 500_000_000 };
const WALL = { sec: 1_790_000_000, nsec: 0 };
const zero = { x: 0, y: 0, z: 0 };

function image(encoding = 'bgr8', value = 0): ImageMessage {
  const header = { seq: 0, stamp: SIMULATED, frame_id: '' };
  const data = new Uint8Array(6).fill(value);
  return { header, width: 2, height: 1, step: 6, encoding, is_bigendian: 0, data };
}

function odometry(x: number, yaw: number, v = 3, stamp = SIMULATED): OdometryMessage {
  const orientation = { x: 0, y: 0, z: Math.sin(yaw / 2), w: Math.cos(yaw / 2) };
  const covariance = new Array<number>(36).fill(0);
  return {
    header: { seq: 0, stamp, frame_id: 'odom' },
    child_frame_id: 'xf1',
    pose: { pose: { position: { x, y: 2, z: 0 }, orientation }, covariance },
    twist: { twist: { linear: { ...zero, x: v }, angular: { ...zero, z: 0.4 } }, covariance },
  };
}

const CAMERA_INFO = {
  header: { seq: 0, stamp: SIMULATED, frame_id: '' },
  width: 640,
  height: 480,
  distortion_model: 'plumb_bob',
  D: [],
  R: new Array<number>(9).fill(0),
  P: new Array<number>(12).fill(0),
  binning_x: 0,
  binning_y: 0,
  roi: { x_offset: 0, y_offset: 0, height: 0, width: 0, do_rectify: false },
};

interface Given {
  readonly argv?: readonly string[];
  readonly useSimTime?: boolean;
  readonly names?: typeof topics;
}

/** The world on a graph whose simulator is in the test's hands. */
async function started({ argv = [], useSimTime = false, names = topics }: Given = {}) {
  const { graph, node, log, gazebo } = await twoNodes(argv, { '/use_sim_time': useSimTime });
  const subscribed = jest.spyOn(node, 'subscribe');
  const world = new RosWorld(node, names);
  const frames: Frame[] = [];
  const poses: Pose[] = [];
  const rejected: string[] = [];
  const commands: Command[] = [];
  world.onFrame((frame) => void frames.push(frame));
  world.onPose((pose) => void poses.push(pose));
  world.onRejectedFrame((reason) => void rejected.push(reason));
  const camera = gazebo.advertise('/camera', 'sensor_msgs/Image');
  const odom = gazebo.advertise('/odom', 'nav_msgs/Odometry');
  const clock = gazebo.advertise('/clock', 'rosgraph_msgs/Clock');
  const performanceMetrics = gazebo.advertise(
    '/gazebo/performance_metrics',
    'gazebo_msgs/PerformanceMetrics',
  );
  const car = gazebo.subscribe('/cmd_vel', 'geometry_msgs/Twist', ({ linear, angular }) => {
    commands.push({ v_mps: linear.x, w_radps: angular.z });
  });
  await world.start();
  await graph.settled();
  const settled = () => graph.settled();
  const sending =
    <T>(publisher: RosPublisher<T>) =>
    (message: T): Promise<void> => {
      publisher.publish(message);
      return graph.settled();
    };
  return {
    graph,
    node,
    log,
    gazebo,
    world,
    frames,
    poses,
    rejected,
    commands,
    car,
    subscribed,
    settled,
    send: {
      image: sending(camera),
      odometry: sending(odom),
      clock: sending(clock),
      performanceMetrics: sending(performanceMetrics),
    },
  };
}

describe('the world over ROS', () => {
  it('numbers frames and passes on why one cannot be read', async () => {
    const { send, world, frames, rejected } = await started();
    await send.image(image());
    await send.image(image('16UC1'));
    await send.image(image('bgr8', 1));
    expect(frames.map(({ sequence, encoding }) => [sequence, encoding])).toEqual([
      [1, 'bgr8'],
      [3, 'bgr8'],
    ]);
    expect(frames[0]?.stamp).toEqual({ sec: 7, nsec: 500_000_000 });
    expect(rejected).toEqual([expect.stringContaining('16UC1')]);
    expect(world.framesReceived).toBe(3);
  });

  it('gives frames the focal length of camera_info, unless that tells of none', async () => {
    const { send, gazebo, frames, settled } = await started();
    const info = gazebo.advertise('/camera_info', 'sensor_msgs/CameraInfo');
    await settled();
    const tell = async (focal_px: number) => {
      info.publish({ ...CAMERA_INFO, K: [focal_px, 0, 1, 0, focal_px, 1, 0, 0, 1] });
      await settled();
      await send.image(image('bgr8', focal_px > 0 ? 1 : 2));
    };
    await send.image(image());
    await tell(320.25);
    await tell(0);
    expect(frames.map(({ optics }) => optics?.focal_px)).toEqual([undefined, 320.25, 320.25]);
    expect(frames[1]?.optics).toEqual({ width: 640, height: 480, focal_px: 320.25 });
  });

  it('hands the promise of its listener on, so that the pixels stay as long as they are needed', async () => {
    const { world, subscribed } = await started();
    const pending = new Promise<void>(() => {});
    world.onFrame(() => pending);
    const [, , listener] = subscribed.mock.calls.find(([topic]) => topic === '/camera')!;
    expect(listener(image() as never, Buffer.alloc(0), '/gazebo')).toBe(pending);
  });

  it('shows images to a tap once they were answered, in the order in which they came', async () => {
    const { send, world, settled } = await started();
    const shown: { value: number; at_s: number }[] = [];
    world.tap({
      wantsFrames: true,
      message: ({ data, time }) => {
        shown.push({ value: data[data.length - 1]!, at_s: time.sec + time.nsec / 1e9 });
      },
    });
    const values = () => shown.map(({ value }) => value);
    const answer: (() => void)[] = [];
    world.onFrame(() => new Promise((resolve) => answer.push(resolve)));
    const answered = async (index: number) => {
      answer[index]!();
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (const value of [1, 2, 3]) await send.image(image('bgr8', value));
    expect(values()).toEqual([]);
    // The second was superseded while the first was in work.
    await answered(1);
    expect(values()).toEqual([1, 2]);
    await answered(0);
    // One that cannot be read is answered at once.
    await send.image(image('16UC1', 4));
    await settled();
    expect(values()).toEqual([1, 2, 3, 4]);
    const times = shown.map(({ at_s }) => at_s);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('shows a new tap the newest clock first, so that what it sees next has a time', async () => {
    const { send, world } = await started();
    const shown: RawMessage[] = [];
    const tap = { wantsFrames: false, message: (message: RawMessage) => void shown.push(message) };
    world.tap(tap);
    expect(shown).toEqual([]);
    world.tap(null);
    await send.clock({ clock: SIMULATED });
    await send.clock({ clock: { sec: 8, nsec: 250 } });
    expect(shown).toEqual([]);
    world.tap(tap);
    await send.odometry(odometry(0, 0, 3, WALL));
    expect(shown.map(({ topic, type, callerId }) => [topic, type, callerId])).toEqual([
      ['/clock', 'rosgraph_msgs/Clock', '/gazebo'],
      ['/odom', 'nav_msgs/Odometry', '/gazebo'],
    ]);
    expect(decodeClock(Buffer.from(shown[0]!.data)).clock).toEqual({ sec: 8, nsec: 250 });
  });

  it('reads compressed images from a topic that is named so', async () => {
    const { subscribed } = await started({ names: { ...topics, camera: '/camera/compressed' } });
    expect(subscribed).toHaveBeenCalledWith(
      '/camera/compressed',
      'sensor_msgs/CompressedImage',
      expect.anything(),
      expect.anything(),
    );
  });

  it('turns odometry into poses', async () => {
    const { send, poses } = await started();
    await send.odometry(odometry(1.5, -2.5));
    expect(poses[0]).toMatchObject({ x_m: 1.5, y_m: 2, v_mps: 3, w_radps: 0.4, sim_s: 7.5 });
    expect(poses[0]?.yaw_rad).toBeCloseTo(-2.5, 12);
  });

  it('drops and counts poses that are none', async () => {
    const { send, world, poses } = await started();
    await send.odometry(odometry(Number.NaN, 0));
    await send.odometry(odometry(0, Number.NaN));
    await send.odometry(odometry(0, 0, Number.POSITIVE_INFINITY));
    expect(poses).toEqual([]);
    expect(world.posesDropped).toBe(3);
  });

  it.each([false, true])(
    'dates poses by the clock when they are stamped in wall time, with use_sim_time %s',
    async (useSimTime) => {
      const { send, world, poses } = await started({ useSimTime });
      await send.odometry(odometry(0, 0, 3, WALL));
      await send.clock({ clock: { sec: 3, nsec: 250_000_000 } });
      await send.odometry(odometry(0, 0, 3, WALL));
      expect(poses.map(({ sim_s }) => sim_s)).toEqual([null, 3.25]);
      expect(world.simulatedSeconds()).toBe(3.25);
      expect(world.odometryStamps).toBe('wall');
    },
  );

  it.each([false, true])(
    'dates poses by their stamps when these are simulated, with use_sim_time %s',
    async (useSimTime) => {
      const { send, world, poses } = await started({ useSimTime });
      await send.odometry(odometry(0, 0));
      await send.clock({ clock: { sec: 7, nsec: 510_000_000 } });
      await send.odometry(odometry(0, 0));
      expect(poses.map(({ sim_s }) => sim_s)).toEqual([7.5, 7.5]);
      expect(world.odometryStamps).toBe('simulated');
    },
  );

  it('says once when the stamps are not what use_sim_time said when the node started', async () => {
    const { send, world, log } = await started({ useSimTime: true });
    await send.clock({ clock: { sec: 7, nsec: 0 } });
    for (const stamp of [SIMULATED, WALL, WALL, SIMULATED, WALL])
      await send.odometry(odometry(0, 0, 3, stamp));
    expect(log.lines.filter((line) => line.startsWith('warn: /use_sim_time'))).toEqual([
      'warn: /use_sim_time was true when this node started, but /odom is stamped in wall time: pose times come from ' +
        '/clock; set it before any node starts',
    ]);
    expect(world.odometryStamps).toBeNull();
  });

  it('goes by the clock where a stamp is from before the time was set back', async () => {
    const { send, world, poses } = await started();
    await send.clock({ clock: { sec: 7, nsec: 0 } });
    await send.odometry(odometry(0, 0));
    await send.clock({ clock: { sec: 900, nsec: 0 } });
    await send.odometry(odometry(0, 0));
    expect(poses.map(({ sim_s }) => sim_s)).toEqual([7.5, 900]);
    expect(world.odometryStamps).toBe('simulated');
  });

  it('tells the real time factor of the clock and of Gazebo', async () => {
    const { send, world } = await started();
    const header = { seq: 0, stamp: SIMULATED, frame_id: '' };
    await send.performanceMetrics({ header, real_time_factor: 0.75, sensors: [] });
    await send.clock({ clock: { sec: 7, nsec: 0 } });
    expect(world.realTimeFactor.byGazebo(performance.now())).toBe(0.75);
    expect(world.realTimeFactor.byClock(performance.now())).toBeNull();
  });

  it('publishes commands at once and none after it is closed', async () => {
    const { world, commands, frames, poses, send, settled } = await started();
    world.command({ v_mps: 8, w_radps: -0.5 });
    await settled();
    expect(commands).toEqual([{ v_mps: 8, w_radps: -0.5 }]);
    await world.close();
    await world.close();
    world.command({ v_mps: 8, w_radps: 0 });
    await send.image(image());
    await send.odometry(odometry(0, 0));
    expect([commands.length, frames, poses]).toEqual([1, [], []]);
  });

  it('does not drive on a frame that is far behind the clock, or that comes again', async () => {
    const { send, frames, rejected } = await started();
    await send.clock({ clock: { sec: 20, nsec: 0 } });
    await send.image(image());
    expect(frames).toEqual([]);
    await send.clock({ clock: SIMULATED });
    await send.image(image('bgr8', 1));
    await send.image(image('bgr8', 1));
    expect(frames).toHaveLength(1);
    expect(rejected).toEqual([
      'its stamp is more than a second of simulated time behind the clock',
      'the camera repeats a frame: same stamp, same pixels',
    ]);
  });

  it('keeps the car stopped while there is no ROS master', async () => {
    const { graph, world, frames, commands, send, settled } = await started();
    graph.loseMaster();
    await send.image(image());
    world.command({ v_mps: 8, w_radps: 1 });
    await settled();
    expect(frames).toEqual([]);
    expect(world.whyNoFrames()).toBe('the ROS master is gone');
    expect(commands).toEqual([
      { v_mps: 0, w_radps: 0 },
      { v_mps: 0, w_radps: 0 },
    ]);
    await graph.restartMaster();
    await send.image(image('bgr8', 1));
    world.command({ v_mps: 8, w_radps: 1 });
    await settled();
    expect(frames).toHaveLength(1);
    expect(commands.at(-1)?.v_mps).toBe(8);
    expect(world.incidents.counts().master_lost).toBe(1);
  });

  it('stops a car that connects late, unless it is to drive', async () => {
    const { world, gazebo, car, commands, settled } = await started();
    const connectAgain = async () => {
      const heard: number[] = [];
      const late = gazebo.subscribe(
        '/cmd_vel',
        'geometry_msgs/Twist',
        ({ linear }) => void heard.push(linear.x),
      );
      await settled();
      await late.close();
      return heard;
    };
    await car.close();
    expect(await connectAgain()).toEqual([]);
    world.command({ v_mps: 8, w_radps: 0 });
    expect(await connectAgain()).toEqual([]);
    world.command({ v_mps: 0, w_radps: 0 });
    expect(await connectAgain()).toEqual([0]);
    expect(commands).toEqual([]);
  });

  it('notices another node that drives the same car, and not itself', async () => {
    const { graph, world, log, settled } = await started();
    world.command({ v_mps: 8, w_radps: 0 });
    await settled();
    expect(world.foreignCommands).toBe(0);
    const teleop = await graph.startNode({ name: 'teleop', handleSignals: false });
    const keys = teleop.advertise('/cmd_vel', 'geometry_msgs/Twist');
    await settled();
    keys.publish({ linear: { ...zero, x: 1 }, angular: zero });
    await settled();
    expect(world.foreignCommands).toBe(1);
    expect(world.incidents.current()).toMatchObject([{ kind: 'foreign_commands', who: '/teleop' }]);
    await teleop.shutdown();
    expect(world.incidents.current()).toEqual([]);
    expect(log.lines.at(-1)).toMatch(/^info: \/teleop no longer publishes \/cmd_vel after /);
  });

  it('notices a second node that publishes odometry, and names both', async () => {
    const { graph, world, send, log, settled } = await started();
    const filter = await graph.startNode({ name: 'ekf', handleSignals: false });
    const filtered = filter.advertise('/odom', 'nav_msgs/Odometry');
    await settled();
    for (let i = 0; i < 8; i += 1) {
      await send.odometry(odometry(0.1 * i, 0));
      filtered.publish({ ...odometry(40, 0), child_frame_id: 'base_link' });
      await settled();
    }
    expect(world.incidents.counts()).toMatchObject({ odometry_mixed: 1, car_jumped: 0 });
    expect(log.lines.filter((line) => line.includes('/odom'))).toEqual([
      expect.stringMatching(/\/odom mixes the poses of \/gazebo \(xf1\) and \/ekf \(base_link\): stop one/),
    ]);
  });

  it('says why no frames come', async () => {
    const { world, gazebo, send, settled } = await started();
    expect(world.whyNoFrames()).toBe('nothing has come on /clock either: is physics paused?');
    await send.clock({ clock: SIMULATED });
    expect(world.whyNoFrames()).toBeNull();
    await gazebo.shutdown();
    await settled();
    expect(world.whyNoFrames()).toBe('nobody publishes /camera');
  });

  it('lets the command line choose topics by their short names', async () => {
    const { world } = await started({ argv: ['camera:=/front'] });
    expect(world.topics).toEqual({
      camera: '/front',
      odometry: '/odom',
      command: '/cmd_vel',
      clock: '/clock',
    });
  });
});
