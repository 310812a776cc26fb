import { decodeClock } from '../../../src/messages/index';
import type { ImageMessage, OdometryMessage, TwistMessage } from '../../../src/messages/types';
import { SILENT } from '../../../src/ros/logger';
import type { RosNode } from '../../../src/ros/transport';
import type { Frame, Pose, RawMessage } from '../../../src/types';
import { yawOf } from '../../../src/world/ros/pose';
import { RosWorld } from '../../../src/world/ros/ros-world';

type Listener = (message: unknown, bytes?: Buffer, callerId?: string | null) => unknown;

/** The part of a node that a world uses, with its messages in the test's hands. */
class FakeNode {
  readonly listeners = new Map<string, { type: string; listener: Listener }>();
  readonly published: TwistMessage[] = [];
  readonly warnings: string[] = [];
  readonly logger = { ...SILENT, warn: (line: string) => void this.warnings.push(line) };
  useSimTime = false;
  aliases = new Map<string, string>();
  masterLost: () => void = () => {};
  masterFound: () => void = () => {};

  onMasterLost(listener: () => void): void {
    this.masterLost = listener;
  }

  onMasterFound(listener: () => void): void {
    this.masterFound = listener;
  }

  resolve(name: string): string {
    return name;
  }

  remapped(name: string): string | null {
    return this.aliases.get(name) ?? null;
  }

  advertise(topic: string) {
    return {
      topic,
      publish: (message: TwistMessage) => this.published.push(message),
      subscribers: 0,
      onDelivery: () => {},
    };
  }

  subscribe(topic: string, type: string, listener: Listener) {
    this.listeners.set(topic, { type, listener });
    return { topic, close: async () => void this.listeners.delete(topic) };
  }

  send(topic: string, message: unknown, bytes = Buffer.alloc(0)): unknown {
    return this.listeners.get(topic)?.listener(message, bytes, '/gazebo');
  }
}

const topics = { camera: '/camera', odometry: '/odom', command: '/cmd_vel' };
const SIMULATED = { sec: 7, nsec: 500_000_000 };
const WALL = { sec: 1_790_000_000, nsec: 0 };
const image: ImageMessage = {
  header: { seq: 0, stamp: SIMULATED, frame_id: '' },
  width: 2,
  height: 1,
  step: 6,
  encoding: 'bgr8',
  is_bigendian: 0,
  data: new Uint8Array(6),
};

function odometry(x: number, yaw: number, v = 3, stamp = SIMULATED): OdometryMessage {
  const zero = { x: 0, y: 0, z: 0 };
  const orientation = { x: 0, y: 0, z: Math.sin(yaw / 2), w: Math.cos(yaw / 2) };
  return {
    header: { seq: 0, stamp, frame_id: 'odom' },
    child_frame_id: 'xf1',
    pose: { pose: { position: { x, y: 2, z: 0 }, orientation }, covariance: [] },
    twist: { twist: { linear: { ...zero, x: v }, angular: { ...zero, z: 0.4 } }, covariance: [] },
  };
}

async function started(change: (node: FakeNode) => void = () => {}, names = topics) {
  const node = new FakeNode();
  change(node);
  const world = new RosWorld(node as unknown as RosNode, names);
  const frames: Frame[] = [];
  const poses: Pose[] = [];
  const rejected: string[] = [];
  world.onFrame((frame) => void frames.push(frame));
  world.onPose((pose) => void poses.push(pose));
  world.onRejectedFrame((reason) => void rejected.push(reason));
  await world.start();
  return { node, world, frames, poses, rejected };
}

