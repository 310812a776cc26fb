import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { BagError } from '../../../src/errors';
import { buildExperimentMetrics } from '../../../src/measure/metrics/experiment-metrics';
import { measureBag } from '../../../src/measure/metrics/measure-bag';
import { encodeOdometry } from '../../../src/messages/index';
import { Recording } from '../../../src/session/recording/recording';
import type { RecordingOptions } from '../../../src/session/recording/recording-options';
import { odometryMessage } from '../../helpers/bags';
import { contentsOf, jsonOf } from './support/bag-contents';
import { clock, image, raw, twist } from './support/messages';

const mockWorkers: Worker[] = [];
jest.mock('node:worker_threads', () => {
  const really = jest.requireActual<typeof import('node:worker_threads')>('node:worker_threads');
  return {
    ...really,
    Worker: class extends really.Worker {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        mockWorkers.push(this);
      }
    },
  };
});

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-recording-'));
let bags = 0;

function open(changes: Partial<RecordingOptions> = {}) {
  const stem = path.join(folder, `${++bags}`);
  return Recording.open({
    file: `${stem}.bag`,
    table: `${stem}.csv`,
    metrics: `${stem}.json`,
    compression: 'none',
    callerId: '/f1_brain',
    metadata: null,
    measuring: { circuit: null, perfectLap: null },
    images: 'none',
    worldWaits: false,
    onFailure: () => {},
    onDropped: () => {},
    ...changes,
  });
}

