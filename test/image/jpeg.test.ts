import sharp from 'sharp';
import { frameToJpeg } from '../../src/image/jpeg';
import type { Frame, PixelEncoding } from '../../src/types';

/** A frame of one colour with `gap` bytes of rubbish after each row. */
function frame(encoding: PixelEncoding, pixel: number[], gap = 0): Frame {
  const [width, height] = [32, 16];
  const step = width * pixel.length + gap;
  const data = new Uint8Array(step * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(pixel, y * step + x * pixel.length);
  }
  return { width, height, step, encoding, data, sequence: 1, stamp: null, arrival_ms: 0 };
}

describe('the jpeg of a frame', () => {
  it.each<[PixelEncoding, number[], number]>([
    ['rgb8', [200, 40, 90], 0],
    ['rgb8', [200, 40, 90], 5],
    ['bgr8', [90, 40, 200], 0],
    ['rgba8', [200, 40, 90, 7], 3],
    ['bgra8', [90, 40, 200, 7], 0],
  ])('of %s %p with %d bytes between the rows shows its colour', async (encoding, pixel, gap) => {
    const { data, info } = await sharp(await frameToJpeg(frame(encoding, pixel, gap)))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 32, height: 16, channels: 3 });
    for (let at = 0; at < data.length; at += 3) {
      const off = [200, 40, 90].map((value, i) => Math.abs(value - data[at + i]!));
      expect(Math.max(...off)).toBeLessThan(6);
    }
  });

  it('of a grey frame is grey', async () => {
    const { data } = await sharp(await frameToJpeg(frame('mono8', [77])))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(Math.abs(data[0]! - 77)).toBeLessThan(3);
  });
});
