import { renameSync, rmSync } from 'node:fs';
import type { Circuit } from '../../src/circuit/circuit';
import { loadCircuit } from '../../src/circuit/load';
import { BagError } from '../../src/errors';
import { openRecording } from '../../src/replay/open-recording';
import type { Recording } from '../../src/replay/recording';
import { BagFolder } from '../helpers/bags';
import { beside, DriveBag, odometryOf, rosTime } from '../helpers/drive-bag';
import { addMoments, moments, type PlainBagOptions, plainBag } from './support/plain-bag';

const folder = new BagFolder();
let circuit: Circuit;
const opened: Recording[] = [];

beforeAll(async () => {
  circuit = await loadCircuit('simple_circuit');
});
afterEach(async () => {
  for (const recording of opened.splice(0)) await recording.close();
});

async function open(bytes: Buffer, options: Parameters<typeof openRecording>[1] = {}): Promise<Recording> {
  const recording = await openRecording(folder.write(bytes), options);
  opened.push(recording);
  return recording;
}
const openPlain = (count: number, options: PlainBagOptions = {}) =>
  open(plainBag(circuit, moments(count), options).bytes());

describe('a recording', () => {
  it('has poses along the circuit, commands and images, and lacks nothing', async () => {
    const recording = await openPlain(20);
    expect(recording.circuit?.name).toBe('simple_circuit');
    expect(recording.run.brain).toBe('test brain');
    expect(recording.duration_s).toBeCloseTo(1.9, 6);
    expect([recording.poses.length, recording.commands.length, recording.images.length]).toEqual([
      20, 20, 20,
    ]);
    const pose = recording.poses.row(7);
    expect(pose).toMatchObject({ sim_s: 10.7, v_mps: 10 });
    expect(pose.time_s).toBeCloseTo(0.7, 6);
    expect(pose.distance_m).toBeCloseTo(7, 2);
    expect(pose.deviation_m).toBeCloseTo(0, 2);
    expect(recording.commands.row(7)).toMatchObject({
      v_mps: 10,
      w_radps: 0.7,
      image: 7,
      step_ms: 1.5,
      latency_ms: 2,
    });
    expect(recording.images.row(7)).toMatchObject({
      index: 7,
      answer: 7,
      command: { v_mps: 10, w_radps: 0.7 },
    });
    expect(recording.missing).toEqual([]);
    expect(recording.metrics?.completed_distance_m).toBeCloseTo(19, 0);
  });

  it('finds the newest row at or before a time', async () => {
    const { images } = await openPlain(5);
    expect([-0.01, 0, 0.05, 0.1001, 9].map((time_s) => images.indexAt(time_s))).toEqual([null, 0, 0, 1, 4]);
    expect(images.at(-1)).toBeNull();
    expect(images.at(0.25)?.index).toBe(2);
  });

  it.each(['none', 'lz4'] as const)(
    'reads its images in any order, compressed by %s',
    async (compression) => {
      const recording = await openPlain(30, { compression, chunk_bytes: 1000 });
      for (const index of [29, 0, 17, 18, 3]) {
        const frame = await recording.readImage(index);
        expect(frame).toMatchObject({ width: 8, height: 4, encoding: 'rgb8', sequence: index });
        expect([...new Set(frame.data)]).toEqual([index + 1]);
      }
      // Each owns its pixels, also of those asked for at once.
      const frames = await Promise.all([1, 2, 3].map((index) => recording.readImage(index)));
      expect(frames.map(({ data }) => data[0])).toEqual([2, 3, 4]);
    },
  );

  it('counts distance in driving direction', async () => {
    const length_m = circuit.length_m;
    const backwards = Array.from({ length: 10 }, (_, i) => ({
      time_s: i / 10,
      s_m: length_m - 1 - i,
      lateral_m: 0.5,
    }));
    const recording = await open(plainBag(circuit, backwards, { direction: 'reverse' }).bytes());
    expect(recording.direction).toBe('reverse');
    expect(recording.poses.row(0).distance_m).toBeCloseTo(1, 2);
    expect(recording.poses.row(9).distance_m).toBeCloseTo(10, 2);
    expect(recording.poses.row(3).deviation_m).toBeCloseTo(-0.5, 2);
  });

  it('goes on in time where the recording times start again', async () => {
    const bag = plainBag(circuit, moments(5, { from_s: 100 }), { has: ['pose'] });
    for (const { time_s, s_m } of moments(5, { from_s: 0 })) bag.pose(beside(circuit, s_m, 0), time_s);
    const { poses } = await open(bag.bytes());
    const times = Array.from({ length: poses.length }, (_, i) => poses.row(i).time_s);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times).toHaveLength(10);
    expect(times.at(-1)).toBeCloseTo(0.8, 6);
  });
});

describe('images and their answers', () => {
  it('cannot be read while the bag is away, and can again when it is back', async () => {
    const recording = await openPlain(3);
    renameSync(recording.file, `${recording.file}.away`);
    await expect(recording.readImage(1)).rejects.toThrow(BagError);
    renameSync(`${recording.file}.away`, recording.file);
    expect((await recording.readImage(1)).data[0]).toBe(2);
    const other = await openPlain(3);
    rmSync(other.file);
    await expect(other.readImage(1)).rejects.toThrow(BagError);
    await expect(other.close()).resolves.toBeUndefined();
  });

  it('belong to the same run where stamps come again', async () => {
    const bag = plainBag(circuit, moments(20, { from_s: 5 }));
    addMoments(bag, circuit, moments(20, { from_s: 5, from_m: 3 }));
    const { images, commands } = await open(bag.bytes());
    expect([images.length, commands.length]).toEqual([40, 40]);
    for (const index of [0, 7, 19, 20, 27, 39]) {
      expect(commands.row(index).image).toBe(index);
      expect(images.row(index).answer).toBe(index);
    }
  });
});

