import {
  asymmetric,
  dequantise,
  quantise,
  roundHalfEven,
  symmetric,
} from '../../../../src/models/optimize/quantize/parameters';
import {
  permuted,
  quantiseBias,
  quantiseWeights,
  smallestScales,
  transposed,
} from '../../../../src/models/optimize/quantize/weights';
import { RandomSource } from '../../../../src/support/random';

const perChannel = { granularity: 'per-channel', reduceRange: false } as const;

describe('eight bits for activations', () => {
  it('bring every value of their range back to half a step, and zero exactly', () => {
    const random = new RandomSource(5, 0);
    for (let round = 0; round < 300; round++) {
      const ends = [random.normal(10), random.normal(10)].toSorted((a, b) => a - b);
      const range = { min: ends[0]!, max: ends[1]! };
      for (const parameters of [asymmetric(range), symmetric(range)]) {
        expect(dequantise(quantise(0, parameters), parameters)).toBe(0);
        for (let i = 0; i < 20; i++) {
          const value = random.uniform(range.min, range.max);
          const error = Math.abs(dequantise(quantise(value, parameters), parameters) - value);
          // The zero point is whole: the ends may lie half a step outside, where saturation adds as much again.
          expect(error).toBeLessThanOrEqual(parameters.scale * 1.001);
        }
      }
    }
  });

  it('give pixels / 255 a step each', () => {
    const parameters = asymmetric({ min: 0, max: 1 });
    for (let byte = 0; byte < 256; byte++) expect(quantise(byte / 255, parameters)).toBe(byte);
  });

  it('give a value that is always 0 a scale all the same', () => {
    expect(asymmetric({ min: 0, max: 0 })).toEqual({ type: 'uint8', scale: 1, zeroPoint: 0 });
    expect(symmetric({ min: 0, max: 0 })).toEqual({ type: 'int8', scale: 1, zeroPoint: 0 });
  });

  it('hold a constant that is not 0', () => {
    const parameters = asymmetric({ min: 3, max: 3 });
    expect(dequantise(quantise(3, parameters), parameters)).toBeCloseTo(3, 6);
  });

  it('round halves to even', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.49, -2.51].map(roundHalfEven)).toEqual([0, 2, 2, 0, -2, 2, -3]);
  });
});

describe('eight bits for weights', () => {
  const random = new RandomSource(6, 0);
  const dims = [5, 4, 3, 3];
  // Outputs of very different sizes: what scales per channel are for.
  const data = Float32Array.from({ length: 180 }, (_, i) => random.normal(10 ** (Math.floor(i / 36) - 3)));
  const tensor = { type: 'float32', dims, data } as const;
  const none = new Float64Array(5);

  it('bring every weight back to half a step of its output', () => {
    const weights = quantiseWeights(tensor, 0, perChannel, none);
    expect(weights.scales).toHaveLength(5);
    weights.data.forEach((steps, i) => {
      const scale = weights.scales[Math.floor(i / 36)]!;
      expect(Math.abs(steps * scale - data[i]!)).toBeLessThanOrEqual(scale * 0.5001);
      expect(Math.abs(steps)).toBeLessThanOrEqual(127);
    });
  });

  it('have the largest weight of each output at 127, of the whole tensor where one scale is asked for', () => {
    const largest = (steps: Int8Array) => steps.reduce((most, n) => Math.max(most, Math.abs(n)), 0);
    const weights = quantiseWeights(tensor, 0, perChannel, none);
    for (let c = 0; c < 5; c++) expect(largest(weights.data.subarray(c * 36, c * 36 + 36))).toBe(127);
    const whole = quantiseWeights(tensor, 0, { ...perChannel, granularity: 'per-tensor' }, none);
    expect(whole.scales).toHaveLength(1);
    expect(largest(whole.data)).toBe(127);
  });

  it('stay within seven bits with a reduced range', () => {
    const weights = quantiseWeights(tensor, 0, { ...perChannel, reduceRange: true }, none);
    expect(Math.max(...weights.data)).toBeLessThanOrEqual(63);
    expect(Math.min(...weights.data)).toBeGreaterThanOrEqual(-63);
  });

  it('count outputs along the last axis of a matrix as along the first of its transpose', () => {
    const matrix = { type: 'float32', dims: [3, 4], data: data.slice(0, 12) } as const;
    const columns = quantiseWeights(matrix, 1, perChannel, new Float64Array(4));
    const rows = transposed(columns);
    expect([rows.dims, rows.axis]).toEqual([[4, 3], 0]);
    const turned = Float32Array.from({ length: 12 }, (_, i) => matrix.data[(i % 3) * 4 + Math.floor(i / 3)]!);
    const again = quantiseWeights(
      { ...matrix, dims: [4, 3], data: turned },
      0,
      perChannel,
      new Float64Array(4),
    );
    expect([...rows.data]).toEqual([...again.data]);
    expect([...rows.scales]).toEqual([...again.scales]);
  });

  it('find their way through a permutation of axes', () => {
    const weights = quantiseWeights(tensor, 0, perChannel, none);
    const turned = permuted(weights, [0, 2, 3, 1]);
    expect(turned.dims).toEqual([5, 3, 3, 4]);
    for (const [o, c, y, x] of [
      [0, 1, 2, 0],
      [4, 3, 2, 1],
      [2, 0, 1, 2],
    ] as const) {
      expect(turned.data[((o * 3 + y) * 3 + x) * 4 + c]).toBe(weights.data[((o * 4 + c) * 3 + y) * 3 + x]);
    }
  });

  it('give a filter of zeros a scale in which its bias fits', () => {
    const zeros = { type: 'float32', dims: [2, 3], data: new Float32Array(6) } as const;
    const bias = { type: 'float32', dims: [2], data: Float32Array.of(1e6, 0) } as const;
    const weights = quantiseWeights(zeros, 0, perChannel, smallestScales(bias.data, 2, 1e-6));
    const quantisedBias = quantiseBias(bias.data, 1e-6, weights.scales)!;
    expect([...weights.data]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(quantisedBias.data[0]! * quantisedBias.scales[0]!).toBeCloseTo(1e6, -1);
  });

  it('say when a bias does not fit its scale', () => {
    expect(quantiseBias(Float32Array.of(1e6), 1e-6, Float32Array.of(1e-6))).toBeNull();
  });
});