describe('the world over ROS', () => {
  it('numbers frames and passes on why one cannot be read', async () => {
    const { node, world, frames, rejected } = await started();
    node.send('/camera', image);
    node.send('/camera', { ...image, encoding: '16UC1' });
    node.send('/camera', image);
    expect(frames.map(({ sequence, encoding }) => [sequence, encoding])).toEqual([
      [1, 'bgr8'],
      [3, 'bgr8'],
    ]);
    expect(frames[0]?.stamp).toEqual({ sec: 7, nsec: 500_000_000 });
    expect(rejected).toEqual([expect.stringContaining('16UC1')]);
    expect(world.framesReceived).toBe(3);
  });

  it('hands the promise of its listener on, so that the pixels stay as long as they are needed', async () => {
    const { node, world } = await started();
    const pending = new Promise<void>(() => {});
    world.onFrame(() => pending);
    expect(node.send('/camera', image)).toBe(pending);
  });

  it('shows pictures to a tap once they were answered, in the order in which they came', async () => {
    const { node, world } = await started();
    const shown: { data: string; at_s: number }[] = [];
    world.tap({
      wantsFrames: true,
      message: ({ data, time }) => {
        shown.push({ data: Buffer.from(data).toString(), at_s: time.sec + time.nsec / 1e9 });
      },
    });
    const answer: (() => void)[] = [];
    world.onFrame(() => new Promise((resolve) => answer.push(resolve)));
    const send = (text: string) => node.send('/camera', image, Buffer.from(text)) as Promise<void>;
    const [inWork, passedOver] = [send('in work'), send('passed over'), send('next')];
    expect(shown).toEqual([]);
    answer[1]!();
    await passedOver;
    expect(shown.map(({ data }) => data)).toEqual(['in work', 'passed over']);
    answer[0]!();
    await inWork;
    // One that cannot be read is answered at once.
    node.send('/camera', { ...image, encoding: '16UC1' }, Buffer.from('odd'));
    expect(shown.map(({ data }) => data)).toEqual(['in work', 'passed over', 'next', 'odd']);
    const times = shown.map(({ at_s }) => at_s);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('shows a new tap the newest clock first, so that what it sees next has a time', async () => {
    const { node, world } = await started();
    const shown: RawMessage[] = [];
    const tap = { wantsFrames: false, message: (message: RawMessage) => void shown.push(message) };
    world.tap(tap);
    expect(shown).toEqual([]);
    world.tap(null);
    node.send('/clock', { clock: SIMULATED });
    node.send('/clock', { clock: { sec: 8, nsec: 250 } });
    expect(shown).toEqual([]);
    world.tap(tap);
    node.send('/odom', odometry(0, 0, 3, WALL));
    expect(shown.map(({ topic, type, callerId }) => [topic, type, callerId])).toEqual([
      ['/clock', 'rosgraph_msgs/Clock', '/gazebo'],
      ['/odom', 'nav_msgs/Odometry', '/gazebo'],
    ]);
    expect(decodeClock(Buffer.from(shown[0]!.data))).toEqual({ sec: 8, nsec: 250 });
  });

  it('reads compressed pictures from a topic that is named so', async () => {
    const { node } = await started(undefined, { ...topics, camera: '/camera/compressed' });
    expect(node.listeners.get('/camera/compressed')?.type).toBe('sensor_msgs/CompressedImage');
  });

  it('turns odometry into poses', async () => {
    const { node, poses } = await started();
    node.send('/odom', odometry(1.5, -2.5));
    expect(poses[0]).toMatchObject({ x_m: 1.5, y_m: 2, v_mps: 3, w_radps: 0.4, sim_s: null });
    expect(poses[0]?.yaw_rad).toBeCloseTo(-2.5, 12);
  });

  it('drops and counts poses that are none', async () => {
    const { node, world, poses } = await started();
    node.send('/odom', odometry(Number.NaN, 0));
    node.send('/odom', odometry(0, Number.NaN));
    node.send('/odom', odometry(0, 0, Number.POSITIVE_INFINITY));
    expect(poses).toEqual([]);
    expect(world.posesDropped).toBe(3);
  });

  const clock = (sec: number, nsec = 0) => ({ clock: { sec, nsec } });

  it.each([false, true])(
    'dates poses by the clock when they are stamped in wall time, with use_sim_time %s',
    async (useSimTime) => {
      const { node, world, poses } = await started((fake) => {
        fake.useSimTime = useSimTime;
      });
      node.send('/odom', odometry(0, 0, 3, WALL));
      node.send('/clock', clock(3, 250_000_000));
      node.send('/odom', odometry(0, 0, 3, WALL));
      expect(poses.map(({ sim_s }) => sim_s)).toEqual([null, 3.25]);
      expect(world.simulatedSeconds()).toBe(3.25);
      expect(world.odometryStamps).toBe('wall');
    },
  );

  it.each([false, true])(
    'dates poses by their stamps when these are simulated, with use_sim_time %s',
    async (useSimTime) => {
      const { node, world, poses } = await started((fake) => {
        fake.useSimTime = useSimTime;
      });
      node.send('/odom', odometry(0, 0));
      node.send('/clock', clock(7, 510_000_000));
      node.send('/odom', odometry(0, 0));
      // Before the clock came nothing but the parameter tells.
      expect(poses.map(({ sim_s }) => sim_s)).toEqual([useSimTime ? 7.5 : null, 7.5]);
      expect(world.odometryStamps).toBe('simulated');
    },
  );

  it('says once when the stamps are not what use_sim_time said when the node started', async () => {
    const { node, world } = await started((fake) => {
      fake.useSimTime = true;
    });
    node.send('/clock', clock(7));
    for (const stamp of [SIMULATED, WALL, WALL, SIMULATED, WALL])
      node.send('/odom', odometry(0, 0, 3, stamp));
    expect(node.warnings).toEqual([
      '/use_sim_time was true when this node started, but /odom is stamped in wall time: poses are dated by ' +
        '/clock; set it before any node starts',
    ]);
    expect(world.odometryStamps).toBeNull();
  });

  it('goes by the clock where a stamp is from before the time was set back', async () => {
    const { node, world, poses } = await started();
    node.send('/clock', clock(7));
    node.send('/odom', odometry(0, 0));
    node.send('/clock', clock(900));
    node.send('/odom', odometry(0, 0));
    expect(poses.map(({ sim_s }) => sim_s)).toEqual([7.5, 900]);
    expect(world.odometryStamps).toBe('simulated');
  });

  it('tells the real time factor of the clock and of Gazebo', async () => {
    const { node, world } = await started();
    node.send('/gazebo/performance_metrics', { real_time_factor: 0.75, sensors: [] });
    node.send('/clock', clock(7));
    expect(world.realTimeFactor.byGazebo(performance.now())).toBe(0.75);
    expect(world.realTimeFactor.byClock(performance.now())).toBeNull();
  });

  it('publishes commands at once and none after it is closed', async () => {
    const { node, world } = await started();
    world.command({ v_mps: 8, w_radps: -0.5 });
    expect(node.published).toEqual([{ linear: { x: 8, y: 0, z: 0 }, angular: { x: 0, y: 0, z: -0.5 } }]);
    await world.close();
    await world.close();
    world.command({ v_mps: 8, w_radps: 0 });
    expect(node.published).toHaveLength(1);
    expect(node.listeners.size).toBe(0);
  });

  it('keeps the car standing while there is no ROS master', async () => {
    const { node, world, frames } = await started();
    node.masterLost();
    node.send('/camera', image);
    world.command({ v_mps: 8, w_radps: 1 });
    expect(frames).toEqual([]);
    expect(node.published.map(({ linear, angular }) => [linear.x, angular.z])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    node.masterFound();
    node.send('/camera', image);
    world.command({ v_mps: 8, w_radps: 1 });
    expect(frames).toHaveLength(1);
    expect(node.published.at(-1)?.linear.x).toBe(8);
  });

  it('lets the command line choose topics by their short names', async () => {
    const { world } = await started((node) => node.aliases.set('camera', '/front'));
    expect(world.topics).toEqual({
      camera: '/front',
      odometry: '/odom',
      command: '/cmd_vel',
      clock: '/clock',
    });
  });
});

describe('the yaw of a quaternion', () => {
  it.each([0, 1, -1, 3.1, -3.1])('is %d', (yaw) => {
    expect(yawOf({ x: 0, y: 0, z: 2 * Math.sin(yaw / 2), w: 2 * Math.cos(yaw / 2) })).toBeCloseTo(yaw, 12);
  });

  it('is none for no rotation at all', () => {
    expect(yawOf({ x: 0, y: 0, z: 0, w: 0 })).toBeNaN();
  });
});
