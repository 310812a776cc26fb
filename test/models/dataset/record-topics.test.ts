import { existsSync } from 'node:fs';
import { ConfigurationError, WorldError } from '../../../src/errors';
import type { ImageMessage } from '../../../src/messages/index';
import { Dataset } from '../../../src/models/dataset/dataset';
import { recordTopics, type TopicsPlan } from '../../../src/models/dataset/paired/record-topics';
import { DatasetWriter } from '../../../src/models/dataset/writer';
import { MemoryGraph } from '../../../src/ros/memory/graph';
import { DatasetFolder } from '../../helpers/datasets';

const folders = new DatasetFolder();
let recordings = 0;
const CAMERA = '/camera';
const COMMAND = '/cmd_vel';

/** Starts a recording node, with a camera and a driver that the test controls. */
async function recording(plan: Partial<TopicsPlan> = {}) {
  const graph = new MemoryGraph();
  const node = await graph.startNode({ name: 'recorder', handleSignals: false });
  const driver = await graph.startNode({ name: 'driver', handleSignals: false });
  const camera = driver.advertise(CAMERA, 'sensor_msgs/Image');
  const commands = driver.advertise(COMMAND, 'geometry_msgs/Twist');
  const folder = folders.file(String(++recordings));
  const recorded = recordTopics({
    node,
    cameraTopic: CAMERA,
    commandTopic: COMMAND,
    decisionTopic: '/driver/decision',
    writer: new DatasetWriter(folder),
    frames: null,
    seconds: null,
    signal: new AbortController().signal,
    ...plan,
  });
  recorded.catch(() => {});
  while (camera.subscribers === 0 || commands.subscribers === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  const show = (sec: number, encoding = 'rgb8', size: readonly [number, number] = [640, 480]) => {
    const [width, height] = size;
    const header = { seq: 0, stamp: { sec, nsec: 0 }, frame_id: '' };
    const data = new Uint8Array(3 * width * height).fill(sec);
    const image: ImageMessage = { header, width, height, step: 3 * width, encoding, is_bigendian: 0, data };
    camera.publish(image);
    return graph.settled();
  };
  const command = (v: number, w: number) => {
    const zero = { x: 0, y: 0, z: 0 };
    commands.publish({ linear: { ...zero, x: v }, angular: { ...zero, z: w } });
    return graph.settled();
  };
  return { folder, recorded, show, command };
}

test('Each image of the topics is recorded with the command that answers it, up to the requested number', async () => {
  const { folder, recorded, show, command } = await recording({ frames: 3 });
  for (const sec of [101, 102, 103]) {
    await show(sec);
    await command(3, sec / 1000);
  }
  expect(await recorded).toMatchObject({ written: 3, commands: 3, unpaired: 0, dropped: 0, rejected: 0 });
  const { samples } = await Dataset.open(folder);
  expect(samples.map(({ v_mps, w_radps }) => [v_mps, w_radps])).toEqual([
    [3, 0.101],
    [3, 0.102],
    [3, 0.103],
  ]);
  expect(samples.map(({ timestamp }) => timestamp)).toEqual([101, 102, 103]);
});

test('A recording that is ended keeps its images', async () => {
  const stop = new AbortController();
  const { recorded, show, command } = await recording({ signal: stop.signal });
  await show(1);
  await command(3, 0);
  stop.abort();
  expect(await recorded).toMatchObject({ written: 1 });
});

test('A camera of the wrong size ends the recording', async () => {
  const { folder, recorded, show } = await recording();
  await show(1, 'rgb8', [320, 240]);
  await expect(recorded).rejects.toThrow('320x240');
  await expect(recorded).rejects.toBeInstanceOf(ConfigurationError);
  expect(existsSync(folder)).toBe(false);
});

describe('A recording without images fails with the topic and leaves nothing behind', () => {
  test.each<[string, RegExp, (drive: Awaited<ReturnType<typeof recording>>) => Promise<void>]>([
    ['a silent camera', /\/camera .*nothing was recorded; .*--camera-topic/, async () => {}],
    [
      'unreadable images',
      /none of 2 .* on \/camera can be read: .*16UC1/,
      async ({ show, command }) => {
        for (const sec of [1, 2]) await show(sec, '16UC1');
        await command(3, 0);
      },
    ],
    ['images without commands', /on \/camera but no command on \/cmd_vel/, ({ show }) => show(1)],
    [
      'a car that only drives backwards',
      /has a command on \/cmd_vel that is a valid label/,
      async ({ show, command }) => {
        await show(1);
        await command(-3, 0);
      },
    ],
  ])('%s', async (_, message, happens) => {
    const stop = new AbortController();
    const drive = await recording({ signal: stop.signal });
    await happens(drive);
    stop.abort();
    await expect(drive.recorded).rejects.toThrow(message);
    await expect(drive.recorded).rejects.toBeInstanceOf(WorldError);
    expect(existsSync(drive.folder)).toBe(false);
  });
});
