import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeRing } from '../helpers/command-line';
import { METADATA_KEYS } from '../helpers/metadata-keys';
import { undisturbed } from '../helpers/undisturbed';
import { CarLog } from './support/car-log';
import { type Child, freePort, Processes, PYTHON, ROOT } from './support/processes';
import { pythonMessages } from './support/python-messages';
import { eventually, startRoscore } from './support/roscore';
import { whyNoDisks } from './support/small-disk';
import { twistsOf } from './support/twists';

const CLI = path.join(ROOT, 'dist', 'cli', 'main.js');
const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-record-'));
const ring = writeRing(folder);
let outs = 0;
const noDisks = whyNoDisks();
if (noDisks !== null) process.stderr.write(`Left out: a disk that fills up (${noDisks})\n`);

function out(): string {
  const made = path.join(folder, `out-${++outs}`);
  mkdirSync(made);
  return made;
}

const bagsIn = (where: string) =>
  readdirSync(where)
    .filter((name) => name.endsWith('.bag'))
    .sort((a, b) => a.length - b.length || a.localeCompare(b))
    .map((name) => path.join(where, name));

const METRIC_KEYS = [
  'completed_distance',
  'average_speed',
  'percentage_completed',
  'lap_seconds',
  'circuit_diameter',
  'position_deviation_mae',
  'position_deviation_total_err',
  'brain_iterations_frequency_real_time',
  'brain_iterations_frequency_simulated_time',
  'target_brain_iterations_real_time',
  'target_brain_iterations_simulated_time',
  'mean_brain_iterations_real_time',
  'mean_brain_iterations_simulated_time',
  'mean_inference_time',
  'frame_rate',
  'gpu_inference',
  'suddenness_distance',
  'real_time_factor',
  'real_time_update_rate',
  'experiment_total_simulated_time',
  'experiment_total_real_time',
];

const offline = new Processes('http://127.0.0.1:1');
afterAll(async () => {
  await offline.killAll();
  rmSync(folder, { recursive: true, force: true });
});

interface Read {
  messages: Record<string, number>;
  types: Record<string, string>;
  odometry: { frame: string; x_m: number; v_mps: number };
  command: [number, number];
  first_image: [number, number, string, number];
  decision: { sequence: number; brain: string };
  '/metadata': Record<string, unknown>;
  '/experiment_metrics': Record<string, unknown>;
}

async function readWithRosbag(bag: string): Promise<Read> {
  const text = await offline.run(PYTHON, path.join(__dirname, 'support', 'read_bag.py'), bag);
  return JSON.parse(text) as Read;
}

async function check(bag: string): Promise<string> {
  const child = offline.start('rosbag', ['check', bag]);
  expect(await child.ended).toBe(0);
  return child.text;
}

describe.each([
  ['lockstep', []],
  ['lockstep', ['--record-images', 'raw', '--record-compression', 'lz4']],
  ['ros', ['--record-images', 'jpeg']],
])('the bag of a lap (%s %s)', (world, extra) => {
  let bag: string;

  beforeAll(async () => {
    const target = out();
    const words = ['lap', 'line_follower', '--circuit', ring, '--world', world, '--out', target, ...extra];
    await offline.run(process.execPath, CLI, ...words);
    bag = bagsIn(target)[0]!;
  });

  it('is whole to rosbag info and rosbag check', async () => {
    const info = await offline.run('rosbag', 'info', bag);
    expect(info).toMatch(/\/F1ROS\/odom +\d+ msgs +: nav_msgs\/Odometry/);
    expect(info).toMatch(/\/f1_brain\/decision\/json +\d+ msgs +: std_msgs\/String/);
    expect(info).toMatch(extra.includes('lz4') ? /compression: +lz4/ : /compression: +none/);
    expect(await check(bag)).toContain('does not need any migrations');
  });

  it('gives its messages to the Python API, with every key that scripts look for', async () => {
    const read = await readWithRosbag(bag);
    expect(read.types).toMatchObject({
      '/clock': 'rosgraph_msgs/Clock',
      '/F1ROS/odom': 'nav_msgs/Odometry',
      '/F1ROS/cmd_vel': 'geometry_msgs/Twist',
      '/metadata': 'std_msgs/String',
      '/experiment_metrics': 'std_msgs/String',
      '/first_image': 'sensor_msgs/Image',
    });
    expect(read.odometry).toMatchObject({ frame: 'odom' });
    expect(read.command).toEqual([0, 0]);
    expect(read.first_image).toEqual([640, 480, 'rgb8', 921_600]);
    expect(read.decision.brain).toBe('line_follower');
    expect(Object.keys(read['/metadata'])).toEqual(expect.arrayContaining(METADATA_KEYS));
    expect(Object.keys(read['/experiment_metrics'])).toEqual(expect.arrayContaining(METRIC_KEYS));
    expect(read['/experiment_metrics'].completed_distance).toBeGreaterThan(45);
    const pictures =
      read.messages['/F1ROS/cameraL/image_raw'] ?? read.messages['/F1ROS/cameraL/image_raw/compressed'];
    expect((pictures ?? 0) > 50).toBe(extra.length > 0);
  });
});

