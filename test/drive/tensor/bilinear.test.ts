import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { InputContract } from '../../../src/config/model-card';
import { BilinearPlan } from '../../../src/drive/tensor/bilinear';
import type { BilinearOptions } from '../../../src/drive/tensor/plan';
import { normalisation, normalisationTables } from '../../../src/drive/tensor/preprocess';
import { SimdBilinearPlan } from '../../../src/drive/tensor/simd-bilinear';

interface Case {
  name: string;
  pattern: 'noise' | 'gradient';
  seed: number;
  width: number;
  height: number;
  channels: number;
  crop: { top: number; bottom: number; left: number; right: number };
  output: { width: number; height: number };
  output_base64: string;
}

const golden = JSON.parse(readFileSync(path.join(__dirname, 'golden', 'opencv-bilinear.json'), 'utf8')) as {
  cases: Case[];
};

function picture({ pattern, seed, width, height, channels }: Case): Uint8Array {
  const data = new Uint8Array(width * height * channels);
  let x = seed;
  for (let i = 0; i < data.length; i++) {
    if (pattern === 'noise') {
      x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
      data[i] = x >>> 24;
    } else {
      const pixel = Math.floor(i / channels);
      const column = pixel % width;
      const row = Math.floor(pixel / width);
      const value = (3 * column + 5 * row + 40 * (i % channels) + seed) % 256;
      data[i] = column > Math.floor(width / 2) ? 255 - value : value;
    }
  }
  return data;
}

const identity = Float32Array.from({ length: 256 }, (_, i) => i);

type Plan = new (options: BilinearOptions) => BilinearPlan | SimdBilinearPlan;

function resize(Plan: Plan, c: Case, layout: 'NCHW' | 'NHWC', extraStep = 0): Uint8Array {
  const source = picture(c);
  const tight = c.width * c.channels;
  const step = tight + extraStep;
  const data = new Uint8Array(step * c.height).fill(99);
  for (let y = 0; y < c.height; y++) data.set(source.subarray(y * tight, (y + 1) * tight), y * step);
  const plan = new Plan({
    inWidth: c.crop.right - c.crop.left,
    frameHeight: c.height,
    top: c.crop.top,
    bottom: c.crop.bottom,
    outWidth: c.output.width,
    outHeight: c.output.height,
    left: 0,
    tensorWidth: c.output.width,
    bytesPerPixel: c.channels,
    channelOffsets: c.channels === 1 ? [0, 0, 0] : [0, 1, 2],
    layout,
    tables: [identity, identity, identity],
    affine: { factor: [1, 1, 1], offset: [0, 0, 0] },
  });
  const tensor = new Float32Array(c.output.width * c.output.height * 3);
  plan.apply(data.subarray(c.crop.left * c.channels), step, tensor);
  return Uint8Array.from(tensor);
}

function interleaved(tensor: Uint8Array, channels: number): Uint8Array {
  const plane = tensor.length / 3;
  const out = new Uint8Array(plane * channels);
  for (let i = 0; i < plane; i++)
    for (let c = 0; c < channels; c++) out[i * channels + c] = tensor[c * plane + i]!;
  return out;
}

describe.each<[string, Plan]>([
  ['in JavaScript', BilinearPlan],
  ['in WebAssembly', SimdBilinearPlan],
])('bilinear resampling %s', (_, Plan) => {
  test.each(golden.cases)('gives the bytes that OpenCV gives: $name', (c) => {
    const expected = new Uint8Array(Buffer.from(c.output_base64, 'base64'));
    const found = interleaved(resize(Plan, c, 'NCHW'), c.channels);
    const wrong = found.reduce((count, byte, i) => count + (byte === expected[i] ? 0 : 1), 0);
    expect({ bytes: found.length, wrong }).toEqual({ bytes: expected.length, wrong: 0 });
  });

  test('reads rows with padding at their end', () => {
    const c = golden.cases[0]!;
    expect(Buffer.compare(resize(Plan, c, 'NCHW', 37), resize(Plan, c, 'NCHW'))).toBe(0);
  });

  test('writes NHWC as the same pixels in another order', () => {
    const c = golden.cases[1]!;
    expect(Buffer.compare(resize(Plan, c, 'NHWC'), interleaved(resize(Plan, c, 'NCHW'), 3))).toBe(0);
  });
});

describe('normalisation', () => {
  const contract = {
    type: 'float32',
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  } as unknown as InputContract;

  test('is the same in WebAssembly and in JavaScript, to the last bit', () => {
    const c = golden.cases[0]!;
    const source = picture(c);
    const results = [BilinearPlan, SimdBilinearPlan].map((Plan) => {
      const plan = new Plan({
        inWidth: 640,
        frameHeight: 480,
        top: 240,
        bottom: 480,
        // No multiple of four: the last columns take another way.
        outWidth: 199,
        outHeight: 66,
        left: 0,
        tensorWidth: 199,
        bytesPerPixel: 3,
        channelOffsets: [2, 1, 0],
        layout: 'NCHW',
        tables: normalisationTables(contract),
        affine: normalisation(contract),
      });
      const tensor = new Float32Array(3 * 199 * 66);
      plan.apply(source, 1920, tensor);
      return tensor;
    });
    const [javaScript, webAssembly] = results.map((tensor) => Buffer.from(tensor.buffer));
    expect(webAssembly?.equals(javaScript!)).toBe(true);
  });

  test('is (pixel * scale - mean) / std', () => {
    const [red] = normalisationTables(contract);
    expect(red![0]).toBeCloseTo(-0.485 / 0.229, 6);
    expect(red![255]).toBeCloseTo((1 - 0.485) / 0.229, 6);
  });
});
