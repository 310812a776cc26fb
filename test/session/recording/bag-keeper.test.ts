import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { BagWriter } from '../../../src/bag/bag-writer';
import { FileSink } from '../../../src/bag/file-sink';
import {
  decodeCompressedImage,
  decodeImage,
  decodeString,
  encodeCompressedImage,
  encodeDecision,
} from '../../../src/messages/index';
import { BagKeeper } from '../../../src/session/recording/bag-keeper';
import type { ChannelUse } from '../../../src/session/recording/channels';
import { decisionMessage } from '../../../src/session/recording/decision-message';
import { contentsOf, jsonOf } from './support/bag-contents';
import { clock, decision, image } from './support/messages';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-keeper-'));
let bags = 0;

function keeper(
  metadata: object | null = null,
  write: (text: string, rows: string[]) => void = (text, rows) => void rows.push(text),
) {
  const file = path.join(folder, `${++bags}.bag`);
  const rows: string[] = [];
  const made = new BagKeeper({
    writer: new BagWriter(new FileSink(file)),
    table: { name: 'decisions.csv', write: (text) => write(text, rows) },
    callerId: '/f1_brain',
    metadata,
  });
  const open = (number: number, use: ChannelUse, topic: string, type: string) =>
    made.open({ number, use, topic, type, callerId: '/gazebo' });
  return { file, keeper: made, open, rows };
}