describe('a bag that lacks something is a recording that says so', () => {
  it('without images', async () => {
    const { missing, images } = await openPlain(5, { has: ['pose', 'decision'] });
    expect(images.length).toBe(0);
    expect(missing).toEqual([
      expect.stringMatching(
        /^no camera images \(its topics are .*\): the camera .*; record with --record-images$/,
      ),
    ]);
  });

  it('without images, among very many topics', async () => {
    const bag = new DriveBag().command(1, 2, 1).command(1, 2, 3);
    for (let i = 0; i < 50; i++) bag.text(`/topic_${i}`, 'x', 1);
    const { missing } = await open(bag.bytes());
    expect(missing[0]).toMatch(/^no camera images \(its topics are \/F1ROS\/cmd_vel, .* and 31 more\): /);
  });

  it('without odometry', async () => {
    const { missing, poses, images } = await openPlain(5, { has: ['image', 'decision'] });
    expect([poses.length, images.length]).toEqual([0, 5]);
    expect(missing).toEqual([expect.stringMatching(/^no odometry: /)]);
  });

  it('without decisions: its commands are those of the topic', async () => {
    const { missing, commands, images } = await openPlain(5, { has: ['pose', 'image', 'command'] });
    expect(commands.row(3)).toMatchObject({ w_radps: 0.3, image: null, step_ms: null, brain_v_mps: null });
    expect(images.row(3)).toMatchObject({ answer: null, command: { v_mps: 10, w_radps: 0.3 } });
    expect(missing).toEqual([
      expect.stringMatching(/^no decisions of f1-brain: commands are those of \/F1ROS\/cmd_vel/),
    ]);
  });

  it('without commands, and of an unknown circuit', async () => {
    const { missing, poses, commands } = await openPlain(5, { has: ['pose', 'image'], named: false });
    expect(commands.length).toBe(0);
    expect(poses.row(4)).toMatchObject({ deviation_m: null, distance_m: expect.closeTo(4, 1) });
    expect(missing).toEqual([
      expect.stringMatching(/^the circuit is unknown: .*--circuit$/),
      expect.stringMatching(/^neither decisions nor commands/),
    ]);
  });

  it('of another car: topics are found by their types', async () => {
    const bag = new DriveBag();
    for (const { time_s } of moments(5)) {
      bag.clock(time_s);
      bag.command(3, 0.1, time_s, '/husky/cmd_vel');
    }
    const { commands, missing } = await open(bag.bytes());
    expect(commands.row(0)).toMatchObject({ v_mps: 3 });
    expect(missing.map((line) => line.split(':')[0])).toEqual([
      'no camera images (its topics are /clock, /husky/cmd_vel)',
      'no odometry',
      'no decisions of f1-brain',
    ]);
  });

  it('cut off: what was read before is there', async () => {
    const bytes = plainBag(circuit, moments(40), { chunk_bytes: 2000 }).bytes();
    const recording = await open(bytes.subarray(0, Math.round(0.6 * bytes.length)), { circuit });
    const { missing, images } = recording;
    expect(images.length).toBeGreaterThan(10);
    expect(images.length).toBeLessThan(40);
    expect(missing.join('\n')).toMatch(/the bag is damaged: /);
    expect((await recording.readImage(images.length - 1)).data[0]).toBe(images.length);
  });

  it('driven elsewhere', async () => {
    const { missing, circuit: known } = await open(plainBag(circuit, moments(40)).bytes(), {
      circuit: await loadCircuit('montmelo_line'),
    });
    expect(known).toBeNull();
    expect(missing).toEqual([expect.stringMatching(/^the car was nowhere near montmelo_line/)]);
  });

  it('with several odometry topics and none of the F1 car', async () => {
    const bag = plainBag(circuit, moments(5), { has: ['image'] });
    for (const [i, topic] of ['/a/odom', '/b/odom'].entries())
      bag.odometry(odometryOf(beside(circuit, i, 0), rosTime(10)), 10, topic);
    const { missing, poses } = await open(bag.bytes());
    expect(poses.length).toBe(0);
    expect(missing[0]).toBe('odometry on several topics: none was used; the others are /a/odom, /b/odom');
  });

  it('whose brain saw its images corrupted', async () => {
    const { missing } = await openPlain(5, { metadata: { image_transform: 'rain' } });
    expect(missing).toEqual([
      'its brain saw the images corrupted (rain): they are shown, and answered by models, as the camera had them',
    ]);
  });

  it('with several cameras and none of the F1 car', async () => {
    const bag = plainBag(circuit, moments(5), { has: ['pose', 'decision'] });
    for (const topic of ['/left/image', '/right/image'])
      bag.raw(topic, 'sensor_msgs/Image', 10, Buffer.alloc(0));
    const bytes = bag.bytes();
    const { images, missing } = await open(bytes);
    expect(images.length).toBe(0);
    expect(missing).toContainEqual(
      'camera images on /left/image, /right/image: choose one with --camera-topic; ' +
        'until then the camera and what networks see are not shown',
    );
    const chosen = await open(bytes, { topics: { camera: '/left/image' } });
    expect(chosen.missing.join()).toMatch(/no image on \/left\/image can be read/);
  });

  it('or is refused where there is nothing to replay', async () => {
    const empty = new DriveBag().clock(1).bytes();
    await expect(open(empty)).rejects.toThrow(/has nothing to replay: no camera images, odometry/);
    await expect(open(Buffer.from('hello'))).rejects.toThrow(/is not a rosbag/);
  });
});
