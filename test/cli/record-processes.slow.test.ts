import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { measureBag } from '../../src/measure/metrics/measure-bag';
import { MAIN, run as runProcess, start, temporaryFolder, writeRing } from '../helpers/command-line';
import { run } from '../helpers/in-process';
import { undisturbed } from '../helpers/undisturbed';
import { contentsOf, jsonOf } from '../session/recording/support/bag-contents';

const folder = temporaryFolder();
const ring = writeRing(folder);
let runs = 0;
const out = () => path.join(folder, `out-${++runs}`);
const LOCKSTEP = ['lap', 'line_follower', '--circuit', ring, '--world', 'lockstep', '--json'];

/** Resolves when the table of a drive under way holds so many decisions. */
async function decided(target: string, decisions: number): Promise<void> {
  const table = path.join(target, 'decisions.csv');
  const rows = () => (existsSync(table) ? readFileSync(table, 'utf8').trim().split('\n').length - 1 : 0);
  while (rows() < decisions) await new Promise((resolve) => setTimeout(resolve, 50));
}

test('a run of low priority records too, though it may not raise it', () => {
  // Root may, unless that right is taken away.
  const asUser = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-sys_nice'] : [];
  const words = [...asUser, 'nice', '-n', '15', process.execPath, MAIN, ...LOCKSTEP, '--out', out()];
  const { stdout, stderr } = spawnSync(words[0]!, words.slice(1), { encoding: 'utf8' });
  expect(stderr).not.toMatch(/cannot begin/);
  expect(JSON.parse(stdout).recording).toMatchObject({ bags: 1, ended_because: 'finished' });
});

describe('a lap over ROS', () => {
  test('that is interrupted saves what it has and ends with 130', async () => {
    const target = out();
    const lap = start([
      'lap',
      'line_follower',
      '--circuit',
      ring,
      '--laps',
      '500',
      '--out',
      target,
      '--json',
    ]);
    await lap.said(/drives ring/);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    lap.child.kill('SIGINT');
    const { code, stdout } = await lap.ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ completed: false, ended_because: 'interrupted' });
    expect(existsSync(path.join(target, 'statistics.json'))).toBe(true);
  });
});

