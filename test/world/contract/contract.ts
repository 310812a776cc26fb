import {
  decodeClock,
  decodeImage,
  decodeOdometry,
  decodeTwist,
  planarMotion,
} from '../../../src/messages/index';
import { type Frame, type Pose, type RawMessage, STOP, type World } from '../../../src/types';

/** A world, and what ends everything around it. */
export interface OpenedWorld {
  world: World;
  tearDown(): Promise<void>;
}

/** Drives 2 m/s from the 5th to the 30th frame, and watches until the 40th. */
async function watch(world: World) {
  const frames: Frame[] = [];
  const poses: Pose[] = [];
  const rejected: string[] = [];
  const heard: RawMessage[] = [];
  let closedAt = -1;
  let heardAtClose = -1;
  world.tap?.({
    get wantsFrames() {
      return frames.length <= 10;
    },
    message: (message) => {
      heard.push({ ...message, data: Buffer.from(message.data) });
    },
  });
  await new Promise<void>((resolve, reject) => {
    world.onPose((pose) => poses.push(pose));
    world.onRejectedFrame((reason) => rejected.push(reason));
    world.onFrame(async (frame) => {
      frames.push({ ...frame, data: Uint8Array.from(frame.data.subarray(0, 8)) });
      if (frames.length === 5) world.command({ v_mps: 2, w_radps: 0 });
      if (frames.length === 30) world.command(STOP);
      if (frames.length === 40) {
        closedAt = poses.length;
        await world.close();
        heardAtClose = heard.length;
        resolve();
      }
    });
    world.start().catch(reject);
  });
  const simulated_s = world.simulatedSeconds();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await world.close();
  return {
    frames,
    poses,
    rejected,
    simulated_s,
    heard,
    heardAfterClose: heard.length - heardAtClose,
    framesAfterClose: frames.length - 40,
    posesAfterClose: poses.length - closedAt,
  };
}

