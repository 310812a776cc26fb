import { parse } from 'csv-parse/sync';
import { findDifferences } from '../../../src/replay/models/differences';
import type { Opinions } from '../../../src/replay/models/opinions';
import { formatOpinions } from '../../../src/replay/models/opinions-csv';
import type { Recording } from '../../../src/replay/recording';
import { formatDifferences } from '../../../src/replay/summary-table';

/** Ten images a second; the car drives a metre from each to the next, on a circuit of 20 m. */
function recordingOf(count: number): Recording {
  const row = (i: number) => ({ index: i, time_s: i / 10, answer: null, command: null });
  const at = (time_s: number) => ({
    time_s,
    sim_s: 5 + time_s,
    x_m: 1,
    y_m: 2,
    distance_m: 10 * time_s,
    deviation_m: 0.1,
  });
  return {
    images: { length: count, row },
    poses: { at },
    circuit: { length_m: 20 },
  } as unknown as Recording;
}

const answersOf = (name: string, v_mps: readonly number[], w_radps: readonly number[]) => ({
  name,
  v_mps: Float64Array.from(v_mps),
  w_radps: Float64Array.from(w_radps),
});
const constant = (count: number, value: number) => new Array<number>(count).fill(value);

describe('where two answer differently', () => {
  it('is measured over the images that both answer', () => {
    const a = answersOf('a', [10, 10, 10, Number.NaN], [0, 0, 0, 0]);
    const b = answersOf('b', [11, 9, 14, 99], [0.5, 0.5, -0.5, 9]);
    const { frames, v_mps, w_radps } = findDifferences(recordingOf(4), a, b);
    expect(frames).toBe(3);
    expect(v_mps).toEqual({ mean: 2, p50: 1, p95: 4, p99: 4, max: 4, bias: expect.closeTo(4 / 3, 12) });
    expect(w_radps).toEqual({
      mean: 0.5,
      p50: 0.5,
      p95: 0.5,
      p99: 0.5,
      max: 0.5,
      bias: expect.closeTo(1 / 6, 12),
    });
  });

  it('lists the worst moments with time, frame and place, two seconds apart', () => {
    const count = 61;
    const w = constant(count, 0.01);
    w[30] = -0.9;
    w[45] = 0.8;
    w[55] = 0.7;
    const found = findDifferences(
      recordingOf(count),
      answersOf('a', constant(count, 10), constant(count, 0)),
      answersOf('b', constant(count, 10), w),
      2,
    );
    // 45 is within two seconds of 30; where nothing differs nothing is listed.
    expect(found.worst.w_radps).toEqual([
      {
        frame: 30,
        time_s: 3,
        distance_m: 30,
        lap: 2,
        deviation_m: 0.1,
        a: { v_mps: 10, w_radps: 0 },
        b: { v_mps: 10, w_radps: -0.9 },
      },
      expect.objectContaining({ frame: 55, lap: 3 }),
    ]);
    expect(found.worst.v_mps).toEqual([]);
  });

  it('is unknown where nothing is answered by both', () => {
    const none = answersOf('none', constant(3, Number.NaN), constant(3, Number.NaN));
    const found = findDifferences(recordingOf(3), none, answersOf('b', [1, 2, 3], [1, 2, 3]));
    expect(found).toMatchObject({ frames: 0, v_mps: { mean: null, max: null, bias: null } });
    expect(found.worst).toEqual({ v_mps: [], w_radps: [] });
  });

  it('is told as CSV and as a table', () => {
    const recording = recordingOf(2);
    const driven = answersOf('driven', [10, Number.NaN], [0.25, Number.NaN]);
    const model = answersOf('=net', [12, 13], [0, 0]);
    const differences = [findDifferences(recording, driven, model)];
    const opinions = { driven, models: [model as never], differences };
    const rows = parse(formatOpinions(recording, opinions), { columns: true });
    expect(rows).toEqual([
      {
        ...{ frame: '0', time_s: '0', sim_s: '5', x_m: '1', y_m: '2', distance_m: '0', deviation_m: '0.1' },
        ...{ driven_v_mps: '10', driven_w_radps: '0.25', "'=net_v_mps": '12', "'=net_w_radps": '0' },
        ...{ "'=net_minus_driven_v_mps": '2', "'=net_minus_driven_w_radps": '-0.25' },
      },
      expect.objectContaining({
        frame: '1',
        driven_v_mps: '',
        "'=net_v_mps": '13',
        "'=net_minus_driven_v_mps": '',
      }),
    ]);
    expect(formatDifferences(opinions)).toMatch(
      /^=net compared with driven, 1 frames\n.*mean.*\n {2}v, m\/s +2\.000/,
    );
  });

  it('says first who cannot answer all images', () => {
    const models = [
      { name: 'net', failed: 3 },
      { name: 'other', failed: 0 },
    ] as unknown as Opinions['models'];
    expect(formatDifferences({ models, differences: [] })).toBe('net cannot answer 3 images');
  });
});
