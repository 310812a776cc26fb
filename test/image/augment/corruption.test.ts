import { CORRUPTIONS, MOST_CORRUPTION_STRENGTH } from '../../../src/config/image-transform';
import { CorruptedSequence, corrupt } from '../../../src/image/augment';
import { RandomSource } from '../../../src/support/random';
import type { Frame, PixelEncoding } from '../../../src/types';
import { plainFrame } from '../../helpers/frames';

/** Half the camera's size, a quarter of the work. */
const WIDTH = 320;
const HEIGHT = 240;
const STEP = 3 * WIDTH;
const HORIZON = 118;

/** A grey road below a blue sky, with a red line in the middle. */
function roadFrame(sequence = 1): Frame {
  const frame = plainFrame([60, 60, 62], { width: WIDTH, height: HEIGHT, sequence });
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const at = y * frame.step + 3 * x;
      if (y < HORIZON) frame.data.set([100, 120, 170], at);
      else if (Math.abs(x - WIDTH / 2) < (y - HORIZON) / 2) frame.data.set([220, 40, 40], at);
      else frame.data[at] = frame.data[at]! + ((x * 7 + y * 13) % 9);
    }
  }
  return frame;
}

const converted = (frame: Frame, encoding: PixelEncoding): Frame => {
  const order = { rgb8: [0, 1, 2], bgr8: [2, 1, 0], rgba8: [0, 1, 2], bgra8: [2, 1, 0], mono8: [1] }[
    encoding
  ];
  const bytes = encoding.endsWith('a8') ? 4 : order.length;
  const data = new Uint8Array(WIDTH * HEIGHT * bytes).fill(7);
  for (let i = 0; i < WIDTH * HEIGHT; i++)
    order.forEach((from, c) => {
      data[i * bytes + (bytes === 1 ? 0 : c)] = frame.data[3 * i + from]!;
    });
  return { ...frame, encoding, data, step: WIDTH * bytes };
};

const disturbed = (frame: Frame, sequence: CorruptedSequence): Uint8Array => {
  const out = new Uint8Array(frame.data.length);
  sequence.apply(frame, out);
  return out;
};

/** Of every seventh byte, which is all of them for what is asked here. */
function mean(data: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 7) sum += data[i]!;
  return (7 * sum) / data.length;
}

/** Mean absolute difference. */
function distance(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 7) sum += Math.abs(a[i]! - b[i]!);
  return (7 * sum) / a.length;
}

describe.each(CORRUPTIONS)('%s', (kind) => {
  const frame = roadFrame();

  test('changes the picture and leaves the frame as it was', () => {
    const before = frame.data.slice();
    expect(distance(disturbed(frame, new CorruptedSequence(kind, 1)), frame.data)).toBeGreaterThan(0.5);
    expect(Buffer.compare(frame.data, before)).toBe(0);
  });

  test('is the same for a seed and a frame, and another for another seed', () => {
    const one = new CorruptedSequence(kind, 5);
    disturbed(roadFrame(9), one);
    const first = disturbed(frame, one);
    expect(Buffer.compare(first, disturbed(frame, new CorruptedSequence(kind, 5)))).toBe(0);
    expect(Buffer.compare(first, disturbed(frame, new CorruptedSequence(kind, 6)))).not.toBe(0);
  });

  test('lasts: two frames of a sequence are more alike than two sequences', () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    const sequences = seeds.map((seed) => new CorruptedSequence(kind, seed));
    const now = sequences.map((sequence) => disturbed(frame, sequence));
    const next = sequences.map((sequence) => disturbed(roadFrame(2), sequence));
    const level = (data: Uint8Array) => mean(data.subarray(150 * STEP));
    const within = seeds.map((_, i) => Math.abs(level(now[i]!) - level(next[i]!)));
    const between = seeds.map((_, i) => Math.abs(level(now[i]!) - level(now[(i + 1) % seeds.length]!)));
    if (kind !== 'affine' && kind !== 'shadow') {
      expect(Math.max(...within)).toBeLessThan(Math.max(...between));
    }
    expect(now.some((data, i) => Buffer.compare(data, next[i]!) !== 0)).toBe(true);
  });

  test('of some rows alone gives those rows of the whole, and touches no other', () => {
    const whole = disturbed(frame, new CorruptedSequence(kind, 3));
    const out = new Uint8Array(frame.data.length).fill(99);
    new CorruptedSequence(kind, 3).apply(frame, out, { top: 120, bottom: 200 });
    // Noise is drawn row by row from the first row wanted.
    if (kind !== 'night') {
      const rows = [out, whole].map((data) => Buffer.from(data.subarray(120 * STEP, 200 * STEP)));
      expect(Buffer.compare(rows[0]!, rows[1]!)).toBe(0);
    }
    expect(out.subarray(0, 120 * STEP).every((value) => value === 99)).toBe(true);
    expect(out.subarray(200 * STEP).every((value) => value === 99)).toBe(true);
  });

  test.each(['bgr8', 'rgba8', 'bgra8'] as const)('is the same picture in %s', (encoding) => {
    // A sensor's noise belongs to bytes, not to colours.
    if (kind === 'night') return;
    const other = converted(frame, encoding);
    const expected = { ...frame, data: disturbed(frame, new CorruptedSequence(kind, 2)) };
    const found = disturbed(other, new CorruptedSequence(kind, 2));
    expect(Buffer.compare(found, converted(expected, encoding).data)).toBe(0);
  });

  test('takes grey pictures, other sizes and rows with padding', () => {
    const grey = converted(frame, 'mono8');
    expect(distance(disturbed(grey, new CorruptedSequence(kind, 2)), grey.data)).toBeGreaterThan(0.2);
    const small = plainFrame([90, 120, 150], { width: 321, height: 203, padding: 5 });
    for (let y = 0; y < 203; y++) small.data[y * small.step + 3 * (y % 300)] = 255;
    const out = disturbed(small, new CorruptedSequence(kind, 2));
    expect(distance(out, small.data)).toBeGreaterThan(0.1);
    // The padding is nobody's.
    expect(out[small.step - 1]).toBe(0);
  });

  test('has a strength: 1 is the usual, 0 the image itself, and more changes more', () => {
    const at = (strength: number) => disturbed(frame, new CorruptedSequence(kind, 3, strength));
    expect(Buffer.compare(at(1), disturbed(frame, new CorruptedSequence(kind, 3)))).toBe(0);
    expect(Buffer.compare(at(0), frame.data)).toBe(0);
    const changes = [0.25, 0.5, 1, 1.5, 2, MOST_CORRUPTION_STRENGTH].map((strength) =>
      distance(at(strength), frame.data),
    );
    expect(changes).toEqual([...changes].sort((a, b) => a - b));
    expect(changes[1]!).toBeLessThan(0.85 * changes[2]!);
    expect(changes[4]!).toBeGreaterThan(1.05 * changes[2]!);
  });

  test('of single pictures draws each time anew', () => {
    const random = new RandomSource(1, 0);
    const [a, b] = [0, 1].map(() => {
      const out = new Uint8Array(frame.data.length);
      corrupt(frame, kind, random, out);
      return out;
    });
    expect(Buffer.compare(a!, b!)).not.toBe(0);
  });
});

