import path from 'node:path';
import { type RosMaster, startMaster } from '../../src/ros/master/master';
import { undisturbed } from '../helpers/undisturbed';
import { exactCall, ODD_CALLS } from '../ros/master/odd-calls';
import { type Child, freePort, Processes, PYTHON, ROOT } from './support/processes';
import { eventually, nodesOf, startRoscore } from './support/roscore';

describe("ROS' own tools and clients at the embedded master", () => {
  let master: RosMaster;
  let processes: Processes;
  let node: Child;

  beforeAll(async () => {
    master = await startMaster({ host: '127.0.0.1', port: 0 });
    processes = new Processes(master.uri);
    node = processes.start(process.execPath, [path.join(__dirname, 'support', 'echo-node.cjs')]);
    await node.line(/^ready \/echo$/);
    await eventually(async () => (await nodesOf(master.uri, 2, '/gazebo/pause_physics')).length === 1);
  });

  afterAll(async () => {
    await processes.killAll();
    await master.close();
  });

  it('rosnode lists, shows and pings a node of ours', async () => {
    expect(await processes.run('rosnode', 'list')).toBe('/echo');
    expect(await processes.run('rosnode', 'info', '/echo')).toContain(
      '* /F1ROS/cmd_vel [geometry_msgs/Twist]',
    );
    expect(await processes.run('rosnode', 'ping', '-c', '1', '/echo')).toContain('xmlrpc reply');
  });

  it('rosservice finds and calls a service', async () => {
    expect(await processes.run('rosservice', 'list')).toContain('/gazebo/pause_physics');
    await processes.run('rosservice', 'call', '/gazebo/pause_physics');
    await node.line(/^paused$/);
  });

  it('a rospy camera and our node talk through it', async () => {
    const bench = path.join(ROOT, 'bench', 'ros_roundtrip.py');
    const words = [bench, '--rate', '40', '--count', '60', '--warmup', '10'];
    await undisturbed(
      () => processes.pids(),
      async () => {
        expect(JSON.parse(await processes.run(PYTHON, ...words))).toMatchObject({ answered: 60, lost: 0 });
      },
    );
  });

  it('rostopic publishes, lists, echoes and measures, rospy to rospy', async () => {
    const publisher = processes.start('rostopic', [
      'pub',
      '-r',
      '20',
      '/words',
      'std_msgs/String',
      'data: hello',
    ]);
    await eventually(async () => (await nodesOf(master.uri, 0, '/words')).length === 1);
    expect(await processes.run('rostopic', 'list')).toContain('/words');
    expect(await processes.run('rostopic', 'type', '/words')).toBe('std_msgs/String');
    expect(await processes.run('rostopic', 'echo', '-n', '1', '/words')).toContain('data: "hello"');
    const hz = processes.start('rostopic', ['hz', '/words']);
    // How evenly rospy sends is up to it and the machine.
    expect(await hz.line(/average rate/)).toMatch(/average rate: \d+\.\d+$/);
    expect(await processes.run('rostopic', 'info', '/words')).toContain('Type: std_msgs/String');
    await hz.stop();
    await publisher.stop();
    await eventually(async () => (await nodesOf(master.uri, 0, '/words')).length === 0);
  });

  it('rosparam sets, reads, lists, dumps and deletes', async () => {
    await processes.run(
      'rosparam',
      'set',
      '/car/limits',
      '{v: 24.5, w: 7, name: "f1", fast: true, list: [1, 2]}',
    );
    expect(await processes.run('rosparam', 'get', '/car/limits/v')).toBe('24.5');
    expect(await processes.run('rosparam', 'get', '/car')).toMatch(/^limits:\n {2}fast: true\n {2}list:\n/);
    await processes.run('rosparam', 'delete', '/car/limits/w');
    expect(await processes.run('rosparam', 'list')).not.toContain('/car/limits/w');
    expect(await processes.run('rosparam', 'get', '/rosdistro')).toContain('noetic');
    await processes.run('rosparam', 'set', '/doubles', '[3.0, 1.0e+30, 2]');
    expect(await processes.run('rosparam', 'get', '/doubles')).toMatch(/^- 3\.0\n- 1\.0e\+30\n- 2\s*$/);
  });

  it('rospy follows a parameter', async () => {
    const follower = processes.start(PYTHON, [
      '-c',
      [
        'import rospy, time',
        'rospy.init_node("follower")',
        'rospy.set_param("/speed", 1)',
        'print("first", rospy.get_param_cached("/speed"), flush=True)',
        'while rospy.get_param_cached("/speed") != 2: time.sleep(0.05)',
        'print("second", flush=True)',
      ].join('\n'),
    ]);
    await follower.line(/^first 1$/);
    await processes.run('rosparam', 'set', '/speed', '2');
    await follower.line(/^second$/);
  });

  it('two nodes of one name: the older one goes', async () => {
    const script = path.join(__dirname, 'support', 'echo-node.cjs');
    const first = processes.start(process.execPath, [script, '__name:=twin']);
    await first.line(/^ready \/twin$/);
    const second = processes.start(process.execPath, [script, '__name:=twin']);
    await second.line(/^ready \/twin$/);
    await first.line(/^asked by ros$/);
    expect(await first.ended).toBe(0);
    await eventually(async () => (await nodesOf(master.uri, 0, '/F1ROS/cmd_vel')).includes('/twin'));
    expect(await second.stop()).toBe(0);
  });

  it('rosnode cleanup removes a node that died', async () => {
    const camera = processes.python('camera.py');
    await camera.line(/^ready$/);
    camera.signalGroup('SIGKILL');
    await camera.ended;
    expect(await nodesOf(master.uri, 0, '/F1ROS/cameraL/image_raw')).toEqual(['/camera']);
    // It asks before it unregisters anything.
    await processes.run('sh', '-c', 'echo y | rosnode cleanup');
    expect(await nodesOf(master.uri, 0, '/F1ROS/cameraL/image_raw')).toEqual([]);
    expect(await nodesOf(master.uri, 0, '/F1ROS/cmd_vel')).toEqual(['/echo']);
  });

  it('rosnode kills a node', async () => {
    expect(await processes.run('rosnode', 'kill', '/echo')).toContain('killed');
    expect(await node.ended).toBe(0);
    expect(await processes.run('rosnode', 'list')).not.toContain('/echo');
  });
});

describe('a real roscore', () => {
  let processes: Processes;

  beforeAll(async () => {
    processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    await startRoscore(processes);
  });

  afterAll(() => processes.killAll());

  // The table that the embedded master is tested with.
  it.each(ODD_CALLS)('%s%j', async (method, params, answer) => {
    expect(await exactCall(processes.env.ROS_MASTER_URI ?? '', method, params)).toEqual(answer);
  });
});
