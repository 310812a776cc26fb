import { existsSync } from 'node:fs';
import { openCar } from '../../../src/config/car-preset';
import { encodeCompressedImage, encodeImage } from '../../../src/messages/index';
import { Dataset } from '../../../src/models/dataset/dataset';
import { recordBag } from '../../../src/models/dataset/paired/record-bag';
import { DatasetWriter } from '../../../src/models/dataset/writer';
import type { Decision } from '../../../src/types';
import { BagFolder } from '../../helpers/bags';
import { colouredFrame, DatasetFolder, plainPng, rejectionOf } from '../../helpers/datasets';
import { DriveBag, rosTime } from '../../helpers/drive-bag';

const bags = new BagFolder();
const folder = new DatasetFolder();
const CAMERA = '/F1ROS/cameraL/image_raw';

function image(bag: DriveBag, number: number, at_s: number, stamp_s = at_s, topic = CAMERA): void {
  const { width, height, step, encoding, data } = colouredFrame(number);
  const header = { seq: number, stamp: rosTime(stamp_s), frame_id: 'camera' };
  const image = { header, width, height, step, encoding, is_bigendian: 0, data: Buffer.from(data) };
  bag.raw(topic, 'sensor_msgs/Image', at_s, encodeImage(image));
}

function decisionOn(stamp_s: number, v_mps: number): Decision {
  const { sec, nsec } = rosTime(stamp_s);
  const times = { left_ms: 0, waited_ms: 0, step_ms: 0, inference_ms: null, sensor_to_actuator_ms: 0 };
  return {
    ...times,
    sequence: 1,
    stamp: { sec, nsec },
    sim_s: null,
    command: { v_mps, w_radps: 0 },
  } as Decision;
}

async function recorded(bag: DriveBag, name: string, frames: number | null = null, car?: string) {
  const file = bags.write(bag.bytes(), `${name}.bag`);
  const topics = { cameraTopic: null, commandTopic: null, decisionTopic: null };
  const { signal } = new AbortController();
  const writer = new DatasetWriter(folder.file(name));
  const record = await recordBag({
    file,
    car: car === undefined ? null : openCar(car),
    ...topics,
    writer,
    frames,
    signal,
  });
  const { samples } = await Dataset.open(folder.file(name));
  return { ...record, samples, speeds: samples.map(({ v_mps }) => v_mps) };
}

/** A slow driver: each command is sent after the next image arrived. */
function lateDrive(decide: (bag: DriveBag, decision: Decision, at_s: number) => void): DriveBag {
  const bag = new DriveBag();
  for (let i = 0; i < 5; i++) {
    const at_s = 100 + i / 20;
    image(bag, i, at_s);
    if (i === 0) continue;
    bag.command(9 + i, 0, at_s + 0.02);
    decide(bag, decisionOn(at_s - 0.05, 9 + i), at_s + 0.021);
  }
  bag.command(14, 0, 100.27);
  decide(bag, decisionOn(100.2, 14), 100.271);
  return bag;
}

test.each([
  [
    'as JSON',
    '/f1_brain/decision/json',
    (bag: DriveBag, ...of: [Decision, number]) => bag.decisionJson(...of),
  ],
  ['as messages', '/f1_brain/decision', (bag: DriveBag, ...of: [Decision, number]) => bag.decision(...of)],
])('Decisions in a bag %s pair each image with the command decided on it', async (name, topic, decide) => {
  const { speeds, decisionTopic, counts } = await recorded(lateDrive(decide), name);
  expect(decisionTopic).toBe(topic);
  expect(counts.decisions).toBe(5);
  expect(speeds).toEqual([10, 11, 12, 13, 14]);
});

test('An image is paired with what the brain answered, not with the command that compensation made of it', async () => {
  const note = { age_ms: 100, dating: 'stamp', moved_m: 1, turned_rad: 0, brain_w_radps: 0 } as const;
  const { speeds } = await recorded(
    lateDrive((bag: DriveBag, decision: Decision, at_s: number) =>
      bag.decision({ ...decision, compensation: { ...note, brain_v_mps: decision.command.v_mps - 4 } }, at_s),
    ),
    'compensated',
  );
  expect(speeds).toEqual([6, 7, 8, 9, 10]);
});

test('Without decisions an image is paired with the next command', async () => {
  const { speeds, decisionTopic } = await recorded(
    lateDrive(() => {}),
    'undecided',
  );
  expect(decisionTopic).toBeNull();
  expect(speeds).toEqual([10, 10, 11, 12, 13]);
});

/** 12 images at 20 Hz, each followed 0.01 s later by its command: image i is answered with i + 1 m/s. */
interface Driven {
  readonly number: number;
  readonly at_s: number;
  readonly isImage: boolean;
}

const DRIVEN: readonly Driven[] = Array.from({ length: 12 }, (_, number): Driven[] => [
  { number, at_s: 20 + number / 20, isImage: true },
  { number, at_s: 20.01 + number / 20, isImage: false },
]).flat();

function driveOf(
  messages: readonly Driven[],
  timeOf: (message: Driven) => number = ({ at_s }) => at_s,
): DriveBag {
  const bag = new DriveBag();
  for (const message of messages) {
    const { number, isImage } = message;
    if (isImage) image(bag, number, timeOf(message), 100 + number / 20);
    else bag.command(number + 1, 0, timeOf(message));
  }
  return bag;
}

const lateInFile = (late_s: number, isLate: (message: Driven) => boolean) => {
  const position = (message: Driven) => message.at_s + (isLate(message) ? late_s : 0);
  return [...DRIVEN].sort((a, b) => position(a) - position(b));
};

