import type { InputContract } from '../../../src/config/model-card';
import { BilinearPlan } from '../../../src/drive/tensor/bilinear';
import type { BilinearOptions } from '../../../src/drive/tensor/plan';
import { normalisation, normalisationTables, preprocessor } from '../../../src/drive/tensor/preprocess';
import { SimdBilinearPlan } from '../../../src/drive/tensor/simd-bilinear';
import { inputContract } from '../../helpers/contracts';
import { plainFrame } from '../../helpers/frames';

const contract = (changes: Partial<InputContract>) =>
  inputContract([1, 3, 66, 200], { type: 'uint8', scale: 1, ...changes });

/** Quantised ImageNet normalisation: some values end halfway between two bytes, some beyond 0 and 255. */
const quantised = { scale: 0.5, mean: [10, 0, -200], std: [1, 0.25, 1] } as const;

function noise(length: number): Uint8Array {
  let state = 7;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

const source = noise(640 * 480 * 4);

function options(input: InputContract, changes: Partial<BilinearOptions>): BilinearOptions {
  return {
    inWidth: 640,
    frameHeight: 480,
    top: 240,
    bottom: 480,
    outWidth: 199,
    outHeight: 66,
    left: 0,
    tensorWidth: 199,
    bytesPerPixel: 3,
    channelOffsets: [0, 1, 2],
    layout: input.layout,
    tables: normalisationTables(input),
    affine: normalisation(input),
    ...changes,
  };
}

function both(input: InputContract, changes: Partial<BilinearOptions>, step = 640 * 3) {
  const wanted = options(input, changes);
  return [BilinearPlan, SimdBilinearPlan].map((Plan) => {
    const size = 3 * wanted.outWidth * wanted.outHeight;
    const tensor = input.type === 'uint8' ? new Uint8Array(size) : new Float32Array(size);
    new Plan(wanted).apply(source, step, tensor);
    return Buffer.from(tensor.buffer);
  }) as [Buffer, Buffer];
}

describe('tensors of bytes', () => {
  test.each([
    ['as they are, NCHW', {}],
    ['as they are, NHWC', { layout: 'NHWC' }],
    ['quantised, NCHW', quantised],
    ['quantised, NHWC', { ...quantised, layout: 'NHWC' }],
  ] as const)('are the same in WebAssembly and in JavaScript: %s', (_, changes) => {
    const [plain, simd] = both(contract(changes), {});
    expect(simd.equals(plain)).toBe(true);
    expect(new Set(plain).size).toBeGreaterThan(50);
  });

  test.each([
    ['rgba8', { bytesPerPixel: 4 }, 640 * 4],
    ['mono8', { bytesPerPixel: 1, channelOffsets: [0, 0, 0] }, 640],
  ] as const)('are the same of %s', (_, changes, step) => {
    const [plain, simd] = both(contract(quantised), changes, step);
    expect(simd.equals(plain)).toBe(true);
  });

  test('round halves to even and end at 0 and 255', () => {
    const [first, second, third] = normalisationTables(contract(quantised));
    // byte * 0.5 - 10, byte * 2, byte * 0.5 + 200
    expect([3, 21, 25, 23].map((byte) => first![byte])).toEqual([0, 0, 2, 2]);
    expect([100, 128].map((byte) => second![byte])).toEqual([200, 255]);
    expect([1, 3, 255].map((byte) => third![byte])).toEqual([200, 202, 255]);
  });

  test('of a plain frame hold its bytes', () => {
    const tensor = new Uint8Array(3 * 66 * 200);
    preprocessor(contract({}))(plainFrame([10, 20, 30]), tensor);
    expect([tensor[0], tensor[66 * 200], tensor[2 * 66 * 200]]).toEqual([10, 20, 30]);
  });
});

describe('a small crop whose rows stay rows', () => {
  const rows = { top: 234, bottom: 282, outWidth: 160, outHeight: 48, tensorWidth: 160 };

  test.each(['NCHW', 'NHWC'] as const)('is the same in WebAssembly and in JavaScript: %s', (layout) => {
    for (const type of ['float32', 'uint8'] as const) {
      const [plain, simd] = both(contract({ type, layout, scale: type === 'uint8' ? 1 : 1 / 255 }), rows);
      expect(simd.equals(plain)).toBe(true);
    }
  });

  test('takes the mean of the middle two of four columns', () => {
    const tensor = new Uint8Array(3 * 160 * 48);
    new SimdBilinearPlan(options(contract({}), rows)).apply(source, 1920, tensor);
    const at = 234 * 1920 + 3 * (4 * 5 + 1);
    expect(tensor[5]).toBe(Math.round((source[at]! + source[at + 3]!) / 2 + 1e-9));
  });

  test('at the lower edge of a frame reads nothing below it', () => {
    const frame = source.subarray(0, 640 * 480 * 3);
    const wanted = options(contract({}), { ...rows, top: 432, bottom: 480 });
    const tensor = new Uint8Array(3 * 160 * 48);
    const expected = tensor.slice();
    new BilinearPlan(wanted).apply(frame, 1920, expected);
    new SimdBilinearPlan(wanted).apply(frame, 1920, tensor);
    expect(Buffer.compare(tensor, expected)).toBe(0);
  });
});
