import type { RosNode } from '../../../src/ros/transport';
import { type RosSimulatorOptions, startRosSimulator } from '../../../src/world/simulator/ros-simulator';
import { ring } from '../../circuit/ring';

type Message = Record<string, unknown>;

interface Options extends Partial<RosSimulatorOptions> {
  readonly useSimTime?: boolean;
  /** Topics that somebody listens to. */
  readonly heard?: readonly string[];
}

/** The world on a node that keeps what is published. */
async function running({ useSimTime = false, heard = [], ...options }: Options = {}) {
  const published = new Map<string, Message[]>();
  const listeners = new Map<string, (message: unknown) => void>();
  const services = new Map<string, (request: unknown) => unknown>();
  const warnings: string[] = [];
  const node = {
    useSimTime,
    advertise: (topic: string) => {
      published.set(topic, []);
      return {
        topic,
        subscribers: heard.includes(topic) ? 1 : 0,
        publish: (message: Message) => published.get(topic)!.push(structuredClone(message)),
      };
    },
    subscribe: (topic: string, _type: string, listener: (message: unknown) => void) =>
      listeners.set(topic, listener),
    advertiseService: (name: string, _type: string, handler: (request: unknown) => unknown) =>
      services.set(name, handler),
  } as unknown as RosNode;
  const logger = { debug() {}, info() {}, warn: (line: string) => warnings.push(line), error() {} };
  const simulator = await startRosSimulator({
    node,
    circuit: ring(20),
    direction: 'forward',
    seed: 1,
    realTimeFactor: 'max',
    logger,
    ...options,
  });
  const until = async (topic: string, count: number) => {
    while (published.get(topic)!.length < count) await new Promise((resolve) => setImmediate(resolve));
    return published.get(topic)!;
  };
  const drive = (x: number, z: number) =>
    listeners.get('/F1ROS/cmd_vel')!({ linear: { x, y: 0, z: 0 }, angular: { x: 0, y: 0, z } });
  return { simulator, published, services, warnings, until, drive };
}

const IMAGE = '/F1ROS/cameraL/image_raw';
const INFO = '/F1ROS/cameraL/camera_info';
const ODOMETRY = '/F1ROS/odom';

function seconds(stamp: unknown): number {
  const { sec, nsec } = stamp as { sec: number; nsec: number };
  return sec + nsec / 1e9;
}

function stampOf(message: Message): number {
  return seconds((message.header as { stamp: unknown }).stamp);
}

describe('The world over ROS', () => {
  it('publishes pictures as the real camera does', async () => {
    const { simulator, until } = await running({ heard: [IMAGE] });
    const images = await until(IMAGE, 4);
    await simulator.close();
    expect(images[1]).toMatchObject({
      header: { frame_id: 'camera_top_body_left', seq: 2 },
      width: 640,
      height: 480,
      encoding: 'rgb8',
      is_bigendian: 0,
      step: 1920,
    });
    expect((images[1].data as Uint8Array).length).toBe(921_600);
    expect(images.slice(0, 4).map(stampOf)).toEqual([0, 0.05, 0.1, 0.15]);
  });

  it('does not render for nobody', async () => {
    const { simulator, published, until } = await running();
    await until(ODOMETRY, 5);
    await simulator.close();
    expect(published.get(IMAGE)).toEqual([]);
    expect(published.get(INFO)).toEqual([]);
  });

  it('tells the camera’s optics', async () => {
    const { simulator, until } = await running({ heard: [INFO] });
    const [info] = await until(INFO, 1);
    await simulator.close();
    expect(info).toMatchObject({ width: 640, height: 480, distortion_model: 'plumb_bob' });
    expect(info.K).toEqual([320.2549, 0, 320.5, 0, 320.2549, 240.5, 0, 0, 1]);
  });

  it.each([
    [false, 'wall'],
    [true, 'simulated'],
  ])('with use_sim_time %s stamps odometry in %s time', async (useSimTime, kind) => {
    const { simulator, until } = await running({ useSimTime });
    const [, second] = await until(ODOMETRY, 2);
    await simulator.close();
    const isSimulated = Math.abs(stampOf(second) - 0.051) < 1e-9;
    const isWall = Math.abs(stampOf(second) - Date.now() / 1000) < 60;
    expect(kind === 'wall' ? isWall : isSimulated).toBe(true);
    expect(second).toMatchObject({ header: { frame_id: 'odom' }, child_frame_id: 'xf1' });
  });

  it('ticks the clock at 100 Hz', async () => {
    const { simulator, until } = await running();
    const clock = await until('/clock', 6);
    await simulator.close();
    expect(clock.slice(0, 4).map((message) => seconds(message.clock))).toEqual([0, 0.01, 0.02, 0.03]);
  });

  it('drives as commanded, and on with the last command when one is no command', async () => {
    const { simulator, until, drive, warnings } = await running();
    drive(6, 0.3);
    drive(Number.NaN, 0);
    drive(1, Number.POSITIVE_INFINITY);
    const odometry = await until(ODOMETRY, 4);
    await simulator.close();
    expect(warnings).toHaveLength(1);
    expect(odometry[3]).toMatchObject({
      twist: { twist: { linear: { x: 6, y: 0 }, angular: { z: 0.3 } } },
      pose: { pose: { position: { z: 0 } } },
    });
    const { position } = (odometry[3].pose as { pose: { position: { y: number } } }).pose;
    expect(position.y).toBeCloseTo(6 * 0.153, 2);
  });

  it('tells model states only while somebody listens', async () => {
    const deaf = await running();
    await deaf.until(ODOMETRY, 3);
    await deaf.simulator.close();
    expect(deaf.published.get('/gazebo/model_states')).toEqual([]);
    const heard = await running({ heard: ['/gazebo/model_states'] });
    const [state] = await heard.until('/gazebo/model_states', 1);
    await heard.simulator.close();
    expect(state.name).toEqual(['f1_renault']);
  });

  it('stands still while its physics is paused', async () => {
    const { simulator, until, services, published } = await running({ heard: [IMAGE] });
    await until(IMAGE, 2);
    services.get('/gazebo/pause_physics')!({});
    const counts = () => [...published.values()].map((messages) => messages.length);
    const before = counts();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(counts()).toEqual(before);
    services.get('/gazebo/unpause_physics')!({});
    await until(IMAGE, before[0] + 2);
    await simulator.close();
  });

  it('starts its stamps anew after reset_simulation, and its odometry is silent', async () => {
    const { simulator, until, services, published } = await running({ heard: [IMAGE] });
    await until(IMAGE, 8);
    const count = published.get(IMAGE)!.length;
    const odometry = published.get(ODOMETRY)!.length;
    services.get('/gazebo/reset_simulation')!({});
    const images = await until(IMAGE, count + 3);
    await simulator.close();
    expect(stampOf(images[count])).toBeLessThan(0.06);
    expect(published.get(ODOMETRY)!.length).toBe(odometry);
  });

  it('knows how fast it runs', async () => {
    const { simulator, until } = await running({ heard: ['/gazebo/performance_metrics'] });
    const metrics = await until('/gazebo/performance_metrics', 3);
    await simulator.close();
    expect(metrics[2].real_time_factor).toBeGreaterThan(1);
    expect(simulator.realTimeFactor()).toBeGreaterThan(1);
    expect(simulator.contacts()).toEqual({ events: 0, seconds: 0 });
  });
});
