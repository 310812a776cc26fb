import {
  chooseAsymmetric,
  chooseSymmetric,
  dequantize,
  quantize,
  roundHalfEven,
} from '../../../../src/models/optimize/quantize/parameters';
import {
  computeMinScales,
  permute,
  quantizeBias,
  quantizeWeights,
  transpose,
} from '../../../../src/models/optimize/quantize/weights';
import { RandomSource } from '../../../../src/support/random';

const perChannel = { granularity: 'per-channel', reduceRange: false } as const;

describe('8-bit activations', () => {
  it('restore every value of their range within half a step, and zero exactly', () => {
    const random = new RandomSource(5, 0);
    for (let round = 0; round < 300; round++) {
      const ends = [random.normal(10), random.normal(10)].toSorted((a, b) => a - b);
      const range = { min: ends[0]!, max: ends[1]! };
      for (const parameters of [chooseAsymmetric(range), chooseSymmetric(range)]) {
        expect(dequantize(quantize(0, parameters), parameters)).toBe(0);
        for (let i = 0; i < 20; i++) {
          const value = random.uniform(range.min, range.max);
          const error = Math.abs(dequantize(quantize(value, parameters), parameters) - value);
          // The zero point is whole: the ends may lie half a step outside, where saturation adds as much again.
          expect(error).toBeLessThanOrEqual(parameters.scale * 1.001);
        }
      }
    }
  });

  it('have one step per pixel value for pixels / 255', () => {
    const parameters = chooseAsymmetric({ min: 0, max: 1 });
    for (let byte = 0; byte < 256; byte++) expect(quantize(byte / 255, parameters)).toBe(byte);
  });

  it('have a scale for a value that is always 0', () => {
    expect(chooseAsymmetric({ min: 0, max: 0 })).toEqual({ type: 'uint8', scale: 1, zeroPoint: 0 });
    expect(chooseSymmetric({ min: 0, max: 0 })).toEqual({ type: 'int8', scale: 1, zeroPoint: 0 });
  });

  it('represent a constant that is not 0', () => {
    const parameters = chooseAsymmetric({ min: 3, max: 3 });
    expect(dequantize(quantize(3, parameters), parameters)).toBeCloseTo(3, 6);
  });

  it('round halves to even', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.49, -2.51].map(roundHalfEven)).toEqual([0, 2, 2, 0, -2, 2, -3]);
  });
});

describe('8-bit weights', () => {
  const random = new RandomSource(6, 0);
  const dims = [5, 4, 3, 3];
  // Outputs of very different sizes: what scales per channel are for.
  const data = Float32Array.from({ length: 180 }, (_, i) => random.normal(10 ** (Math.floor(i / 36) - 3)));
  const tensor = { type: 'float32', dims, data } as const;
  const none = new Float64Array(5);

  it('restore every weight within half a step of its output', () => {
    const weights = quantizeWeights(tensor, 0, perChannel, none);
    expect(weights.scales).toHaveLength(5);
    weights.data.forEach((steps, i) => {
      const scale = weights.scales[Math.floor(i / 36)]!;
      expect(Math.abs(steps * scale - data[i]!)).toBeLessThanOrEqual(scale * 0.5001);
      expect(Math.abs(steps)).toBeLessThanOrEqual(127);
    });
  });

  it('map the largest weight of each output to 127, or of the whole tensor with one scale', () => {
    const largest = (steps: Int8Array) => steps.reduce((most, n) => Math.max(most, Math.abs(n)), 0);
    const weights = quantizeWeights(tensor, 0, perChannel, none);
    for (let c = 0; c < 5; c++) expect(largest(weights.data.subarray(c * 36, c * 36 + 36))).toBe(127);
    const whole = quantizeWeights(tensor, 0, { ...perChannel, granularity: 'per-tensor' }, none);
    expect(whole.scales).toHaveLength(1);
    expect(largest(whole.data)).toBe(127);
  });

  it('fit 7 bits with a reduced range', () => {
    const weights = quantizeWeights(tensor, 0, { ...perChannel, reduceRange: true }, none);
    expect(Math.max(...weights.data)).toBeLessThanOrEqual(63);
    expect(Math.min(...weights.data)).toBeGreaterThanOrEqual(-63);
  });

  it('are the same along the last axis of a matrix as along the first of its transpose', () => {
    const matrix = { type: 'float32', dims: [3, 4], data: data.slice(0, 12) } as const;
    const columns = quantizeWeights(matrix, 1, perChannel, new Float64Array(4));
    const rows = transpose(columns);
    expect([rows.dims, rows.axis]).toEqual([[4, 3], 0]);
    const turned = Float32Array.from({ length: 12 }, (_, i) => matrix.data[(i % 3) * 4 + Math.floor(i / 3)]!);
    const again = quantizeWeights(
      { ...matrix, dims: [4, 3], data: turned },
      0,
      perChannel,
      new Float64Array(4),
    );
    expect([...rows.data]).toEqual([...again.data]);
    expect([...rows.scales]).toEqual([...again.scales]);
  });

  it('are permuted with their axes', () => {
    const weights = quantizeWeights(tensor, 0, perChannel, none);
    const turned = permute(weights, [0, 2, 3, 1]);
    expect(turned.dims).toEqual([5, 3, 3, 4]);
    for (const [o, c, y, x] of [
      [0, 1, 2, 0],
      [4, 3, 2, 1],
      [2, 0, 1, 2],
    ] as const) {
      expect(turned.data[((o * 3 + y) * 3 + x) * 4 + c]).toBe(weights.data[((o * 4 + c) * 3 + y) * 3 + x]);
    }
  });

  it('give a filter of zeros a scale for which its bias fits', () => {
    const zeros = { type: 'float32', dims: [2, 3], data: new Float32Array(6) } as const;
    const bias = { type: 'float32', dims: [2], data: Float32Array.of(1e6, 0) } as const;
    const weights = quantizeWeights(zeros, 0, perChannel, computeMinScales(bias.data, 2, 1e-6));
    const quantizedBias = quantizeBias(bias.data, 1e-6, weights.scales)!;
    expect([...weights.data]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(quantizedBias.data[0]! * quantizedBias.scales[0]!).toBeCloseTo(1e6, -1);
  });

  it('report a bias that does not fit its scale', () => {
    expect(quantizeBias(Float32Array.of(1e6), 1e-6, Float32Array.of(1e-6))).toBeNull();
  });
});
