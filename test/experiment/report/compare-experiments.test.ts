import { compareExperiments } from '../../../src/experiment/report/compare-experiments';
import { drivenRow, pairedRows } from './rows';

const wave = (c: number) => 0.001 * Math.sin(3 * c);

describe('the comparison of two experiments', () => {
  const before = pairedRows(['net'], 12, (_, c) => 0.03 + wave(c));

  it('finds what differs in every pair', () => {
    const after = pairedRows(['net'], 12, (_, c) => 0.02 + wave(c));
    const { brains, tests } = compareExperiments(before, after);
    expect(brains).toHaveLength(1);
    expect(brains[0]).toMatchObject({ a: 'net', b: 'net', conditions: 12, identical: 0 });
    const deviation = brains[0]!.metrics.find(({ metric }) => metric?.key === 'position_deviation_mean_m')!;
    expect(deviation).toMatchObject({ pairs: 12, verdict: 'B better' });
    expect(deviation.p).toBeCloseTo(2 / 2 ** 12, 12);
    // One of its tests has the same p, so that Holm's factor is the number of all of them.
    expect(deviation.p_holm).toBeCloseTo((2 * tests) / 2 ** 12, 10);
    expect(deviation.difference!.mean).toBeCloseTo(-0.01, 10);
    expect(brains[0]!.metrics.find(({ metric }) => metric?.key === 'average_speed_mps')!.verdict).toBe(
      'same',
    );
  });

  it('says how many conditions were driven exactly the same', () => {
    const { brains } = compareExperiments(before, [...before]);
    expect(brains[0]).toMatchObject({ conditions: 12, identical: 12 });
    expect(new Set(brains[0]!.metrics.map(({ verdict }) => verdict))).toEqual(new Set(['same']));
  });

  it('compares success by the pairs in which one side failed', () => {
    const after = pairedRows(['net'], 12, (_, c) => (c < 8 ? null : 0.03 + wave(c)));
    const [success] = compareExperiments(before, after).brains[0]!.metrics;
    expect(success).toMatchObject({ metric: null, pairs: 12, a: 1 });
    expect(success!.b).toBeCloseTo(4 / 12, 10);
    expect(success!.p).toBeCloseTo(2 / 2 ** 8, 10);
  });

  it('compares the only brains of both, names what one side alone has, and pairs nothing else', () => {
    const other = pairedRows(['other'], 12, (_, c) => 0.02 + wave(c));
    expect(compareExperiments(before, other).brains[0]).toMatchObject({
      a: 'net',
      b: 'other',
      conditions: 12,
    });
    const more = [...before, drivenRow({ brain: 'extra' })];
    expect(compareExperiments(more, before).leftOut).toEqual(['extra: only in A']);
    expect(compareExperiments(more, other).brains).toEqual([]);
    const elsewhere = [drivenRow({ brain: 'net', circuit: 'many_curves' })];
    expect(compareExperiments(before, elsewhere)).toMatchObject({ tests: 0, brains: [{ conditions: 0 }] });
  });
});
