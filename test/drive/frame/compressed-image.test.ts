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

describe('the format of a compressed camera image', () => {
  const grey = () => red().toColourspace('b-w').jpeg().toBuffer();
  const colour = () => red().jpeg({ quality: 95 }).toBuffer();
  const decode = async (format: string, data: Promise<Buffer>) =>
    frameOfCompressed(await message(format, data), arrival);

  it.each([
    ['jpeg'],
    ['png'],
    ['jpg'],
    [''],
    ['rgb8; jpeg compressed bgr8'],
    ['bgr8; jpeg compressed bgr8'],
    ['rgba8; jpeg compressed bgr8'],
    ['bgra8; jpeg compressed bgr8'],
    ['bgr8; png compressed bgr8'],
    // Not written by image_transport, but by many who encode a JPEG themselves: its colours are right.
    ['rgb8; jpeg compressed rgb8'],
    ['rgb8;jpeg compressed'],
    // Converted by the publisher.
    ['bayer_rggb8; jpeg compressed bgr8'],
    ['yuv422_yuy2; jpeg compressed bgr8'],
    ['8UC3; jpeg compressed bgr8'],
    ['bgr16; jpeg compressed bgr8'],
  ])('%j is read in the colours of the image', async (format) => {
    const { data, encoding } = await decode(format, colour());
    expect(encoding).toBe('rgb8');
    expect([...data.subarray(0, 3)].map((value, c) => Math.abs(value - [250, 20, 10][c]!) < 8)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each([
    'mono8; jpeg compressed ',
    'mono8; png compressed ',
    'mono8; jpeg compressed bgr8',
    'jpeg',
    '8UC1; jpeg compressed ',
  ])('%j is read in grey', async (format) => {
    const { data } = await decode(format, grey());
    expect(new Set(data).size).toBe(1);
  });

  it.each([
    ...[
      'bayer_rggb8',
      'bayer_bggr8',
      'bayer_gbrg8',
      'bayer_grbg8',
      'bayer_rggb16',
      'mono16',
      '16UC1',
      '32FC1',
    ],
    ...['yuv422', 'yuv422_yuy2', 'nv21', 'nv24', '8UC2', 'bgr16', 'something'],
  ])('with pixels of %s is refused by name, not read as grey', async (encoding) => {
    for (const target of ['', 'mono8', 'mono16']) {
      const decoded = decode(`${encoding}; jpeg compressed ${target}`, grey());
      await expect(decoded).rejects.toBeInstanceOf(FrameError);
      await expect(decoded).rejects.toThrow(
        `holds ${encoding} pixels, which cannot be read: publish the camera as bgr8, rgb8 or mono8`,
      );
    }
  });

  it.each([
    ['rgb8; jpeg compressed bgr8', 'holds grey pixels, but its format says bgr8'],
    ['bgr8; jpeg compressed ', 'holds grey pixels, but its format says bgr8'],
    ['bayer_rggb8; jpeg compressed bgr8', 'holds grey pixels, but its format says bgr8'],
    ['bayer_rggb8', 'holds bayer_rggb8 pixels'],
    ['; jpeg compressed ', 'holds an unknown encoding'],
  ])('%j contradicts a grey image', async (format, reason) => {
    await expect(decode(format, grey())).rejects.toThrow(reason);
  });

  it('is quoted without control characters', async () => {
    const decoded = decode('\x1b[31mbayer\x9b;\n jpeg compressed', grey());
    await expect(decoded).rejects.toThrow(/^[^\p{Cc}]+\\u001b[^\p{Cc}]+$/u);
  });
});

test('a compressed camera image is not turned by its EXIF orientation, nor changed by its colour profile', async () => {
  const pixels = { raw: { width: 2, height: 1, channels: 3 as const } };
  const stored = sharp(Buffer.from([250, 20, 10, 10, 20, 250]), pixels);
  const bytes = await stored
    .withIccProfile('p3')
    .withExif({ IFD0: { Orientation: '3' } })
    .png()
    .toBuffer();
  const plain = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
  const { data } = await frameOfCompressed({ header, format: 'png', data: bytes }, arrival);
  expect([...data]).toEqual([...plain]);
  expect(data[0]).toBeGreaterThan(200);
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
