import sharp from 'sharp';
import {
  CompressedDecoder,
  type CompressedFields,
  frameOfCompressed,
} from '../../../src/drive/frame/compressed-image';
import { FrameError } from '../../../src/errors';
import type { Frame } from '../../../src/types';

const arrival = { sequence: 1, arrival_ms: 2 };
const header = { stamp: { sec: 1, nsec: 2 } };
const red = () =>
  sharp({ create: { width: 8, height: 6, channels: 3, background: { r: 250, g: 20, b: 10 } } });

async function message(format: string, data: Promise<Buffer>): Promise<CompressedFields> {
  return { header, format, data: await data };
}

describe('a compressed camera image', () => {
  it('is decoded from png exactly', async () => {
    const frame = await frameOfCompressed(
      await message('rgb8; png compressed bgr8', red().png().toBuffer()),
      arrival,
    );
    expect(frame).toMatchObject({ width: 8, height: 6, step: 24, encoding: 'rgb8', ...arrival });
    expect([...frame.data.subarray(0, 3)]).toEqual([250, 20, 10]);
    expect(frame.stamp).toEqual({ sec: 1, nsec: 2 });
  });

  it('is decoded from jpeg', async () => {
    const frame = await frameOfCompressed(
      await message('jpeg', red().jpeg({ quality: 95 }).toBuffer()),
      arrival,
    );
    expect(frame.data).toHaveLength(8 * 6 * 3);
    expect(Math.abs((frame.data[0] ?? 0) - 250)).toBeLessThan(8);
  });

  it('in grey becomes rgb8 too, and loses transparency', async () => {
    const grey = await frameOfCompressed(await message('png', red().greyscale().png().toBuffer()), arrival);
    expect(grey.data).toHaveLength(grey.step * grey.height);
    const clear = await frameOfCompressed(
      await message('png', red().ensureAlpha(0.5).png().toBuffer()),
      arrival,
    );
    expect(clear).toMatchObject({ encoding: 'rgb8', step: 24 });
  });

  it.each<[string, () => Promise<CompressedFields>, string]>([
    [
      'is cut off',
      async () => {
        const whole = await sharp({
          create: {
            width: 64,
            height: 64,
            channels: 3,
            background: 'red',
            noise: { type: 'gaussian', mean: 128, sigma: 30 },
          },
        })
          .jpeg()
          .toBuffer();
        return { header, format: 'jpeg', data: whole.subarray(0, whole.length / 2) };
      },
      'cannot be decoded',
    ],
    [
      'is no picture',
      async () => ({ header, format: 'jpeg', data: Buffer.from('no picture') }),
      'cannot be decoded',
    ],
    ['is empty', async () => ({ header, format: 'jpeg', data: Buffer.alloc(0) }), 'cannot be decoded'],
    [
      'is another format',
      () => message('webp', red().webp().toBuffer()),
      'is webp; accepted are jpeg and png',
    ],
    ['is depth', () => message('16UC1; compressedDepth png', red().png().toBuffer()), 'depth image'],
    ['has 16 bits', () => message('png', red().toColourspace('rgb16').png().toBuffer()), 'more than 8 bits'],
  ])('that %s is refused in one line', async (_name, make, reason) => {
    const decoded = frameOfCompressed(await make(), arrival);
    await expect(decoded).rejects.toBeInstanceOf(FrameError);
    await expect(decoded).rejects.toThrow(reason);
    await expect(decoded).rejects.toThrow(/^[^\n]+$/);
  });
});

describe('the decoder', () => {
  it('decodes the newest of those that wait and drops the others', async () => {
    const frames: Frame[] = [];
    const decoder = new CompressedDecoder(
      (frame) => void frames.push(frame),
      () => {},
    );
    const picture = await message('png', red().png().toBuffer());
    await Promise.all([1, 2, 3, 4].map((sequence) => decoder.push(picture, { sequence, arrival_ms: 0 })));
    expect(frames.map((frame) => frame.sequence)).toEqual([1, 4]);
    expect(decoder.dropped).toBe(2);
  });

  it('goes on after a broken picture', async () => {
    const frames: Frame[] = [];
    const reasons: string[] = [];
    const decoder = new CompressedDecoder(
      (frame) => void frames.push(frame),
      (reason) => void reasons.push(reason),
    );
    await decoder.push({ header, format: 'jpeg', data: Buffer.from('broken') }, arrival);
    await decoder.push(await message('png', red().png().toBuffer()), arrival);
    expect(reasons).toHaveLength(1);
    expect(frames).toHaveLength(1);
  });
});
