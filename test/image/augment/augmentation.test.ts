import {
  brightness,
  extremeCopies,
  type ImageAugmentation,
  mirror,
  noise,
  shift,
  weather,
} from '../../../src/image/augment';
import { ImageKernel } from '../../../src/image/augment/image-kernel';
import { RandomSource } from '../../../src/support/random';
import type { Frame } from '../../../src/types';
import { plainFrame } from '../../helpers/frames';

const command = { v_mps: 8, w_radps: 1.5 };
const random = (index = 0) => new RandomSource(3, index);

/** Every pixel another. */
function ramp(): Frame {
  const frame = plainFrame([0, 0, 100]);
  for (let y = 0; y < 480; y++) {
    for (let x = 0; x < 640; x++) frame.data.set([x >> 2, y >> 1], y * 1920 + 3 * x);
  }
  return frame;
}

describe('augmentations of data sets', () => {
  test('mirror swaps left and right and the sign of w; twice is none', () => {
    const frame = ramp();
    const mirrored = mirror.apply(frame, random());
    expect([...mirrored.data.subarray(0, 3)]).toEqual([639 >> 2, 0, 100]);
    expect(Buffer.compare(mirror.apply(mirrored, random()).data, frame.data)).toBe(0);
    expect(mirror.label(command)).toEqual({ v_mps: 8, w_radps: -1.5 });
    expect(Object.is(mirror.label({ v_mps: 8, w_radps: 0 }).w_radps, 0)).toBe(true);
  });

  test.each([brightness, shift, weather('rain')])(
    '$name leaves an image in a Buffer as it is',
    ({ apply }) => {
      const frame = ramp();
      const before = Uint8Array.from(frame.data);
      const { data } = apply({ ...frame, data: Buffer.from(before) }, random());
      const kept = Buffer.from(before);
      expect(Buffer.compare(apply({ ...frame, data: kept }, random()).data, data)).toBe(0);
      expect(Buffer.compare(kept, before)).toBe(0);
      expect(Buffer.compare(data, before)).not.toBe(0);
    },
  );

  test('noise has no bias and the deviation that was drawn', () => {
    for (let i = 0; i < 5; i++) {
      const { data } = noise.apply(plainFrame([128, 128, 128]), random(i));
      const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
      const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
      expect(Math.abs(mean - 128)).toBeLessThan(0.3);
      expect(Math.sqrt(variance)).toBeGreaterThan(2.8);
      expect(Math.sqrt(variance)).toBeLessThan(12.3);
    }
  });

  test('brightness scales every value alike', () => {
    const { data } = brightness.apply(plainFrame([50, 100, 150]), random());
    const [red, green, blue] = data;
    expect(green! / red!).toBeCloseTo(2, 1);
    expect(blue! / red!).toBeCloseTo(3, 1);
    expect(red).not.toBe(50);
  });

  test('affine shifts a little', () => {
    const frame = ramp();
    const { data } = shift.apply(frame, random(1));
    const at = 240 * 1920 + 3 * 320;
    expect(Math.abs(data[at]! - 80)).toBeLessThanOrEqual(5);
    expect(Buffer.compare(data, frame.data)).not.toBe(0);
  });

  test.each<[string, ImageAugmentation]>([
    ['noise', noise],
    ['brightness', brightness],
    ['affine', shift],
    ['rain', weather('rain')],
  ])('%s keeps label and frame, and is the same for a seed', (name, augmentation) => {
    const frame = ramp();
    const before = frame.data.slice();
    const once = augmentation.apply(frame, random());
    expect(augmentation.name).toBe(name);
    expect(augmentation.label(command)).toEqual(command);
    expect(Buffer.compare(frame.data, before)).toBe(0);
    expect(Buffer.compare(augmentation.apply(frame, random()).data, once.data)).toBe(0);
    expect(Buffer.compare(augmentation.apply(frame, random(9)).data, once.data)).not.toBe(0);
  });

  test.each([
    [0, 1],
    [1, 1],
    [-1.01, 5],
    [2, 5],
    [-2.5, 10],
  ])('a picture with w %d rad/s stands %d times in an extreme data set', (w_radps, copies) => {
    expect(extremeCopies({ v_mps: 7, w_radps })).toBe(copies);
  });
});

describe('the kernel', () => {
  const still = { turn_rad: 0, scale: 1, shiftX_px: 0, shiftY_px: 0 };
  const moved = (frame: Frame, motion: object) => {
    const kernel = new ImageKernel();
    kernel.load(frame, { top: 0, bottom: frame.height });
    kernel.move(frame, { ...still, ...motion });
    const out = new Uint8Array(frame.data.length);
    kernel.store(out, frame.step);
    return out;
  };

  test('leaves a picture that is not moved as it is, to the last pixel', () => {
    expect(Buffer.compare(moved(ramp(), {}), ramp().data)).toBe(0);
  });

  test('shifts to the right and down by whole pixels, repeating the edge', () => {
    const out = moved(ramp(), { shiftX_px: 8, shiftY_px: 4 });
    const pixel = (x: number, y: number) => [...out.subarray(y * 1920 + 3 * x).subarray(0, 2)];
    expect(pixel(100, 100)).toEqual([92 >> 2, 96 >> 1]);
    expect(pixel(0, 0)).toEqual([0, 0]);
  });

  test('turns clockwise about the middle', () => {
    const frame = plainFrame([0, 0, 0]);
    for (const y of [239, 240]) frame.data.fill(255, y * 1920 + 3 * 500, y * 1920 + 3 * 540);
    const out = moved(frame, { turn_rad: Math.PI / 2 });
    // What was right of the middle is below it now.
    expect(out[(240 + 200) * 1920 + 3 * 320]).toBeGreaterThan(100);
  });

  test('scales and mixes with rounding, cut to 0 and 255', () => {
    const frame = plainFrame([10, 100, 200]);
    const kernel = new ImageKernel();
    kernel.load(frame, { top: 0, bottom: 480 });
    kernel.scale({ factor: [0.5, 1, 2], addend: [0, -120, 0] });
    const out = new Uint8Array(frame.data.length);
    kernel.store(out, frame.step);
    expect([...out.subarray(0, 3)]).toEqual([5, 0, 255]);
    kernel.load(frame, { top: 0, bottom: 480 });
    kernel.mix([255, 255, 255], (row) => (row < 240 ? 0 : 0.5));
    kernel.store(out, frame.step);
    expect([...out.subarray(0, 3)]).toEqual([10, 100, 200]);
    const [red, green, blue] = out.subarray(400 * 1920);
    expect([red, green, blue].map((value, c) => Math.abs(value! - [132.5, 177.5, 227.5][c]!) <= 1)).toEqual([
      true,
      true,
      true,
    ]);
  });
});
