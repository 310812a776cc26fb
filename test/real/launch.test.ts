import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { undisturbed } from '../helpers/undisturbed';
import { type Child, freePort, Processes, ROOT } from './support/processes';
import { eventually, nodesOf, startRoscore } from './support/roscore';
import { twistsOf } from './support/twists';

/** gazebo.launch needs gazebo_ros and has tests of its own. */
const FILES = readdirSync(path.join(ROOT, 'launch')).filter((file) => file !== 'gazebo.launch');

const DOCS = readFileSync(path.join(ROOT, 'docs', 'ros.md'), 'utf8');

describe('launch files, read by roslaunch', () => {
  let processes: Processes;

  beforeAll(() => {
    processes = new Processes('http://127.0.0.1:1');
  });

  afterAll(() => processes.killAll());

  const roslaunch = async (flags: readonly string[], file: string, ...args: string[]) =>
    (await processes.run('roslaunch', ...flags, 'f1_brain', file, ...args))
      .split('\n')
      .filter((line) => line.trim() !== '');

  it('have nothing that roslaunch-check complains about', async () => {
    const check = processes.python(
      'check_launch.py',
      ...FILES.map((file) => path.join(ROOT, 'launch', file)),
    );
    expect(await check.ended).toBe(0);
    expect(check.text).toBe('');
  });

  it.each(FILES)('%s documents each argument, and what an empty one means', async (file) => {
    const listed = await roslaunch(['--ros-args'], file);
    const args = listed.filter((line) => line.startsWith('  '));
    expect(args.length).toBeGreaterThan(3);
    const told = args.map((line) => `\`${/\w+/.exec(line)?.[0]}\``);
    expect(told.filter((name) => !DOCS.includes(name))).toEqual([]);
    expect(args.filter((line) => !/^ {2}\w+( \(default ".*"\))?: \w/.test(line))).toEqual([]);
    // roslaunch lists as required what is empty by default.
    const empty = args.filter((line) => !line.includes('(default "'));
    expect(empty.filter((line) => !line.includes('; empty: '))).toEqual([]);
  });

  it.each([
    ['brain.launch', [], ['/f1_brain']],
    ['brain.launch', ['name:=left'], ['/left']],
    ['brain.launch', ['namespace:=car2', 'name:=left'], ['/car2/left']],
    ['brain.launch', ['namespace:=/a/b', 'respawn:=true'], ['/a/b/f1_brain']],
    ['brain.launch', ['required:=false', 'respawn:=false'], ['/f1_brain']],
    ['simulator.launch', ['rtf:=max', 'required:=false'], ['/gazebo']],
    ['lap.launch', ['laps:=2', 'record:=false'], ['/f1_brain', '/gazebo']],
    ['another_car.launch', ['car:=third'], ['/third/f1_brain', '/third/gazebo']],
  ])('%s %j starts %j', async (file, args, nodes) => {
    expect((await roslaunch(['--nodes'], file, ...args)).sort()).toEqual(nodes);
  });

  it.each([
    ['brain.launch', [], ['/f1_brain/brain: pilotnet']],
    [
      'brain.launch',
      [
        'namespace:=car2',
        'brain:=line_follower',
        'model:=1e5',
        'provider:=cpu',
        'image_transform:=rain',
        'compensation:=off',
      ],
      [
        '/car2/f1_brain/brain: line_follower',
        "/car2/f1_brain/compensation: 'off'",
        '/car2/f1_brain/image_transform: rain',
        '/car2/f1_brain/model: 1e5',
        '/car2/f1_brain/provider: cpu',
      ],
    ],
    [
      'brain.launch',
      ['record:=false', 'out:=2026', 'laps:=3', 'start:=0', 'start_paused:=true', 'direction:=reverse'],
      [
        '/f1_brain/brain: pilotnet',
        '/f1_brain/direction: reverse',
        '/f1_brain/laps: 3',
        "/f1_brain/out: '2026'",
        '/f1_brain/record: false',
        "/f1_brain/start: '0'",
        '/f1_brain/start_paused: true',
      ],
    ],
    [
      'lap.launch',
      ['circuit:=montreal_line', 'out:=/tmp/laps', 'compensation:=auto', 'live:=true', 'live_port:=0'],
      [
        '/f1_brain/brain: pilotnet',
        // The simulator has the same car, whatever the brain's file says.
        '/f1_brain/car: f1',
        '/f1_brain/circuit: montreal_line',
        '/f1_brain/compensation: auto',
        '/f1_brain/direction: forward',
        '/f1_brain/laps: 1',
        '/f1_brain/live: true',
        '/f1_brain/live_port: 0',
        '/f1_brain/out: /tmp/laps',
        '/f1_brain/record: true',
        '/use_sim_time: true',
      ],
    ],
    [
      'jderobot.launch',
      ['world:=many_curves', 'compensation:=off'],
      [
        '/f1_brain/brain: pilotnet',
        '/f1_brain/circuit: many_curves',
        "/f1_brain/compensation: 'off'",
        '/f1_brain/direction: forward',
        '/f1_brain/laps: 1',
        '/f1_brain/record: true',
      ],
    ],
    ['simulator.launch', ['use_sim_time:=false'], ['/use_sim_time: false']],
  ])('%s %j sets %j and no other parameter', async (file, args, parameters) => {
    expect(await roslaunch(['--dump-params'], file, ...args)).toEqual(parameters);
  });

  it('brain.launch takes more parameters from a YAML file, its arguments go before', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-params-')), 'params.yml');
    writeFileSync(file, 'cycle_ms: 80\nbrain: other\n');
    expect(await roslaunch(['--dump-params'], 'brain.launch', `params:=${file}`)).toEqual([
      '/f1_brain/brain: pilotnet',
      '/f1_brain/cycle_ms: 80',
    ]);
  });

  it('brain.launch remaps the topics that it is given', async () => {
    const [line] = await roslaunch(
      ['--args', '/f1_brain'],
      'brain.launch',
      'camera:=/left/image',
      'odom:=odom2',
    );
    expect(line).toMatch(/nodes\/brain camera:=\/left\/image odom:=odom2 __name:=f1_brain$/);
  });

  it('simulator.launch takes paths with spaces', async () => {
    const world = processes.start('roslaunch', [
      ...['-p', String(await freePort()), 'f1_brain', 'simulator.launch', 'circuit:=/no such/circuit.yml'],
    ]);
    await world.line(/\/no such\/circuit\.yml/);
    await world.stop('SIGINT', 20_000);
  });
});