describe('what a disturbance does', () => {
  const frame = roadFrame();
  const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
  const all = (kind: (typeof CORRUPTIONS)[number]) =>
    seeds.map((seed) => disturbed(frame, new CorruptedSequence(kind, seed)));
  const pixel = (data: Uint8Array, x: number, y: number) => [
    ...data.subarray(y * STEP + 3 * x).subarray(0, 3),
  ];

  test('night leaves less than 40% of the light in the sky and less than 75% on the road', () => {
    for (const out of all('night')) {
      expect(mean(out.subarray(0, 100 * STEP))).toBeLessThan(0.4 * mean(frame.data.subarray(0, 100 * STEP)));
      expect(mean(out.subarray(120 * STEP))).toBeLessThan(0.75 * mean(frame.data.subarray(120 * STEP)));
    }
  });

  test('fog hides the far road and leaves the near one', () => {
    for (const out of all('fog')) {
      const [far] = pixel(out, 5, 120);
      const [near] = pixel(out, 5, 239);
      expect(far).toBeGreaterThan(140);
      expect(near).toBeLessThan(95);
    }
  });

  test('shadows darken the road, never brighten it, and leave the sky', () => {
    for (const out of all('shadow')) {
      expect(out.every((value, i) => value <= frame.data[i]!)).toBe(true);
      expect(Buffer.compare(out.subarray(0, HORIZON * STEP), frame.data.subarray(0, HORIZON * STEP))).toBe(0);
    }
  });

  test('a shadow comes nearer from frame to frame', () => {
    const lowest = (sequence: CorruptedSequence, index: number) => {
      const out = disturbed(roadFrame(index), sequence);
      return [...Array(HEIGHT).keys()].filter((y) => out[y * STEP + 30]! < frame.data[y * STEP + 30]! - 8);
    };
    const sequence = new CorruptedSequence('shadow', 2);
    const rows = Array.from({ length: 12 }, (_, i) => lowest(sequence, i));
    // Somewhere in the drive a shadow's lower edge moves down the picture by itself.
    const edges = rows.map((dark) => Math.max(0, ...dark.filter((y) => y < 235)));
    expect(edges.some((edge, i) => i > 0 && edge > edges[i - 1]! && edges[i - 1]! > 0)).toBe(true);
  });

  test('snow and sun never darken black, rain never loses the line', () => {
    const black = plainFrame([0, 0, 0], { width: WIDTH, height: HEIGHT });
    for (const kind of ['snow', 'sunflare'] as const) {
      const out = disturbed(black, new CorruptedSequence(kind, 4));
      expect(mean(out)).toBeGreaterThan(2);
    }
    for (const out of all('rain')) {
      const [red, green] = pixel(out, 160, 220);
      expect(red! - green!).toBeGreaterThan(40);
    }
  });

  test('affine moves the line by no more than 12% of the width', () => {
    for (const out of all('affine')) {
      const reds = [...Array(WIDTH).keys()].filter((x) => {
        const [red, green] = pixel(out, x, 180);
        return red! - green! > 100;
      });
      const middle = reds.reduce((sum, x) => sum + x, 0) / reds.length;
      expect(Math.abs(middle - WIDTH / 2)).toBeLessThan(0.12 * WIDTH);
    }
  });
});
