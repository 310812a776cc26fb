import path from 'node:path';
import { undisturbed } from '../helpers/undisturbed';
import { type Child, freePort, Processes, PYTHON, ROOT } from './support/processes';
import { eventually, nodesOf, startRoscore } from './support/roscore';

const CAMERA = '/F1ROS/cameraL/image_raw';

describe('a node of ours under a real roscore', () => {
  let uri: string;
  let processes: Processes;
  let core: Child;
  let node: Child;

  beforeAll(async () => {
    uri = `http://127.0.0.1:${await freePort()}`;
    processes = new Processes(uri);
    core = await startRoscore(processes);
    node = processes.start(process.execPath, [path.join(__dirname, 'support', 'echo-node.cjs')]);
    await node.line(/^ready \/echo$/);
  });

  afterAll(() => processes.killAll());

  it('is shown by rosnode and rostopic', async () => {
    await eventually(async () => (await nodesOf(uri, 2, '/gazebo/pause_physics')).length === 1);
    const info = await processes.run('rosnode', 'info', '/echo');
    expect(info).toContain('* /F1ROS/cmd_vel [geometry_msgs/Twist]');
    expect(info).toContain(`* ${CAMERA}`);
    expect(info).toContain('* /gazebo/pause_physics');
    expect(info).toMatch(/Pid: \d+/);
    expect(await processes.run('rosnode', 'ping', '-c', '1', '/echo')).toContain('xmlrpc reply');
    expect(await processes.run('rostopic', 'info', '/F1ROS/cmd_vel')).toContain('* /echo (http://127.0.0.1:');
  });

  it('answers rosservice', async () => {
    expect(await processes.run('rosservice', 'type', '/gazebo/pause_physics')).toBe('std_srvs/Empty');
    await processes.run('rosservice', 'call', '/gazebo/pause_physics');
    await node.line(/^paused$/);
  });

  it.each([20, 60])('answers every picture of a rospy camera at %d Hz', async (rate) => {
    const bench = path.join(ROOT, 'bench', 'ros_roundtrip.py');
    const words = [bench, '--rate', String(rate), '--count', '100', '--warmup', '20'];
    await undisturbed(
      () => processes.pids(),
      async () => {
        expect(JSON.parse(await processes.run(PYTHON, ...words))).toMatchObject({ answered: 100, lost: 0 });
      },
    );
  });

  it('finds a camera again that was killed and restarted', async () => {
    const camera = processes.python('camera.py');
    await eventually(() => /received \d+/.test(node.text));
    camera.signalGroup('SIGKILL');
    await camera.ended;
    const seen = node.lines.length;
    const second = processes.python('camera.py');
    await node.line(/^received \d+/, 10_000, seen);
    expect(await second.stop('SIGINT')).not.toBeNull();
  });

  it('says in one line that a topic has another type', async () => {
    const seen = node.lines.length;
    const camera = processes.python('camera.py', '--type', 'std_msgs/String', '--name', 'wrong');
    const line = await node.line(/std_msgs\/String/, 15_000, seen);
    expect(line).toBe(
      `error: topic ${CAMERA} is std_msgs/String, but sensor_msgs/Image is needed here: ` +
        `nothing is read from ${line.match(/http:\S+/)?.[0]} remap the topic or fix its publisher`,
    );
    await camera.stop();
  });

  it('is there again after roscore was killed and restarted, and takes pictures from a new camera', async () => {
    await core.stop('SIGTERM');
    await node.line(/^master lost$/, 10_000);
    const seen = node.lines.length;
    core = await startRoscore(processes);
    await node.line(/^master found$/, 10_000, seen);
    expect(await nodesOf(uri, 0, '/F1ROS/cmd_vel')).toEqual(['/echo']);
    expect(await nodesOf(uri, 1, CAMERA)).toEqual(['/echo']);
    expect(await nodesOf(uri, 2, '/gazebo/pause_physics')).toEqual(['/echo']);
    const camera = processes.python('camera.py');
    await node.line(/^received \d+/, 15_000, seen);
    await camera.stop();
  });

  it('sends a last zero command when rosnode kills it, and ends by itself', async () => {
    const recorder = processes.python('twist_recorder.py');
    await recorder.line(/^ready$/);
    const camera = processes.python('camera.py');
    await recorder.line(/^twist/);
    expect(await processes.run('rosnode', 'kill', '/echo')).toContain('killed');
    await node.line(/^down$/);
    expect(await node.ended).toBe(0);
    await recorder.line(/^twist .* 0\.000000 0\.000000$/);
    await camera.stop();
    await recorder.stop();
    const twists = recorder.lines.filter((line) => line.startsWith('twist'));
    expect(twists.at(-1)).toMatch(/ 0\.000000 0\.000000$/);
    expect(await nodesOf(uri, 0, '/F1ROS/cmd_vel')).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends by itself after %s', async (signal) => {
    const other = processes.start(process.execPath, [
      path.join(__dirname, 'support', 'echo-node.cjs'),
      '__name:=other',
    ]);
    await other.line(/^ready \/other$/);
    expect(await other.stop(signal)).toBe(0);
    expect(other.lines).toContain(`asked by ${signal}`);
  });
});