describe('nodes of one master', () => {
  let processes: Processes;
  let uri: string;

  beforeEach(async () => {
    uri = `http://127.0.0.1:${await freePort()}`;
    processes = new Processes(uri);
    await startRoscore(processes);
  });

  afterEach(() => processes.killAll());

  const launch = (file: string, ...args: string[]) =>
    processes.start('roslaunch', ['f1_brain', file, 'brain:=line_follower', 'record:=false', ...args]);

  const answers = (recorder: Child, atLeast: number) =>
    eventually(() => twistsOf(recorder).length >= atLeast);

  const isGivenAll = async () => {
    const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-out-'));
    const settings = ['model:=slim_pilotnet', 'circuit:=montreal_line', 'direction:=reverse', `out:=${out}`];
    const node = processes.start('roslaunch', [
      ...['f1_brain', 'brain.launch', 'brain:=pilotnet', 'namespace:=car2', 'record:=false', 'camera:=eye'],
      ...settings,
    ]);
    try {
      const line = await node.line(/^\/car2\/f1_brain drives with/, 60_000);
      expect(line).toContain('(slim_pilotnet on cpu)');
      await eventually(async () => (await nodesOf(uri, 1, '/car2/eye')).includes('/car2/f1_brain'));
    } finally {
      await node.stop('SIGINT', 20_000);
    }
    expect(node.text).not.toMatch(/escalating|has died/);
    // Where the end takes its time, it is said that there is no camera.
    const warnings = node.lines.filter((line) => /warn:/.test(line));
    expect(warnings.filter((line) => !line.includes('nobody publishes /car2/eye'))).toEqual([]);
    const statistics = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8'));
    expect(statistics).toMatchObject({
      circuit: 'montreal_line',
      direction: 'reverse',
      model: 'slim_pilotnet',
    });
    expect(readdirSync(out).filter((file) => file.endsWith('.bag'))).toEqual([]);
  };

  it('are given what roslaunch is given', () => undisturbed(() => processes.pids(), isGivenAll));

  it('forget what an earlier launch has set', async () => {
    const first = launch('brain.launch', 'image_transform:=rain');
    await first.line(/^\/f1_brain drives with/, 60_000);
    await first.stop('SIGINT', 20_000);
    expect(await processes.run('rosparam', 'get', '/f1_brain/image_transform')).toBe('rain');
    const second = launch('brain.launch');
    await second.line(/^\/f1_brain drives with/, 60_000);
    expect(await processes.run('rosparam', 'list')).not.toContain('/f1_brain/image_transform');
    await second.stop('SIGINT', 20_000);
  });

  it('drive a lap in the built-in world, record it, and end', async () => {
    const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-out-'));
    const settings = ['brain:=line_follower', 'rtf:=2', `out:=${out}`];
    const lap = processes.start('roslaunch', ['f1_brain', 'lap.launch', ...settings]);
    expect(await lap.ended).toBe(0);
    expect(lap.text).toContain('process has finished cleanly');
    expect(lap.text).not.toContain('escalating');
    const statistics = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8'));
    expect(statistics).toMatchObject({ circuit: 'simple_circuit', completed: true, laps_completed: 1 });
    expect(readdirSync(out).filter((file) => file.endsWith('.bag'))).toHaveLength(1);
  });

  it('drive side by side under different names, on a car each', async () => {
    const cars = ['left', 'right'].map((car) => ({
      car,
      recorder: processes.python('twist_recorder.py', `/${car}/cmd_vel`),
      camera: processes.python('camera.py', '--topic', `/${car}/image`, '--name', `camera_${car}`),
      node: launch('brain.launch', `name:=${car}`, `camera:=/${car}/image`, `cmd_vel:=/${car}/cmd_vel`),
    }));
    for (const { car, node } of cars) await node.line(new RegExp(`^/${car} drives with`), 60_000);
    for (const { recorder } of cars) await answers(recorder, 10);
    for (const { car } of cars) {
      expect((await nodesOf(uri, 0, `/${car}/cmd_vel`)).sort()).toEqual([`/${car}`, `/${car}_guard`]);
      expect(await nodesOf(uri, 1, `/${car}/image`)).toEqual([`/${car}`]);
    }
    const [left, right] = cars;
    await left?.node.stop('SIGINT', 20_000);
    const since = right ? twistsOf(right.recorder).length : 0;
    await eventually(() => (right ? twistsOf(right.recorder).length : 0) > since + 10);
  });

  it('drive in worlds of their own, in namespaces', async () => {
    const first = launch('lap.launch', 'rtf:=0.5', 'live:=true', 'live_port:=0');
    await first.line(/^live page: http:\/\/127\.0\.0\.1:\d+\/$/, 60_000);
    await first.line(/^\/f1_brain drives with/, 60_000);
    const second = launch('another_car.launch', 'car:=car2', 'rtf:=0.5');
    await second.line(/^\/car2\/f1_brain drives with/, 60_000);
    for (const ns of ['', '/car2']) {
      const recorder = processes.python('twist_recorder.py', `${ns}/F1ROS/cmd_vel`);
      await recorder.line(/^ready$/);
      await eventually(() => twistsOf(recorder).filter(({ v_mps }) => v_mps > 0).length > 10);
      for (const topic of ['/F1ROS/odom', '/F1ROS/cameraL/image_raw', '/clock']) {
        expect(await nodesOf(uri, 0, ns + topic)).toEqual([`${ns}/gazebo`]);
        expect(await nodesOf(uri, 1, ns + topic)).toContain(`${ns}/f1_brain`);
      }
      expect(await nodesOf(uri, 1, `${ns}/F1ROS/cmd_vel`)).toContain(`${ns}/gazebo`);
      expect(await nodesOf(uri, 2, `${ns}/gazebo/reset_world`)).toEqual([`${ns}/gazebo`]);
    }
    await second.stop('SIGINT', 20_000);
    await first.stop('SIGINT', 20_000);
    for (const { text } of [first, second]) expect(text).not.toMatch(/escalating|has died/);
  });
});