describe('the keeper of a bag', () => {
  it('says what is known of the run before the first message, for bags that are never closed', async () => {
    const { file, keeper: bag, open } = keeper({ world: 'ring' });
    open(1, 'message', '/clock', 'rosgraph_msgs/Clock');
    await bag.take(1, 10, 20, clock(1));
    await bag.take(1, 11, 21, clock(2));
    bag.flush();
    const { topics, scan } = await contentsOf(file);
    expect(scan).toMatchObject({ indexed: false, messages: 3 });
    const [metadata, ...more] = topics.get('/metadata')!;
    expect(more).toEqual([]);
    expect(JSON.parse(decodeString(metadata!.data).data)).toEqual({ world: 'ring' });
    expect(metadata).toMatchObject({ sec: 10, nsec: 20 });
  });

  it('writes messages as they came, by topic and publisher', async () => {
    const { file, keeper: bag, open } = keeper();
    open(1, 'message', '/clock', 'rosgraph_msgs/Clock');
    await bag.take(1, 10, 20, clock(1));
    await bag.take(1, 11, 21, clock(2));
    bag.finish();
    const { topics, scan } = await contentsOf(file);
    expect(topics.get('/clock')).toEqual([
      { callerId: '/gazebo', type: 'rosgraph_msgs/Clock', sec: 10, nsec: 20, data: clock(1) },
      { callerId: '/gazebo', type: 'rosgraph_msgs/Clock', sec: 11, nsec: 21, data: clock(2) },
    ]);
    expect(scan).toMatchObject({ indexed: true, damage: [] });
    expect(bag.messages).toBe(2);
  });

  it('writes a decision into bag and table; what does not exist is empty there', async () => {
    const { file, keeper: bag, open, rows } = keeper();
    const message = decisionMessage(
      decision,
      { brain: 'mine, the "fast" one', model: null, provider: null },
      { sec: 100, nsec: 7 },
    );
    open(1, 'decision', '/f1_brain/decision', 'f1_brain/Decision');
    await bag.take(1, 100, 7, encodeDecision(message));
    const compensation = { age_ms: 95, dating: 'stamp', moved_m: 1.25, turned_rad: -0.5 } as const;
    const compensated = decisionMessage(
      { ...decision, compensation: { ...compensation, brain_v_mps: 9, brain_w_radps: 0.75 } },
      { brain: 'pilotnet', model: null, provider: 'cpu' },
      { sec: 100, nsec: 8 },
    );
    await bag.take(1, 100, 8, encodeDecision(compensated));
    bag.finish();
    expect((await contentsOf(file)).topics.get('/f1_brain/decision/json')).toHaveLength(2);
    expect(rows.join('')).toBe(
      'recorded_s,frame_sequence,frame_stamp_s,simulated_s,left_ms,waited_ms,step_ms,inference_ms,' +
        'sensor_to_actuator_ms,v_mps,w_radps,brain,model,provider,' +
        'frame_age_ms,frame_dating,moved_m,turned_rad,brain_v_mps,brain_w_radps\n' +
        '100.000000007,7,1.050000000,1.06,1234.5,0.5,1.5,,2.5,8.5,-0.25,"mine, the ""fast"" one",,,,,,,,\n' +
        '100.000000008,7,1.050000000,1.06,1234.5,0.5,1.5,,2.5,8.5,-0.25,pilotnet,,cpu,95,stamp,1.25,-0.5,9,0.75\n',
    );
  });

  it('makes jpeg of pictures, under the name that image_transport gives them', async () => {
    const { file, keeper: bag, open } = keeper();
    open(1, 'jpeg', '/camera', 'sensor_msgs/Image');
    await bag.take(1, 5, 6, image(64, 48, [200, 30, 60]));
    await bag.take(1, 5, 7, image(64, 48, [200, 30, 60], 'bgr8'));
    bag.finish();
    const found = (await contentsOf(file)).topics.get('/camera/compressed')!;
    const pictures = await Promise.all(
      found.map(async ({ type, data }) => {
        const { format, header, data: jpeg } = decodeCompressedImage(data);
        const pixels = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
        const { width, height } = pixels.info;
        return { type, format, header, width, height, first: [...pixels.data.subarray(0, 3)] };
      }),
    );
    expect(pictures).toMatchObject([
      {
        type: 'sensor_msgs/CompressedImage',
        format: 'rgb8; jpeg compressed bgr8',
        header: { frame_id: 'lens' },
        width: 64,
      },
      { format: 'bgr8; jpeg compressed bgr8', header: { stamp: { sec: 3, nsec: 4 } }, height: 48 },
    ]);
    const far = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
    expect(far(pictures[0]!.first, [200, 30, 60])).toBeLessThan(4);
    expect(far(pictures[1]!.first, [60, 30, 200])).toBeLessThan(4);
  });

  it('writes what cannot be made jpeg as it came', async () => {
    const { file, keeper: bag, open } = keeper();
    open(1, 'jpeg', '/depth', 'sensor_msgs/Image');
    const depth = image(4, 4, [1, 2, 3], '16UC1');
    await bag.take(1, 5, 6, depth);
    await bag.take(1, 5, 7, depth);
    bag.finish();
    const { topics } = await contentsOf(file);
    expect(topics.get('/depth')!.map(({ data }) => data)).toEqual([depth, depth]);
  });

  it('writes a picture as it came when the encoder fails for a reason of its own', async () => {
    const { file, keeper: bag, open } = keeper();
    open(1, 'jpeg', '/camera', 'sensor_msgs/Image');
    // Not even the beginning of an image: no FrameError.
    const cut = image(4, 4, [1, 2, 3]).subarray(0, 9);
    await bag.take(1, 5, 6, cut);
    bag.finish();
    expect((await contentsOf(file)).topics.get('/camera')!.map(({ data }) => data)).toEqual([cut]);
  });

  it('gives up a table that cannot be written, and nothing else', async () => {
    let tries = 0;
    const {
      file,
      keeper: bag,
      open,
    } = keeper(null, () => {
      tries += 1;
      throw new Error('ENOSPC: no space left on device, write');
    });
    open(1, 'decision', '/f1_brain/decision', 'f1_brain/Decision');
    const driver = { brain: 'mine', model: null, provider: null };
    for (let sec = 1; sec <= 3; sec++) {
      await bag.take(1, sec, 0, encodeDecision(decisionMessage(decision, driver, { sec, nsec: 0 })));
      bag.flush();
    }
    bag.finish();
    expect((await contentsOf(file)).topics.get('/f1_brain/decision/json')).toHaveLength(3);
    expect(tries).toBe(1);
    expect(bag.unsaved).toEqual([
      'decisions.csv: decisions are missing in it: ENOSPC: no space left on device, write',
    ]);
  });

  it('keeps the first picture for the end, and no other', async () => {
    const { file, keeper: bag, open } = keeper();
    open(1, 'first_image', '/camera', 'sensor_msgs/Image');
    open(2, 'message', '/clock', 'rosgraph_msgs/Clock');
    await bag.take(1, 1, 0, image(4, 2, [1, 1, 1]));
    await bag.take(1, 2, 0, image(4, 2, [2, 2, 2]));
    await bag.take(2, 3, 9, clock(3));
    bag.text('/metadata', { world: 'here' });
    await bag.firstImage('/first_image');
    bag.finish();
    const { topics } = await contentsOf(file);
    expect([...topics.keys()]).toEqual(['/clock', '/metadata', '/first_image']);
    expect(jsonOf(topics, '/metadata')).toEqual({ world: 'here' });
    expect(topics.get('/first_image')).toEqual([
      { callerId: '/f1_brain', type: 'sensor_msgs/Image', sec: 3, nsec: 9, data: image(4, 2, [1, 1, 1]) },
    ]);
  });

  it('makes a raw first picture of a compressed one', async () => {
    const { file, keeper: bag, open } = keeper();
    const jpeg = await sharp({ create: { width: 8, height: 6, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    const header = { seq: 1, stamp: { sec: 3, nsec: 4 }, frame_id: 'lens' };
    open(1, 'message', '/camera/compressed', 'sensor_msgs/CompressedImage');
    await bag.take(1, 1, 0, encodeCompressedImage({ header, format: 'jpeg', data: jpeg }));
    await bag.firstImage('/first_image');
    bag.finish();
    const [first] = (await contentsOf(file)).topics.get('/first_image')!;
    const { data, ...rest } = decodeImage(first!.data);
    expect(rest).toMatchObject({ header, width: 8, height: 6, encoding: 'rgb8' });
    expect(data).toHaveLength(144);
  });

  it('has everything on the disk after a flush', async () => {
    const { file, keeper: bag, open, rows } = keeper();
    open(1, 'message', '/clock', 'rosgraph_msgs/Clock');
    await bag.take(1, 1, 0, clock(1));
    bag.flush();
    const { topics, scan } = await contentsOf(file);
    expect(topics.get('/clock')).toHaveLength(1);
    expect(scan.indexed).toBe(false);
    expect(rows).toHaveLength(1);
  });
});
