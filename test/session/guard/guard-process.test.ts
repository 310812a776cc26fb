import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RosMaster, startMaster } from '../../../src/ros/master/master';
import { MasterApi } from '../../../src/ros/master/master-api';
import { rosnodejs } from '../../../src/ros/rosnodejs/index';
import type { RosNode } from '../../../src/ros/transport';
import { type Running, start, temporaryFolder } from '../../helpers/command-line';

const CAMERA = '/F1ROS/cameraL/image_raw';
const COMMANDS = '/F1ROS/cmd_vel';
const FRAME = {
  width: 64,
  height: 48,
  step: 192,
  encoding: 'rgb8',
  is_bigendian: 0,
  data: Buffer.alloc(9216),
};

interface Heard {
  readonly v_mps: number;
  readonly from: string | null;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The pid of each process whose command line ends in this guard's name. */
const guards = (name: string) =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').endsWith(`guard-process.js\0${name}\0`);
      } catch {
        return false;
      }
    });

describe('a node that drives over ROS', () => {
  let master: RosMaster;
  let simulator: RosNode;
  let folder: string;
  let camera: NodeJS.Timeout;
  let node: Running;
  const heard: Heard[] = [];

  const until = async (condition: () => boolean) => {
    while (!condition()) await pause(10);
  };
  const last = () => heard.at(-1);
  const drives = () => until(() => last()?.v_mps === 5);

  /** Each test has a name of its own, for guards of others may still be ending. */
  const startNode = async (name: string, ...args: string[]) => {
    const env = { ROS_MASTER_URI: master.uri };
    node = start(['run', path.join(folder, 'brain.yml'), '--out', folder, `__name:=${name}`, ...args], env);
    await node.said(/drives with/);
    await drives();
  };

  beforeAll(async () => {
    folder = temporaryFolder();
    writeFileSync(
      path.join(folder, 'straight.mjs'),
      'export default () => ({ decide: () => ({ v_mps: 5, w_radps: 0 }) });',
    );
    writeFileSync(path.join(folder, 'brain.yml'), 'Behaviors: {Robot: {BrainPath: ./straight.mjs}}\n');
    master = await startMaster({ host: '127.0.0.1', port: 0 });
    simulator = await rosnodejs.startNode({
      name: 'gazebo',
      masterUri: master.uri,
      environment: {},
      handleSignals: false,
    });
    const images = simulator.advertise(CAMERA, 'sensor_msgs/Image');
    let seq = 0;
    camera = setInterval(() => {
      seq += 1;
      const stamp = { sec: seq, nsec: 0 };
      images.publish({ ...FRAME, header: { seq, stamp, frame_id: '' } });
    }, 50);
    simulator.subscribe(COMMANDS, 'geometry_msgs/Twist', ({ linear }, _bytes, from) => {
      heard.push({ v_mps: linear.x, from });
    });
  });

  afterEach(async () => {
    node.child.kill('SIGKILL');
    await node.ended;
  });

  afterAll(async () => {
    clearInterval(camera);
    await simulator.shutdown();
    await master.close();
  });

  it.each(['SIGKILL', 'SIGSEGV'] as const)('has its car stopped by its guard after %s', async (signal) => {
    const name = signal.toLowerCase();
    await startNode(name);
    expect(heard.filter(({ from }) => from === `/${name}_guard`)).toEqual([]);
    node.child.kill(signal);
    await until(() => last()?.v_mps === 0);
    expect(last()?.from).toBe(`/${name}_guard`);
    await until(() => guards(`/${name}_guard`).length === 0);
    expect(last()?.v_mps).toBe(0);
  });

  it('has its car stopped while it is suspended, says so, and drives on', async () => {
    await startNode('suspended');
    node.child.kill('SIGSTOP');
    await until(() => last()?.v_mps === 0);
    expect(last()?.from).toBe('/suspended_guard');
    // What reaches the terminal's processes is not for the guard.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) {
      process.kill(Number(guards('/suspended_guard')[0]), signal);
    }
    const before = heard.length;
    await until(() => heard.length > before);
    node.child.kill('SIGCONT');
    await drives();
    await node.said(/the guard stopped the car: the node has been silent for \d+ ms/);
    node.child.kill('SIGINT');
    const { code, stderr } = await node.ended;
    expect(code).toBe(0);
    expect(last()).toEqual({ v_mps: 0, from: '/suspended' });
    expect(stderr).not.toMatch(/also sends commands/);
    expect(guards('/suspended_guard')).toEqual([]);
    const { incidents } = JSON.parse(readFileSync(path.join(folder, 'statistics.json'), 'utf8'));
    expect(incidents).toMatchObject({ guard_stopped: 1, foreign_commands: 0 });
  });

  it('has another guard when the first is killed', async () => {
    await startNode('lonely');
    const api = new MasterApi(master.uri, '/test');
    const first = await api.lookupNode('/lonely_guard');
    process.kill(Number(guards('/lonely_guard')[0]), 'SIGKILL');
    await node.said(/the guard ended \(SIGKILL\); it is started again/);
    while ((await api.lookupNode('/lonely_guard')) === first) await pause(20);
    node.child.kill('SIGKILL');
    await until(() => last()?.v_mps === 0);
    expect(last()?.from).toBe('/lonely_guard');
  });

  it('has no guard where another one is there', async () => {
    await startNode('unguarded', '--no-guard');
    expect(guards('/unguarded_guard')).toEqual([]);
    node.child.kill('SIGINT');
    expect((await node.ended).code).toBe(0);
  });
});