/** What a brain relies on, whatever it drives in. */
export function describeWorld(name: string, open: () => Promise<OpenedWorld>): void {
  describe(name, () => {
    let seen: Awaited<ReturnType<typeof watch>>;

    beforeAll(async () => {
      const { world, tearDown } = await open();
      try {
        seen = await watch(world);
      } finally {
        await tearDown();
      }
    }, 180_000);

    test('gives whole pictures, counted and stamped', () => {
      expect(seen.rejected).toEqual([]);
      seen.frames.forEach((frame, i) => {
        expect(frame).toMatchObject({
          width: 640,
          height: 480,
          step: 1920,
          encoding: 'rgb8',
          sequence: i + 1,
        });
      });
      const stamps = seen.frames.map(({ stamp }) => stamp!.sec + stamp!.nsec * 1e-9);
      for (let i = 1; i < stamps.length; i++) expect(stamps[i]! - stamps[i - 1]!).toBeCloseTo(0.05, 6);
    });

    test('gives poses in metres with simulated time', () => {
      const first = seen.poses[0]!;
      expect(first).toMatchObject({ v_mps: 0, w_radps: 0 });
      expect(Math.hypot(first.x_m - 53.462, first.y_m + 10.734)).toBeLessThan(0.01);
      // Over ROS the first ones may come before the first clock.
      const dated = seen.poses.slice(seen.poses.findIndex(({ sim_s }) => sim_s !== null));
      for (const { sim_s } of dated) expect(sim_s).toEqual(expect.any(Number));
      expect(dated.length).toBeGreaterThan(30);
      expect(seen.simulated_s).toBeGreaterThan(1.9);
    });

    test('drives on the last command until the next one', () => {
      const [start, end] = [seen.poses[0]!, seen.poses.at(-1)!];
      const distance_m = Math.hypot(end.x_m - start.x_m, end.y_m - start.y_m);
      const [from, to] = [
        seen.poses.findIndex(({ v_mps }) => v_mps > 0),
        seen.poses.findLastIndex(({ v_mps }) => v_mps > 0),
      ];
      for (const { v_mps } of seen.poses.slice(from, to + 1)) expect(v_mps).toBeCloseTo(2, 3);
      // Over ROS a command may take a while. A pose every 51 ms at 2 m/s: the distance is that of the moving poses, but
      // for a part of one before the first and after the last.
      expect(Math.abs(distance_m - 0.102 * (to - from + 1))).toBeLessThan(0.105);
      const stamp_s = (frame: number) =>
        seen.frames[frame]!.stamp!.sec + seen.frames[frame]!.stamp!.nsec * 1e-9;
      expect(seen.poses[from]!.sim_s!).toBeGreaterThan(stamp_s(4) - 0.06);
      expect(seen.poses[to]!.sim_s!).toBeGreaterThan(stamp_s(29) - 0.06);
      expect(end.v_mps).toBe(0);
    });

    test('shows a tap every message as it is on the wire, under its own name', () => {
      const of = (type: string) => seen.heard.filter((message) => message.type === type);
      const named = new Map(seen.heard.map(({ type, topic }) => [type, topic]));
      expect(Object.fromEntries(named)).toEqual({
        'rosgraph_msgs/Clock': '/clock',
        'nav_msgs/Odometry': '/F1ROS/odom',
        'sensor_msgs/Image': '/F1ROS/cameraL/image_raw',
        'geometry_msgs/Twist': '/F1ROS/cmd_vel',
      });
      const shown = of('nav_msgs/Odometry').map(({ data }) => decodeOdometry(Buffer.from(data)));
      expect(shown.map(planarMotion).map(({ x_m, y_m, v_mps }) => [x_m, y_m, v_mps])).toEqual(
        seen.poses.slice(0, shown.length).map(({ x_m, y_m, v_mps }) => [x_m, y_m, v_mps]),
      );
      expect(seen.poses.length - shown.length).toBeLessThanOrEqual(1);
      expect(shown[0]).toMatchObject({ header: { frame_id: 'odom' }, child_frame_id: 'xf1' });
      const twists = of('geometry_msgs/Twist').map(({ data }) => decodeTwist(Buffer.from(data)).linear.x);
      expect(twists).toEqual([2, 0]);
      const clocks = of('rosgraph_msgs/Clock').map(({ data }) => decodeClock(Buffer.from(data)).clock);
      const steps = clocks.slice(1).map(({ sec, nsec }, i) => {
        const before = clocks[i]!;
        return (sec - before.sec) * 1e9 + nsec - before.nsec;
      });
      expect(new Set(steps)).toEqual(new Set([10_000_000]));
      // Five a picture, from when it is connected.
      expect(steps.length).toBeGreaterThan(150);
    });

    test('shows a tap pictures for as long as they are wanted, whole', () => {
      const pictures = seen.heard.filter(({ type }) => type === 'sensor_msgs/Image');
      expect(pictures.length).toBeGreaterThanOrEqual(9);
      expect(pictures.length).toBeLessThanOrEqual(11);
      for (const { data } of pictures) {
        const { header, data: pixels, ...shape } = decodeImage(Buffer.from(data));
        expect(shape).toMatchObject({ width: 640, height: 480, step: 1920, encoding: 'rgb8' });
        expect(pixels).toHaveLength(921_600);
        const frame = seen.frames.find(
          ({ stamp }) => stamp?.sec === header.stamp.sec && stamp.nsec === header.stamp.nsec,
        );
        expect(Buffer.from(pixels.subarray(0, 8))).toEqual(Buffer.from(frame!.data));
      }
    });

    test('dates what it shows: never zero, never backwards within a topic, and says who sent it', () => {
      const last = new Map<string, number>();
      for (const { topic, time, callerId } of seen.heard) {
        const at_ns = time.sec * 1e9 + time.nsec;
        expect(at_ns).toBeGreaterThan(last.get(topic) ?? 0);
        last.set(topic, at_ns);
        expect(callerId).toMatch(topic === '/F1ROS/cmd_vel' ? /^\/(contract|f1_brain)$/ : /^\/gazebo$/);
      }
      const [first, end] = [seen.heard[0]!, seen.heard.at(-1)!];
      const span_s = end.time.sec - first.time.sec + (end.time.nsec - first.time.nsec) * 1e-9;
      expect(span_s).toBeGreaterThan(1.8);
      expect(span_s).toBeLessThan(60);
    });

    test('is silent once it is closed, and may be closed twice', () => {
      expect(seen.framesAfterClose).toBe(0);
      expect(seen.posesAfterClose).toBeLessThanOrEqual(1);
      expect(seen.heardAfterClose).toBeLessThanOrEqual(1);
    });
  });
}