test.each<[string, DriveBag]>([
  [
    'whose images were written out of order',
    driveOf([...DRIVEN].sort((a, b) => ((a.number * 7) % 12) - ((b.number * 7) % 12))),
  ],
  ['whose commands come 0.4 s late in the file', driveOf(lateInFile(0.4, ({ isImage }) => !isImage))],
  ['whose images come a second late in the file', driveOf(lateInFile(1, ({ isImage }) => isImage))],
  ['written topic by topic', driveOf([...DRIVEN].sort((a, b) => Number(a.isImage) - Number(b.isImage)))],
  ['written backwards', driveOf([...DRIVEN].reverse())],
  ['whose times are those of a slow clock', driveOf(DRIVEN, ({ at_s }) => Math.floor(2 * at_s) / 2)],
  ['whose images and commands have one time', driveOf(DRIVEN, ({ number }) => number / 20)],
])('Each image of a bag %s gets the command that follows it', async (name, bag) => {
  const { samples } = await recorded(bag, name);
  // The stamps of the images tell which they are.
  const numbers = samples.map(({ timestamp }) => Math.round((timestamp! - 100) * 20));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  expect(samples.map(({ v_mps }) => v_mps - 1)).toEqual(numbers);
});

test('No image of a run gets a command of the run before a reset of simulated time', async () => {
  const bag = new DriveBag();
  for (const run of [0, 1]) {
    for (let i = 0; i < 8; i++) {
      image(bag, i, i / 20);
      bag.command(1 + 8 * run + i, 0, i / 20 + 0.01);
    }
  }
  const { speeds } = await recorded(bag, 'reset');
  expect(speeds).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
});

test('Images of a car driving backwards are excluded and counted, so that the dataset is valid', async () => {
  const bag = new DriveBag();
  for (let i = 0; i < 4; i++) {
    image(bag, i, 1 + i / 20);
    bag.command(i === 2 ? -1 : 8, 0, 1.01 + i / 20);
  }
  const { counts, samples } = await recorded(bag, 'reversing');
  expect(counts).toMatchObject({ pictures: 4, written: 3, out_of_range: 1 });
  expect(samples.map(({ timestamp }) => timestamp)).toEqual([1, 1.05, 1.15]);
});

test('A bag with only invalid labels is rejected with the reason and leaves nothing behind', async () => {
  const bag = new DriveBag();
  image(bag, 0, 1);
  bag.command(-3, 0, 1.01);
  expect(await rejectionOf(recorded(bag, 'backwards'))).toMatch(
    /^BagError: .*nothing could be recorded: v -3 m\/s and w 0 rad\/s is not a valid label: .* v from 0 to 50/,
  );
  expect(existsSync(folder.file('backwards'))).toBe(false);
});

test('The requested number of images is written even if some cannot be decoded', async () => {
  const bag = new DriveBag();
  const png = await plainPng(640, 480);
  for (let i = 0; i < 8; i++) {
    const header = { seq: i, stamp: rosTime(1 + i / 20), frame_id: 'camera' };
    const data = i === 3 ? png.subarray(0, 40) : png;
    const message = encodeCompressedImage({ header, format: 'rgb8; png compressed', data });
    bag.raw(`${CAMERA}/compressed`, 'sensor_msgs/CompressedImage', 1 + i / 20, message);
    bag.command(8, 0, 1.01 + i / 20);
  }
  const { counts, samples } = await recorded(bag, 'enough', 4);
  expect(counts).toMatchObject({ written: 4, rejected: 1 });
  expect(samples.map(({ timestamp }) => timestamp)).toEqual([1, 1.05, 1.1, 1.2]);
});

test.each([
  ['f1', [8, 9], CAMERA],
  ['academy', [3, 4], '/cam_f1_left/image_raw'],
])('Of a bag with two cars the topics of %s are recorded', async (car, wanted, camera) => {
  const bag = new DriveBag();
  for (let i = 0; i < 2; i++) {
    const at_s = 1 + i / 20;
    image(bag, i, at_s);
    image(bag, i, at_s, at_s, '/cam_f1_left/image_raw');
    bag.command(8 + i, 0, at_s + 0.01);
    bag.command(3 + i, 0, at_s + 0.02, '/cmd_vel');
  }
  const { speeds, cameraTopic } = await recorded(bag, `two-cars-${car}`, null, car);
  expect({ speeds, cameraTopic }).toEqual({ speeds: wanted, cameraTopic: camera });
});

test('A bag without the topics of the requested car is rejected, and nothing else taken in their place', async () => {
  const bag = new DriveBag();
  image(bag, 0, 1);
  bag.command(8, 0, 1.01);
  const message = await rejectionOf(recorded(bag, 'other-car', null, 'academy'));
  expect(message).toContain('other-car.bag: has no camera topic /cam_f1_left/image_raw of the car academy');
  expect(message).toContain(`its topics are ${CAMERA}, /F1ROS/cmd_vel`);
});

test('Without a requested car the only topics of their type will do', async () => {
  const bag = new DriveBag();
  image(bag, 0, 1, 1, '/front/image_raw');
  bag.command(8, 0, 1.01, '/front/cmd_vel');
  const { cameraTopic, commandTopic } = await recorded(bag, 'only-topics');
  expect({ cameraTopic, commandTopic }).toEqual({
    cameraTopic: '/front/image_raw',
    commandTopic: '/front/cmd_vel',
  });
});
