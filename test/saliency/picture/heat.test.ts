import { drawHeat, smoothSaliency } from '../../../src/saliency/picture/heat';
import type { SaliencyMap } from '../../../src/saliency/saliency';

function mapWith(values: Record<number, number>, columns = { left: 0, right: 20 }): SaliencyMap {
  const [width, height] = [20, 10];
  const data = new Float32Array(width * height);
  for (const [at, value] of Object.entries(values)) data[Number(at)] = value;
  const crop = { left: 0, top: 0, right: 80, bottom: 40 };
  const command = { v_mps: 1, w_radps: 0 };
  return { method: 'occlusion', width, height, values: data, crop, columns, command, changes: null };
}

const alphaAt = (data: Uint8Array, width: number, x: number, y: number) => data[4 * (y * width + x) + 3]!;

describe('the heat of a map', () => {
  it('is smooth around a peak, and 1 there', () => {
    const { data } = smoothSaliency(mapWith({ [5 * 20 + 8]: 1 }));
    expect(data.indexOf(1)).toBe(5 * 20 + 8);
    // Two averages over three: 1, 2, 3, 2, 1.
    const row = [...data.subarray(5 * 20 + 5, 5 * 20 + 12)];
    const expected = [0, 1 / 3, 2 / 3, 1, 2 / 3, 1 / 3, 0];
    for (const [i, value] of expected.entries()) expect(row[i]).toBeCloseTo(value, 5);
  });

  it('is opaque where the map is bright, and transparent elsewhere', () => {
    const { width, height, channels, data } = drawHeat(mapWith({ [5 * 20 + 8]: 1 }), {
      width: 80,
      height: 40,
    });
    expect([width, height, channels, data.length]).toEqual([80, 40, 4, 4 * 80 * 40]);
    expect(alphaAt(data, 80, 34, 22)).toBeGreaterThan(200);
    expect(alphaAt(data, 80, 70, 5)).toBe(0);
  });

  it('leaves out the padding beside the frame', () => {
    // Column 12 of the map is in the middle of columns 10 to 15, which the frame fills.
    const { data } = drawHeat(mapWith({ [5 * 20 + 12]: 1 }, { left: 10, right: 15 }), {
      width: 50,
      height: 10,
    });
    const row = Array.from({ length: 50 }, (_, x) => alphaAt(data, 50, x, 5));
    expect(Math.abs(row.indexOf(Math.max(...row)) - 24)).toBeLessThanOrEqual(1);
  });

  it('is nothing where nothing matters', () => {
    const { data } = drawHeat(mapWith({}), { width: 20, height: 10 });
    expect(data.filter((_, i) => i % 4 === 3)).toEqual(new Uint8Array(200));
  });
});