describe('recording under a real roscore', () => {
  let processes: Processes;

  beforeAll(async () => {
    processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    await startRoscore(processes);
    const world = processes.start(process.execPath, [CLI, 'simulate', '--circuit', ring]);
    await world.line(/is ready/);
  });

  afterAll(() => processes.killAll());

  const drive = async (...words: string[]) => {
    const target = out();
    // Commands are counted as decisions.
    const own = ['--compensation', 'off', '--json'];
    const args = [CLI, 'run', 'line_follower', '--circuit', ring, '--out', target, ...own, ...words];
    const node = processes.start(process.execPath, args);
    await node.line(/^\/f1_brain drives with/);
    return { node, target };
  };
  const call = (service: string) => processes.run('rosservice', 'call', `/f1_brain/${service}`);
  const timed = (test: () => Promise<void>) => undisturbed(() => processes.pids(), test);

  /** Switches the recording of a drive off and on. */
  const switches = async (recorder: Child, { node, target }: Awaited<ReturnType<typeof drive>>) => {
    /** Waits until so many more commands came, each with its decision. */
    const drives = async (commands: number) => {
      const from = twistsOf(recorder).length;
      await eventually(() => twistsOf(recorder).length >= from + commands);
    };
    await eventually(() => (twistsOf(recorder).at(-1)?.v_mps ?? 0) > 0);
    expect(await call('start_recording')).toMatch(/success: False[\s\S]*recording is on already/);
    await drives(25);
    const before = twistsOf(recorder).length;
    const stopped = await call('stop_recording');
    expect(stopped).toMatch(/success: True/);
    const [first] = bagsIn(target);
    expect(stopped).toContain(first);
    // Completing a bag stops neither frames nor commands.
    const between = twistsOf(recorder).slice(Math.max(0, before - 1));
    const gaps = between.slice(1).map((twist, i) => twist.wall_s - between[i]!.wall_s);
    expect(between.some(({ v_mps }) => v_mps === 0)).toBe(false);
    expect(Math.max(...gaps)).toBeLessThan(0.3);
    expect(await call('stop_recording')).toMatch(/success: False[\s\S]*recording is off already/);
    const whole = await readWithRosbag(first!);
    expect(Object.keys(whole['/metadata'])).toEqual(expect.arrayContaining(METADATA_KEYS));
    expect(whole['/metadata'].f1_brain).toMatchObject({ ended: null, endless: true });

    expect(await call('start_recording')).toMatch(/success: True[\s\S]*-2\.bag/);
    await drives(25);
    expect(await node.stop('SIGINT')).toBe(0);
    const [, second] = bagsIn(target);
    const { messages, command, '/metadata': metadata } = await readWithRosbag(second!);
    expect(messages['/f1_brain/decision/json']).toBeGreaterThan(15);
    expect(command).toEqual([0, 0]);
    expect(metadata.f1_brain).toMatchObject({ ended: { because: 'interrupted' } });
    const statistics = JSON.parse(node.lines.find((line) => line.startsWith('{'))!);
    expect(statistics.recording).toMatchObject({ bags: 2, ended_because: 'finished' });
    expect(statistics.files).toMatchObject({ recording: first, recording_2: second });
  };

  it('is switched off and on with rosservice while the car drives on', async () => {
    const recorder = processes.python('twist_recorder.py');
    await recorder.line(/^ready$/);
    await timed(async () => {
      const driven = await drive();
      try {
        await switches(recorder, driven);
      } finally {
        if (driven.node.running) await driven.node.stop();
      }
    });
    await recorder.stop();
  });

  it('can be switched on in a run that began without', async () => {
    const log = new CarLog(processes.python('car_recorder.py'));
    const { node, target } = await drive('--no-record');
    expect(await call('stop_recording')).toMatch(/success: False[\s\S]*recording is off already/);
    expect(bagsIn(target)).toEqual([]);
    expect(await call('start_recording')).toMatch(/success: True/);
    const from = log.poses().length;
    await eventually(() => log.poses().length > from + 20);
    expect(await call('stop_recording')).toMatch(/success: True/);
    expect(await node.stop('SIGINT')).toBe(0);
    const [bag] = bagsIn(target);
    expect((await readWithRosbag(bag!)).messages['/F1ROS/odom']).toBeGreaterThan(10);
  });

  it('leaves a bag that rosbag reindex makes whole when the node is killed', async () => {
    await timed(async () => {
      const log = new CarLog(processes.python('car_recorder.py'));
      const { node, target } = await drive();
      await eventually(() => log.twists().length > 60);
      const killed_s = Date.now() / 1000;
      node.signal('SIGKILL');
      await node.ended;
      const [bag] = bagsIn(target);
      await offline.run('rosbag', 'reindex', bag!);
      expect(await check(bag!)).toContain('does not need any migrations');
      const info = await offline.run('rosbag', 'info', '-y', '-k', 'end', bag!);
      expect(killed_s - Number(info)).toBeLessThan(1);
      expect((await readWithRosbag(bag!)).messages['/f1_brain/decision/json']).toBeGreaterThan(20);
    });
  });

  it('tells its decisions live under ~decision', async () => {
    const { node } = await drive('--no-record');
    const child = processes.start('rostopic', ['echo', '-n', '3', '/f1_brain/decision'], {
      PYTHONPATH: pythonMessages(folder),
    });
    expect(await child.ended).toBe(0);
    expect(child.text).toMatch(/brain: "line_follower"/);
    expect(child.text.match(/frame_sequence: [1-9]/g)).toHaveLength(3);
    expect(await node.stop('SIGINT')).toBe(0);
  });

  (noDisks === null ? it : it.skip)('survives a disk that fills up', async () => {
    const disk = out();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=18m', 'tmpfs', disk]);
    try {
      const args = [CLI, 'run', 'line_follower', '--circuit', ring, '--out', disk, '--record-images', 'raw'];
      const node = processes.start(process.execPath, args);
      const line = await node.line(/recording ended/);
      expect(line).toMatch(
        /^error: .*\.bag: .*(the disk is full|MB are free, which are kept).*the drive goes on without a recording$/,
      );
      const state = await processes.run('rosservice', 'call', '/f1_brain/stop_recording');
      expect(state).toMatch(/success: False/);
      expect(await node.stop('SIGINT')).toBe(1);
      const [bag] = bagsIn(disk);
      expect(await check(bag!)).toContain('does not need any migrations');
      expect(await offline.run('rosbag', 'info', bag!)).toContain('/F1ROS/cameraL/image_raw');
      rmSync(bag!);
      // Where it is to, the car stops with the recording, and the node ends.
      const stopping = processes.start(process.execPath, [...args, '--on-record-failure', 'stop']);
      await stopping.line(/recording ended .*the car is stopped$/);
      expect(await stopping.ended).toBe(1);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
