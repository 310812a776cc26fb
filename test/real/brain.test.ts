import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { undisturbed } from '../helpers/undisturbed';
import { realDrive, realFrames } from './support/pictures';
import { type Child, freePort, Processes, PYTHON, ROOT } from './support/processes';
import { eventually, startRoscore } from './support/roscore';
import { correlation, twistsOf } from './support/twists';

const CLI = path.join(ROOT, 'dist', 'cli', 'main.js');
const BENCH = path.join(ROOT, 'bench', 'ros_roundtrip.py');
const DRIVES = /^\/f1_brain drives with/;

describe.each(['pilotnet', 'line_follower'])('f1-brain run %s under a real roscore', (brain) => {
  let processes: Processes;
  let core: Child;
  let node: Child;
  let recorder: Child;

  const start = (...args: string[]) => {
    const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-out-'));
    // Each command is counted as the answer to a frame.
    const own = ['--compensation', 'off'];
    return processes.start(process.execPath, [CLI, 'run', brain, '--out', out, ...own, ...args]);
  };

  beforeAll(async () => {
    processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    core = await startRoscore(processes);
    recorder = processes.python('twist_recorder.py');
    await recorder.line(/^ready$/);
    node = start();
    await node.line(DRIVES);
  });

  afterAll(() => processes.killAll());

  const moves = (from: number) =>
    twistsOf(recorder)
      .slice(from)
      .some(({ v_mps }) => v_mps > 0);
  const stands = () => twistsOf(recorder).at(-1)?.v_mps === 0 && twistsOf(recorder).at(-1)?.w_radps === 0;

  (realFrames() ? it : it.skip)('answers each recorded frame of a rospy process', async () => {
    const words = ['--rate', '10', '--count', '80', '--warmup', '10', '--frames', realFrames() ?? ''];
    await undisturbed(
      () => processes.pids(),
      async () => {
        const out = await processes.run(PYTHON, BENCH, ...words);
        expect(JSON.parse(out)).toMatchObject({ answered: 80, lost: 0 });
      },
    );
    await eventually(stands);
  });

  it('stops the car when the camera stops, and drives on with a new one that was killed and restarted', async () => {
    const args = realFrames() ? ['--frames', realFrames() ?? ''] : [];
    const camera = processes.python('camera.py', ...args);
    const first = twistsOf(recorder).length;
    await eventually(() => (realFrames() ? moves(first) : twistsOf(recorder).length > first));
    camera.signalGroup('SIGKILL');
    await camera.ended;
    await eventually(stands);
    const standing = twistsOf(recorder).length;
    const again = processes.python('camera.py', ...args);
    await again.line(/^ready$/);
    await eventually(() => (realFrames() ? moves(standing) : twistsOf(recorder).length > standing), 10_000);
    await again.stop();
    await eventually(stands);
  });

  it('finds its way back after roscore and camera were killed and restarted', async () => {
    const before = node.lines.length;
    await recorder.stop();
    await core.stop('SIGTERM');
    await node.line(/ROS master .* is gone/, 10_000, before);
    core = await startRoscore(processes);
    await node.line(/ROS master .* is back/, 10_000, before);
    recorder = processes.python('twist_recorder.py');
    await recorder.line(/^ready$/);
    expect(twistsOf(recorder).every(({ v_mps }) => v_mps === 0)).toBe(true);
    const args = realFrames() ? ['--frames', realFrames() ?? ''] : [];
    const camera = processes.python('camera.py', ...args);
    await camera.line(/^ready$/);
    await eventually(() => twistsOf(recorder).length > 0, 10_000);
    await camera.stop();
    await eventually(stands);
  });

  (realFrames() ? it : it.skip)(
    'keeps the car standing while roscore is away, though the camera goes on',
    async () => {
      const camera = processes.python('camera.py', '--frames', realFrames() ?? '');
      const first = twistsOf(recorder).length;
      await eventually(() => moves(first));
      const before = node.lines.length;
      await core.stop('SIGTERM');
      await node.line(/ROS master .* is gone/, 10_000, before);
      await eventually(stands);
      const standing = twistsOf(recorder).length;
      await camera.line(/^sent \d+/, 5000, camera.lines.length);
      expect(moves(standing)).toBe(false);
      core = await startRoscore(processes);
      await node.line(/ROS master .* is back/, 10_000, before);
      await eventually(() => moves(standing), 10_000);
      await camera.stop();
      await eventually(stands);
    },
  );

  it('leaves a zero command as the last one after Ctrl-C in the middle of driving', async () => {
    const args = realFrames() ? ['--frames', realFrames() ?? ''] : [];
    const camera = processes.python('camera.py', ...args);
    const first = twistsOf(recorder).length;
    await eventually(() => twistsOf(recorder).length > first + 10);
    expect(await node.stop('SIGINT')).toBe(0);
    // The recorder is a process of its own: what it was sent is read a moment later.
    await eventually(stands);
    const commands = twistsOf(recorder).length;
    await camera.line(/^sent \d+/, 5000, camera.lines.length);
    expect(twistsOf(recorder)).toHaveLength(commands);
    await camera.stop();
  });

  it('waits for a master that is not there, and says so', async () => {
    const port = await freePort();
    const alone = new Processes(`http://127.0.0.1:${port}`);
    const early = alone.start(process.execPath, [CLI, 'run', brain, '--out', processes.env.ROS_HOME ?? '']);
    await early.line(/no ROS master at/);
    await startRoscore(alone);
    await early.line(/ROS master found at/);
    await early.line(DRIVES);
    expect(await early.stop('SIGTERM')).toBe(0);
    await alone.killAll();
  });
});