describe('the record of a lap over ROS', () => {
  const driven: number[] = [];

  test('gives the figures that the live node gave', async () => {
    const target = out();
    const args = ['lap', 'line_follower', '--circuit', ring, '--record-images', 'jpeg', '--json'];
    const { code, stdout } = await runProcess([...args, '--out', target]);
    expect(code).toBe(0);
    // What happened beside the node a bag does not tell.
    const { files, recording, incidents, brain_changes, ...live } = JSON.parse(stdout);
    expect(incidents).toMatchObject({ master_lost: 0, time_jumped_back: 0 });
    expect(brain_changes).toBe(0);
    expect(recording).toMatchObject({ bags: 1, ended_because: 'finished', camera_frames_dropped: 0 });
    expect(JSON.parse(readFileSync(files.metrics, 'utf8')).f1_brain).toMatchObject(live);
    const { topics } = await contentsOf(files.recording);
    expect(topics.get('/F1ROS/odom')!.every(({ callerId }) => callerId === '/gazebo')).toBe(true);
    expect(topics.get('/F1ROS/cmd_vel')!.every(({ callerId }) => callerId === '/f1_brain')).toBe(true);
    // A zero command is the last.
    expect(
      topics
        .get('/F1ROS/cmd_vel')!
        .at(-1)!
        .data.every((byte) => byte === 0),
    ).toBe(true);
    expect(jsonOf(topics, '/metadata').f1_brain).toMatchObject({
      record_time: 'wall',
      odometry_stamps: 'simulated',
      wall_contacts: 0,
    });
  });

  test('is complete when the world is lost', async () => {
    const target = out();
    const args = ['lap', 'line_follower', '--circuit', ring, '--laps', '500', '--out', target, '--json'];
    const driving = start(args);
    await driving.said(/drives ring/);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const children = readFileSync(`/proc/${driving.child.pid}/task/${driving.child.pid}/children`, 'utf8');
    process.kill(Number(children.trim().split(' ')[0]), 'SIGKILL');
    const { code, stdout } = await driving.ended;
    expect(code).toBe(1);
    const { files, ended_because } = JSON.parse(stdout);
    expect(ended_because).toBe('world_lost');
    const { topics, scan } = await contentsOf(files.recording);
    expect(scan).toMatchObject({ indexed: true, damage: [] });
    expect(jsonOf(topics, '/metadata').f1_brain).toMatchObject({ ended: { because: 'world_lost' } });
  });

  test('is complete when an uncaught error ends the lap', async () => {
    const brain = path.join(folder, 'crash.yml');
    writeFileSync(brain, 'Behaviors: {Robot: {BrainPath: line_follower}}\n');
    const bomb = path.join(folder, 'bomb.cjs');
    const fuse = path.join(folder, 'fuse');
    writeFileSync(
      bomb,
      `const { isMainThread } = require('node:worker_threads');
      const lit = setInterval(() => {
        if (!require('node:fs').existsSync(${JSON.stringify(fuse)})) return;
        clearInterval(lit);
        throw new Error('bomb');
      }, 50).unref();
      if (!isMainThread) clearInterval(lit);\n`,
    );
    const target = out();
    const args = ['lap', brain, '--circuit', ring, '--laps', '500', '--out', target, '--json'];
    // Threads inherit it, but for them it does nothing; the simulator must not.
    const driving = start(args, {}, ['-r', bomb]);
    await driving.said(/drives ring/);
    await decided(target, 20);
    writeFileSync(fuse, '');
    const { code, stdout, stderr } = await driving.ended;
    expect(stderr).toMatch(/uncaught error, stopping the car: bomb/);
    expect(code).toBe(70);
    const { topics, scan } = await contentsOf(JSON.parse(stdout).files.recording);
    expect(scan).toMatchObject({ indexed: true, damage: [] });
    expect(
      topics
        .get('/F1ROS/cmd_vel')!
        .at(-1)!
        .data.every((byte) => byte === 0),
    ).toBe(true);
  });

  test('that cannot begin is said in one line, and leaves nothing behind', async () => {
    const target = out();
    mkdirSync(target);
    symlinkSync(path.join(target, 'nowhere', 'table'), path.join(target, 'decisions.csv'));
    const { code, stderr } = await run(['lap', 'line_follower', '--circuit', ring, '--out', target]);
    expect(stderr).toMatch(/^f1-brain: .*\.bag: the recording cannot begin: .*decisions\.csv'\n$/);
    expect(code).toBe(6);
    expect(readdirSync(target)).toEqual(['decisions.csv']);
  });

  /** What the bag of a lap that is killed holds. */
  const killed = async () => {
    const target = out();
    const driving = start(['lap', 'line_follower', '--circuit', ring, '--laps', '500', '--out', target]);
    driven.push(driving.child.pid!);
    await driving.said(/drives ring/);
    await decided(target, 40);
    const killed_s = Date.now() / 1000;
    driving.child.kill('SIGKILL');
    await driving.ended;
    const [name] = readdirSync(target).filter((file) => file.endsWith('.bag'));
    const bag = path.join(target, name!);
    const { topics, scan } = await contentsOf(bag);
    expect(scan.indexed).toBe(false);
    const { sec, nsec } = topics.get('/clock')!.at(-1)!;
    expect(killed_s - (sec + nsec * 1e-9)).toBeLessThan(1);
    return { bag, target };
  };

  test('that is killed loses at most the last second', async () => {
    const { bag, target } = await undisturbed(() => driven, killed);
    const { metrics, identity } = await measureBag(bag, { circuit: null });
    expect(metrics.completed_distance_m).toBeGreaterThan(5);
    expect(identity).toMatchObject({ brain: 'line_follower', circuit: 'ring', direction: 'forward' });
    const table = readFileSync(path.join(target, 'decisions.csv'), 'utf8').trim().split('\n');
    expect(table.length).toBeGreaterThan(40);
  });
});

describe('a disk that is full', () => {
  /** Files of the process may not grow beyond `limit_kb`. */
  function limited(limit_kb: number, ...args: string[]) {
    const target = out();
    const words = [process.execPath, MAIN, ...LOCKSTEP, '--out', target, ...args].map((word) => `'${word}'`);
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-c', `ulimit -f ${limit_kb}; ${words.join(' ')}`],
      {
        encoding: 'utf8',
      },
    );
    return { status, stderr, statistics: JSON.parse(stdout), target };
  }

  test('ends the record in one line with a readable bag, and the car drives on', async () => {
    const { status, stderr, statistics } = limited(600, '--laps', '12');
    expect(status).toBe(1);
    expect(statistics).toMatchObject({ completed: true, recording: { ended_because: 'disk_full' } });
    const lines = stderr.split('\n').filter((line) => /recording ended/.test(line));
    expect(lines).toEqual([
      expect.stringMatching(
        /^error: \/.*\.bag: recording ended .*readable.*drive goes on without a recording$/,
      ),
    ]);
    const { topics, scan } = await contentsOf(statistics.files.recording);
    expect(scan).toMatchObject({ indexed: true, damage: [], messages: statistics.recording.messages });
    expect(topics.get('/F1ROS/odom')!.length).toBeGreaterThan(100);
    expect(existsSync(statistics.files.statistics)).toBe(true);
  });

  test('stops the car where that is wanted', () => {
    const { status, stderr, statistics } = limited(600, '--laps', '200', '--on-record-failure', 'stop');
    expect(status).toBe(1);
    expect(statistics).toMatchObject({ completed: false, ended_because: 'recording_failed' });
    expect(stderr).toMatch(/recording ended .*the car is stopped$/m);
  });
});