const tick = (sec: number) => raw('/clock', 'rosgraph_msgs/Clock', clock(sec), sec);
const picture = (sec: number) => raw('/camera', 'sensor_msgs/Image', image(640, 480, [sec, 0, 0]), sec);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a recording in its thread', () => {
  it('holds what it was given, in order, with metadata, figures and first picture at the end', async () => {
    const recording = await open();
    expect(recording.wantsFrames).toBe(true);
    void recording.message(picture(1));
    expect(recording.wantsFrames).toBe(false);
    void recording.message(picture(2));
    for (let sec = 3; sec < 303; sec++) void recording.message(tick(sec));
    const outcome = await recording.finish({ world: 'here' });
    expect(outcome).toMatchObject({
      end: 'finished',
      reason: null,
      unmeasured: null,
      unsaved: [],
      messages: 303,
      framesDropped: 0,
      messagesDropped: 0,
    });
    const { topics, scan } = await contentsOf(recording.file);
    expect(scan).toMatchObject({ indexed: true, damage: [], messages: 303, size_bytes: outcome.bytes });
    expect(topics.get('/clock')!.map(({ sec }) => sec)).toEqual(Array.from({ length: 300 }, (_, i) => i + 3));
    expect(jsonOf(topics, '/metadata')).toEqual({ world: 'here' });
    expect(topics.get('/first_image')![0]!.data).toEqual(image(640, 480, [1, 0, 0]));
    // Without odometry there are no figures, but every key that scripts look for.
    const figures = jsonOf(topics, '/experiment_metrics');
    expect(figures).toMatchObject({ completed_distance: null, experiment_total_real_time: null });
    expect(JSON.parse(readFileSync(recording.file.replace('.bag', '.json'), 'utf8'))).toEqual(figures);
  });

  it('says the same of itself as whoever measures its bag later', async () => {
    const recording = await open();
    for (let i = 1; i <= 100; i++) {
      const message = odometryMessage(i / 10, 0, Math.floor(i / 20), (i % 20) * 5e7);
      void recording.message(raw('/F1ROS/odom', 'nav_msgs/Odometry', encodeOdometry(message), i / 20));
    }
    expect((await recording.finish({})).unmeasured).toBeNull();
    const said = JSON.parse(readFileSync(recording.file.replace('.bag', '.json'), 'utf8'));
    const measured = buildExperimentMetrics(await measureBag(recording.file)) as typeof said;
    expect(said.completed_distance).toBeGreaterThan(9);
    expect(said.notes).toEqual(measured.notes);
    expect(JSON.stringify(said.notes)).not.toContain('damaged');
    expect(existsSync(`${recording.file.replace('.bag', '.json')}.tmp`)).toBe(false);
  });

  it('is on the disk soon, though nobody finished it', async () => {
    const recording = await open();
    void recording.message(tick(1));
    let found = await contentsOf(recording.file);
    while (!found.topics.get('/clock')?.length) {
      await pause(50);
      found = await contentsOf(recording.file);
    }
    expect(found.topics.get('/clock')).toHaveLength(1);
    expect(found.scan.indexed).toBe(false);
    await recording.finish({});
  });

  it.each(['none', 'lz4'] as const)(
    'records every picture where it is to, chunks %s',
    async (compression) => {
      const recording = await open({ images: 'raw', compression, worldWaits: true });
      for (let sec = 1; sec <= 120; sec++) {
        const room = recording.message(picture(sec));
        if (room) await room;
      }
      const outcome = await recording.finish({});
      expect(outcome).toMatchObject({ end: 'finished', framesDropped: 0 });
      const { topics, scan } = await contentsOf(recording.file);
      expect(topics.get('/camera')!.map(({ sec }) => sec)).toEqual(
        Array.from({ length: 120 }, (_, i) => i + 1),
      );
      expect(scan.compressions).toEqual([compression]);
    },
  );

  it('leaves pictures out before anything else, says so once, and counts them', async () => {
    let said = 0;
    const recording = await open({
      images: 'raw',
      memory: { bytes: 2 ** 22, spare_bytes: 2 ** 16 },
      onDropped: () => {
        said += 1;
      },
    });
    // The memory between the threads holds four pictures, and nobody waits.
    const same = picture(1);
    for (let sec = 1; sec <= 100; sec++) {
      void recording.message(same);
      void recording.message(raw('/cmd_vel', 'geometry_msgs/Twist', twist(sec), sec));
    }
    const outcome = await recording.finish({});
    const { topics } = await contentsOf(recording.file);
    const pictures = topics.get('/camera')!.length;
    expect(pictures).toBeGreaterThanOrEqual(4);
    expect(outcome.framesDropped).toBe(100 - pictures);
    expect(outcome.framesDropped).toBeGreaterThan(0);
    expect(said).toBe(1);
    expect(topics.get('/cmd_vel')).toHaveLength(100);
    expect(outcome.messagesDropped).toBe(0);
  });

  it('keeps a first picture that is larger than the memory between the threads', async () => {
    const recording = await open();
    void recording.message(raw('/camera', 'sensor_msgs/Image', image(1920, 1080, [7, 8, 9]), 1));
    expect(recording.wantsFrames).toBe(false);
    void recording.message(tick(2));
    expect(await recording.finish({})).toMatchObject({ end: 'finished', unsaved: [], framesDropped: 0 });
    const { topics } = await contentsOf(recording.file);
    expect(topics.get('/first_image')![0]!.data.equals(image(1920, 1080, [7, 8, 9]))).toBe(true);
  });

  it('gives up a table that takes nothing, and records on', async () => {
    const recording = await open({ table: '/dev/full' });
    void recording.message(tick(1));
    const outcome = await recording.finish({});
    expect(outcome).toMatchObject({ end: 'finished', reason: null });
    expect(outcome.unsaved).toEqual([expect.stringMatching(/^\/dev\/full: decisions are missing in it: /)]);
    expect((await contentsOf(recording.file)).topics.get('/clock')).toHaveLength(1);
  });

  it('does not call the time of its thread its cost where others make jpeg', async () => {
    const recording = await open({ images: 'jpeg' });
    void recording.message(picture(1));
    expect((await recording.finish({})).threadTime_ms).toBeNull();
    expect((await contentsOf(recording.file)).topics.get('/camera/compressed')).toHaveLength(1);
  });

  it('gives each publisher of a topic its own connection', async () => {
    const recording = await open();
    for (let sec = 1; sec <= 4; sec++) {
      void recording.message({ ...tick(sec), callerId: sec % 2 ? '/odd' : '/even' });
    }
    await recording.finish({});
    const found = (await contentsOf(recording.file)).topics.get('/clock')!;
    expect(found.map(({ callerId }) => callerId)).toEqual(['/odd', '/even', '/odd', '/even']);
  });

  it('whose thread is lost says what it was given, and how to get at it', async () => {
    const failures: string[] = [];
    const recording = await open({
      memory: { bytes: 2 ** 16, spare_bytes: 0 },
      onFailure: ({ end }) => failures.push(end),
    });
    void recording.message(tick(1));
    await pause(1000);
    // Ends a real thread in the middle of its work, as a lack of memory does; then nothing empties the ring.
    const ended = mockWorkers.at(-1)!.terminate();
    while (recording.wantsFrames) {
      for (let sec = 2; sec < 2000; sec++) void recording.message(tick(sec));
      await pause(1);
    }
    await ended;
    const outcome = await recording.finish({});
    expect(failures).toEqual(['thread_lost']);
    expect(outcome).toMatchObject({ end: 'thread_lost', bytes: statSync(recording.file).size });
    expect(outcome.messages).toBeGreaterThan(0);
    expect(outcome.reason).toMatch(/its thread ended; rosbag reindex recovers what is on the disk$/);
    await pause(20);
  });

  it('takes over the thread of one that is complete, and no other', async () => {
    const [first, beside] = [await open(), await open()];
    const before = mockWorkers.length;
    void first.message(tick(1));
    await first.finish({});
    const next = await open();
    expect(mockWorkers).toHaveLength(before);
    for (let sec = 5; sec < 8; sec++) void next.message(tick(sec));
    void beside.message(tick(2));
    expect(await next.finish({})).toMatchObject({ end: 'finished', messages: 5 });
    const found = (await contentsOf(next.file)).topics.get('/clock')!;
    expect(found.map(({ sec }) => sec)).toEqual([5, 6, 7]);
    await beside.finish({});
  });

  it('takes nothing more once it is finished, and may be finished twice', async () => {
    const recording = await open();
    void recording.message(tick(1));
    const [first, second] = await Promise.all([recording.finish({}), recording.finish({})]);
    void recording.message(tick(2));
    expect(second).toBe(first);
    expect((await contentsOf(recording.file)).topics.get('/clock')).toHaveLength(1);
    expect(recording.wantsFrames).toBe(false);
  });

  it('fails once, in one line, when a message cannot be written', async () => {
    const failures: string[] = [];
    const recording = await open({ onFailure: ({ end, reason }) => failures.push(`${end}: ${reason}`) });
    void recording.message(tick(1));
    void recording.message(raw('/odd', 'odd_msgs/Odd', new Uint8Array(3), 2));
    while (failures.length === 0) await pause(20);
    expect(failures).toEqual([expect.stringMatching(/^write_failed: odd_msgs\/Odd: no definition/)]);
    void recording.message(tick(3));
    expect(await recording.finish({})).toMatchObject({ end: 'write_failed', messages: 1 });
    expect((await contentsOf(recording.file)).scan).toMatchObject({ messages: 1, indexed: true, damage: [] });
    // What there is of it is measured all the same.
    expect(existsSync(recording.file.replace('.bag', '.json'))).toBe(true);
  });

  it('refuses a file that cannot be made', async () => {
    const file = path.join(folder, 'nowhere', 'a.bag');
    await expect(open({ file })).rejects.toThrow(BagError);
    const there = path.join(folder, 'table-nowhere.bag');
    await expect(open({ file: there, table: path.join(folder, 'nowhere', 'a.csv') })).rejects.toThrow(
      /the recording cannot begin: .*nowhere/,
    );
    // Nothing is left behind where no recording began, nor is what was there written over.
    expect(existsSync(there)).toBe(false);
    await expect(open({ file: '/dev/full', table: null })).rejects.toThrow(/\/dev\/full/);
    expect(existsSync('/dev/full')).toBe(true);
    expect(existsSync(file)).toBe(false);
  });
});