(realDrive() ? describe : describe.skip)('a recorded Gazebo drive, played back', () => {
  let processes: Processes;

  beforeAll(async () => {
    processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    await startRoscore(processes);
  });

  afterAll(() => processes.killAll());

  it.each(['pilotnet', 'line_follower'])('is steered by %s much as it was then', (brain) =>
    undisturbed(
      () => processes.pids(),
      () => isSteeredAsThen(brain),
    ),
  );

  async function isSteeredAsThen(brain: string): Promise<void> {
    // Both brains drive at once in this graph: each under its own command topic.
    const topic = `/${brain}/cmd_vel`;
    const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-out-'));
    const node = processes.start(process.execPath, [CLI, 'run', brain, '--out', out, `cmd_vel:=${topic}`]);
    await node.line(DRIVES);
    const ours = processes.python('twist_recorder.py', topic);
    const theirs = processes.python('twist_recorder.py', '/recorded/cmd_vel');
    await ours.line(/^ready$/);
    await theirs.line(/^ready$/);
    const bag = processes.start('rosbag', [
      'play',
      '--quiet',
      '--wait-for-subscribers',
      realDrive() ?? '',
      '/F1ROS/cmd_vel:=/recorded/cmd_vel',
      '--topics',
      '/F1ROS/cameraL/image_raw',
      '/F1ROS/odom',
      '/F1ROS/cmd_vel',
      '/clock',
    ]);
    expect(await bag.ended).toBe(0);
    await node.stop('SIGINT');
    const answers = twistsOf(ours).filter(({ v_mps }) => v_mps > 0);
    expect(answers.length).toBeGreaterThan(140);
    const recorded = twistsOf(theirs);
    const pairs = answers.map((answer) => {
      const nearest = recorded.reduce((best, one) =>
        Math.abs(one.wall_s - answer.wall_s) < Math.abs(best.wall_s - answer.wall_s) ? one : best,
      );
      return [answer.w_radps, nearest.w_radps] as const;
    });
    expect(
      correlation(
        pairs.map(([w]) => w),
        pairs.map(([, w]) => w),
      ),
    ).toBeGreaterThan(0.5);
    await ours.stop();
    await theirs.stop();
  }
});

describe('the built-in world as a ROS node', () => {
  it('is driven in, killed, restarted, and driven in again', async () => {
    const processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    try {
      await startRoscore(processes);
      const recorder = processes.python('twist_recorder.py');
      await recorder.line(/^ready$/);
      const simulate = () => processes.start(process.execPath, [CLI, 'simulate']);
      const world = simulate();
      await world.line(/is ready/);
      const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-out-'));
      const node = processes.start(process.execPath, [CLI, 'run', 'line_follower', '--out', out]);
      const speed = () => twistsOf(recorder).at(-1)?.v_mps ?? 0;
      await eventually(() => speed() > 0);
      const info = await processes.run('rosnode', 'info', '/gazebo');
      expect(info).toContain('* /F1ROS/cameraL/image_raw [sensor_msgs/Image]');
      expect(info).toContain('* /gazebo/set_model_state');
      const state = await processes.run('rostopic', 'echo', '-n', '1', '/F1ROS/odom/child_frame_id');
      expect(state).toContain('xf1');
      world.signalGroup('SIGKILL');
      await world.ended;
      await eventually(() => speed() === 0);
      await simulate().line(/is ready/);
      await eventually(() => speed() > 0, 10_000);
      expect(await node.stop('SIGINT')).toBe(0);
      await eventually(() => speed() === 0);
    } finally {
      await processes.killAll();
    }
  });
});

describe('roslaunch', () => {
  it('starts the node by package and name, and stops it with the car standing', async () => {
    const processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    try {
      await startRoscore(processes);
      const recorder = processes.python('twist_recorder.py', '/car/cmd_vel');
      await recorder.line(/^ready$/);
      const launch = processes.start('roslaunch', [
        'f1_brain',
        'brain.launch',
        'brain:=line_follower',
        'cmd_vel:=/car/cmd_vel',
        'camera:=/front/image_raw',
        `out:=${mkdtempSync(path.join(tmpdir(), 'f1-brain-out-'))}`,
      ]);
      await launch.line(DRIVES, 60_000);
      const camera = processes.python('camera.py', '--topic', '/front/image_raw');
      await eventually(() => twistsOf(recorder).length > 5);
      await launch.stop('SIGINT', 20_000);
      expect(launch.text).toMatch(/\[f1_brain-1\] killing on exit/);
      expect(launch.text).not.toMatch(/escalating|has died/);
      await eventually(() => {
        const last = twistsOf(recorder).at(-1);
        return last?.v_mps === 0 && last.w_radps === 0;
      });
      await camera.stop();
    } finally {
      await processes.killAll();
    }
  });
});
