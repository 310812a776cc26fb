import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callRos } from '../../src/ros/master/xmlrpc';
import { type Child, freePort, Processes, ROOT } from './support/processes';
import { eventually, startRoscore } from './support/roscore';
import { twistsOf } from './support/twists';

const CLI = path.join(ROOT, 'dist', 'cli', 'main.js');
const STANDS = /the car is at its start/;
const DRIVES = /^\/f1_brain drives with/;

const folder = () => mkdtempSync(path.join(tmpdir(), 'f1-brain-control-'));

describe('the control of the built-in world under a real roscore', () => {
  let processes: Processes;
  let uri: string;
  let recorder: Child;
  let watcher: Child;

  const run = (...args: string[]) =>
    processes.start(process.execPath, [
      CLI,
      'run',
      'line_follower',
      '--out',
      folder(),
      '--no-record',
      ...args,
    ]);
  const setUseSimTime = (value: boolean) => callRos(uri, 'setParam', ['/test', '/use_sim_time', value], 2000);
  /** What a run said about where its car stands. */
  const standsOf = async (...args: string[]): Promise<string> => {
    const node = run('--circuit', 'simple_circuit', ...args);
    const line = await node.line(STANDS);
    await node.line(DRIVES);
    expect(await node.stop('SIGINT')).toBe(0);
    return line.replace(/^.*?: /, '');
  };

  beforeAll(async () => {
    uri = `http://127.0.0.1:${await freePort()}`;
    processes = new Processes(uri);
    await startRoscore(processes);
    recorder = processes.python('twist_recorder.py');
    await recorder.line(/^ready$/);
    await processes.start(process.execPath, [CLI, 'simulate']).line(/is ready/);
    watcher = processes.python('pose_watcher.py');
    await watcher.line(/^ready$/);
  });

  afterAll(() => processes.killAll());

  const newestPose = () => {
    const [, wall_s = 0, x_m = 0, y_m = 0, yaw_rad = 0, v_mps = 0] = (watcher.lines.at(-1) ?? '')
      .split(' ')
      .map(Number);
    return { wall_s, x_m, y_m, yaw_rad, v_mps };
  };

  const simulatedSeconds = async () => {
    const said = await processes.run('rostopic', 'echo', '-n', '1', '/clock/clock/secs');
    return Number(/\d+/.exec(said));
  };

  it('stops a driving car before it resets the world', async () => {
    await eventually(() => newestPose().wall_s > 0);
    const { wall_s: _, ...start } = newestPose();
    const driver = processes.start('rostopic', [
      'pub',
      '-r',
      '20',
      '/F1ROS/cmd_vel',
      'geometry_msgs/Twist',
      '{linear: {x: 3}}',
    ]);
    await eventually(() => newestPose().v_mps > 2.9 && newestPose().y_m < -13);
    await driver.stop('SIGINT');
    // What it sent last has been heard then.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const time_s = await simulatedSeconds();
    const before = twistsOf(recorder).length;
    const poses = watcher.lines.length;
    const node = run('--start', 'reset');
    expect(await node.line(STANDS)).toMatch(/reset\): x 53\.46 m, y -10\.73 m, yaw -1\.57 rad/);
    await node.line(DRIVES);
    await node.stop('SIGINT');
    expect(twistsOf(recorder)[before]).toMatchObject({ v_mps: 0, w_radps: 0 });
    const way = watcher.lines.slice(poses).map((line) => line.split(' ').map(Number));
    const back = way.findIndex(([, , , y_m = 0]) => y_m > -11);
    expect(back).toBeGreaterThan(0);
    // A reset leaves the last command in effect: a car that had not stopped would have driven on from there. Whether
    // odometry shows the stop before, depends on how busy the machine is.
    const [, , x_m, y_m, yaw_rad, v_mps] = way[back]!;
    expect({ x_m, y_m, yaw_rad, v_mps }).toEqual({ ...start, v_mps: 0 });
    // The simulation itself was not reset.
    expect(await simulatedSeconds()).toBeGreaterThan(time_s);
  });

  it('starts at random by the seed: the same place for the same, another for another', async () => {
    const seven = await standsOf('--start', 'random', '--seed', '7');
    expect(await standsOf('--start', 'random', '--seed', '7')).toBe(seven);
    expect(await standsOf('--start', 'random', '--seed', '8')).not.toBe(seven);
  });

  it('starts at the rows of a file', async () => {
    const file = path.join(folder(), 'starts.csv');
    writeFileSync(file, 'x_m,y_m,yaw_rad\n53.4,-12,-1.57\n53.5,-14,-1.5\n');
    expect(await standsOf('--start', file, '--start-row', '2')).toMatch(
      /x 53\.50 m, y -14\.00 m, yaw -1\.50 rad/,
    );
    expect(await standsOf('--start', file, '--seed', '3')).toMatch(/x 53\.40 m, y -12\.00 m/);
  });

  it('lets a paused world go on, and leaves it paused where that is asked for', async () => {
    await processes.run('rosservice', 'call', '/gazebo/pause_physics');
    const node = run('--start', 'circuit', '--circuit', 'simple_circuit', '--finish', 'pause');
    await node.line(STANDS);
    await node.line(DRIVES);
    await eventually(() => newestPose().v_mps > 0);
    expect(await node.stop('SIGINT')).toBe(0);
    // The watcher is a process of its own: poses from before the pause are read a moment later.
    await eventually(async () => {
      const { wall_s } = newestPose();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return newestPose().wall_s === wall_s;
    });
    const { wall_s, v_mps } = newestPose();
    expect(v_mps).toBeCloseTo(0, 6);
    await processes.run('rosservice', 'call', '/gazebo/unpause_physics');
    await eventually(() => newestPose().wall_s > wall_s);
  });

  it.each([
    [false, 'as the world was started'],
    [true, 'though it was set after the world had started'],
  ])('drives a lap, stops and ends with 0, with /use_sim_time %s, %s', async (useSimTime) => {
    await setUseSimTime(useSimTime);
    const out = folder();
    const node = processes.start(process.execPath, [
      CLI,
      'run',
      'line_follower',
      '--out',
      out,
      ...['--circuit', 'simple_circuit', '--start', 'circuit', '--laps', '1', '--json'],
    ]);
    expect(await node.ended).toBe(0);
    expect(node.lines.filter((line) => /use_sim_time was true/.test(line))).toHaveLength(useSimTime ? 1 : 0);
    const statistics = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8'));
    expect(statistics).toMatchObject({
      completed: true,
      ended_because: 'completed',
      laps: 1,
      car_set_elsewhere: 0,
      gazebo_real_time_factor: expect.any(Number),
    });
    // Simulated by the clock, whatever the odometry's stamps are of.
    expect(statistics.lap_seconds).toBeGreaterThan(20);
    expect(statistics.lap_seconds).toBeLessThan(120);
    expect(statistics.sensor_to_actuator_ms.p50).toBeGreaterThan(0);
    expect(statistics.sensor_to_actuator_ms.p50).toBeLessThan(1000);
    expect(Math.abs(statistics.real_time_factor - statistics.gazebo_real_time_factor)).toBeLessThan(0.2);
    const measured = await processes.run(
      process.execPath,
      CLI,
      'metrics',
      statistics.files.recording,
      '--json',
    );
    // The bag gives what the node saw: it dates poses alike.
    const bag = JSON.parse(measured).f1_brain;
    for (const key of ['lap_seconds', 'completed_distance_m', 'real_time_factor', 'decisions']) {
      expect([key, bag[key]]).toEqual([key, statistics[key]]);
    }
    await eventually(() => twistsOf(recorder).at(-1)?.v_mps === 0);
    expect(twistsOf(recorder).at(-1)).toMatchObject({ v_mps: 0, w_radps: 0 });
    expect(existsSync(path.join(out, 'lap.png'))).toBe(true);
  });
});

describe('where it cannot be done', () => {
  it('says before anything is started what is missing', async () => {
    const processes = new Processes('http://127.0.0.1:9');
    const said = async (...args: string[]) => {
      const child = processes.start(process.execPath, [
        CLI,
        'run',
        'line_follower',
        '--out',
        folder(),
        ...args,
      ]);
      return `${await child.ended} ${child.text}`;
    };
    expect(await said('--laps', '1')).toMatch(
      /^2 .*--laps \(~laps\) needs a circuit: name it with --circuit/,
    );
    expect(await said('--start', 'circuits')).toMatch(/^2 .*did you mean 'circuit'/);
    await processes.killAll();
  });
});
