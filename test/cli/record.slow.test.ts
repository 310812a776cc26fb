import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BEHAVIOR_METRICS_KEYS } from '../../src/measure/metrics/behavior-metrics/result';
import { decodeImage } from '../../src/messages/index';
import { temporaryFolder, writeRing } from '../helpers/command-line';
import { call, run } from '../helpers/in-process';
import { METADATA_KEYS } from '../helpers/metadata-keys';
import { contentsOf, jsonOf } from '../session/recording/support/bag-contents';

const folder = temporaryFolder();
const ring = writeRing(folder);
let runs = 0;
const out = () => path.join(folder, `out-${++runs}`);
const LOCKSTEP = ['lap', 'line_follower', '--circuit', ring, '--world', 'lockstep', '--json'];

async function lap(...args: string[]) {
  const target = out();
  const ended = await run([...LOCKSTEP, '--out', target, ...args]);
  return { ...ended, statistics: JSON.parse(ended.stdout), target };
}

describe('the record of a lap in lockstep', () => {
  test('holds what was driven and decided, and at its end what scripts look for', async () => {
    const { code, statistics, target } = await lap();
    expect(code).toBe(0);
    const { recording, metrics, decisions } = statistics.files;
    expect(path.basename(recording)).toMatch(/^\d{8}-\d{6}\.bag$/);
    expect(metrics).toBe(recording.replace(/bag$/, 'json'));
    expect(decisions).toBe(path.join(target, 'decisions.csv'));
    const { topics, scan } = await contentsOf(recording);
    expect(scan).toMatchObject({ indexed: true, damage: [] });
    expect(statistics.recording).toMatchObject({
      bags: 1,
      messages: scan.messages,
      bytes: scan.size_bytes,
      camera_frames_dropped: 0,
      messages_dropped: 0,
      ended_because: 'finished',
    });
    expect([...topics.keys()].sort()).toEqual([
      '/F1ROS/cmd_vel',
      '/F1ROS/odom',
      '/clock',
      '/experiment_metrics',
      '/f1_brain/decision/json',
      '/first_image',
      '/metadata',
    ]);
    const { answered } = statistics.frames;
    expect(topics.get('/f1_brain/decision/json')).toHaveLength(answered);
    expect(readFileSync(decisions, 'utf8').trim().split('\n')).toHaveLength(answered + 1);
    const [picture] = topics.get('/first_image')!;
    expect(decodeImage(picture!.data)).toMatchObject({ width: 640, height: 480, encoding: 'rgb8' });
    const metadata = jsonOf(topics, '/metadata');
    expect(Object.keys(metadata)).toEqual(expect.arrayContaining(METADATA_KEYS));
    expect(metadata.f1_brain).toMatchObject({
      circuit: 'ring',
      direction: 'forward',
      laps: 1,
      seed: 1,
      world: 'lockstep',
      wall_contacts: 0,
      ended: { because: 'completed' },
      record_time: 'simulated',
      frames: statistics.frames,
    });
    const figures = jsonOf(topics, '/experiment_metrics');
    expect(Object.keys(figures)).toEqual(expect.arrayContaining([...BEHAVIOR_METRICS_KEYS]));
    expect(figures.experiment_total_real_time).toBeGreaterThan(0);
    expect(JSON.parse(readFileSync(metrics, 'utf8'))).toEqual(figures);
  });

  test('gives the figures that the live node gave', async () => {
    const { statistics } = await lap('--laps', '2', '--direction', 'reverse');
    const { files: _, recording: __, ...live } = statistics;
    expect(JSON.parse(readFileSync(statistics.files.metrics, 'utf8')).f1_brain).toMatchObject(live);
  });

  test('is the same for the same seed, byte by byte, but for what the machine took', async () => {
    const hashes = async () => {
      const { statistics } = await lap('--seed', '3', '--record-images', 'raw');
      const { topics } = await contentsOf(statistics.files.recording);
      return ['/F1ROS/odom', '/clock', '/F1ROS/cmd_vel', '/F1ROS/cameraL/image_raw', '/first_image'].map(
        (topic) => {
          const hash = createHash('sha256');
          for (const { data, sec, nsec } of topics.get(topic)!) hash.update(`${sec} ${nsec}`).update(data);
          return [topic, topics.get(topic)!.length, hash.digest('hex')];
        },
      );
    };
    expect(await hashes()).toEqual(await hashes());
  });

  test('holds every camera frame where it is to, raw or as jpeg, in chunks of lz4 too', async () => {
    const { statistics: raw } = await lap('--record-images', 'raw', '--record-compression', 'lz4');
    const { topics, scan } = await contentsOf(raw.files.recording);
    // The last frame may show the finish, when nobody has to answer any more.
    const after = topics.get('/F1ROS/cameraL/image_raw')!.length - raw.frames.received;
    expect([0, 1]).toContain(after);
    expect(scan.compressions).toEqual(['lz4']);
    const { statistics: jpeg } = await lap('--record-images', 'jpeg');
    const jpegs = (await contentsOf(jpeg.files.recording)).topics.get('/F1ROS/cameraL/image_raw/compressed');
    expect(jpegs!.length - jpeg.frames.received).toBe(after);
    expect(jpeg.recording.bytes).toBeLessThan(raw.recording.bytes / 4);
  });

  test('of an earlier run in the same folder stays as it was', async () => {
    const { target, statistics: first } = await lap();
    const before = readdirSync(target).map((file) => [file, readFileSync(path.join(target, file), 'hex')]);
    const again = await run([...LOCKSTEP, '--out', target]);
    const { files } = JSON.parse(again.stdout);
    const after = readdirSync(target);
    expect(after).toHaveLength(2 * before.length);
    expect(before.map(([file]) => [file, readFileSync(path.join(target, file!), 'hex')])).toEqual(before);
    expect(files).toMatchObject({
      decisions: path.join(target, 'decisions-2.csv'),
      statistics: path.join(target, 'statistics-2.json'),
      picture: path.join(target, 'lap-2.png'),
    });
    expect(files.recording).not.toBe(first.files.recording);
    expect(JSON.parse(readFileSync(files.statistics, 'utf8')).files).toEqual(files);
  });

  test('is left out on demand, by flag or YAML, and the flag goes first', async () => {
    const { code, statistics, target } = await lap('--no-record');
    expect(code).toBe(0);
    expect(statistics.recording).toBeNull();
    expect(readdirSync(target).sort()).toEqual(['lap.png', 'statistics.json']);
    const brain = path.join(folder, 'silent.yml');
    writeFileSync(brain, 'Behaviors: {Robot: {BrainPath: line_follower}, Recording: {Enabled: false}}\n');
    const args = ['lap', brain, '--circuit', ring, '--world', 'lockstep', '--json'];
    expect(JSON.parse((await run([...args, '--out', out()])).stdout).recording).toBeNull();
    expect(JSON.parse((await run([...args, '--record', '--out', out()])).stdout).recording).toMatchObject({
      bags: 1,
    });
  });

  test('that is interrupted is complete all the same', async () => {
    const target = out();
    const driving = call([...LOCKSTEP, '--laps', '5000', '--out', target]);
    await driving.said(/% /);
    driving.signals.send('SIGINT');
    const { code, stdout } = await driving.ended;
    expect(code).toBe(130);
    const { files, ...live } = JSON.parse(stdout);
    const { topics, scan } = await contentsOf(files.recording);
    expect(scan).toMatchObject({ indexed: true, damage: [] });
    expect(jsonOf(topics, '/metadata').f1_brain).toMatchObject({ ended: { because: 'interrupted' } });
    const { recording: _, ...figures } = live;
    expect(JSON.parse(readFileSync(files.metrics, 'utf8')).f1_brain).toMatchObject(figures);
  });
});
