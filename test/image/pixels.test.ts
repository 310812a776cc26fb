import type { RawImage } from '../../src/image/codec';
import { blendOnto, copyImage, copyOnto } from '../../src/image/pixels';

const filled = (width: number, height: number, ...pixel: number[]): RawImage => ({
  width,
  height,
  channels: pixel.length as 3 | 4,
  data: Uint8Array.from(Array.from({ length: width * height }, () => pixel).flat()),
});

/** Red of each pixel, row by row. */
const reds = ({ width, height, channels, data }: RawImage) =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => data[channels * (y * width + x)]),
  );

test('an image is copied onto another, and what lies outside is cut off', () => {
  const ground = filled(3, 3, 0, 0, 0);
  copyOnto(ground, filled(2, 2, 9, 8, 7), { left: 2, top: -1 });
  copyOnto(ground, filled(2, 2, 5, 5, 5), { left: -1, top: 2 });
  copyOnto(ground, filled(2, 2, 1, 1, 1), { left: 3, top: 0 });
  expect(reds(ground)).toEqual([
    [0, 0, 9],
    [0, 0, 0],
    [5, 0, 0],
  ]);
  expect([...ground.data.subarray(6, 9)]).toEqual([9, 8, 7]);
});

test('a layer is drawn over an image as opaque as it is, and what lies outside is cut off', () => {
  const ground = filled(3, 1, 100, 100, 100);
  blendOnto(ground, filled(1, 1, 200, 0, 0, 255), { left: 0, top: 0 });
  blendOnto(ground, filled(1, 1, 200, 0, 0, 0), { left: 1, top: 0 });
  blendOnto(ground, filled(9, 9, 200, 0, 100, 51), { left: 2, top: -3 });
  expect([...ground.data]).toEqual([200, 0, 0, 100, 100, 100, 120, 80, 100]);
});

test('a copy has pixels of its own', () => {
  const ground = filled(1, 1, 1, 2, 3);
  const copy = copyImage(ground);
  copy.data[0] = 9;
  expect([...ground.data]).toEqual([1, 2, 3]);
});
