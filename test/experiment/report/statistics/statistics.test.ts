import { friedmanTest } from '../../../../src/experiment/report/statistics/friedman';
import { meanInterval } from '../../../../src/experiment/report/statistics/mean-interval';
import { midranks } from '../../../../src/experiment/report/statistics/midranks';
import { signTest } from '../../../../src/experiment/report/statistics/sign-test';
import { signedRankTest } from '../../../../src/experiment/report/statistics/signed-rank';
import { wilsonInterval } from '../../../../src/experiment/report/statistics/wilson';

// Expected values are those of scipy 1.17.1, by the call above each.
describe('statistics of an experiment', () => {
  describe("Wilcoxon's signed-rank test", () => {
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

    it('is exact for few differences', () => {
      // wilcoxon(before, after)
      const { n, positive, negative, p } = signedRankTest(before.map((value, i) => value - after[i]!));
      expect([n, positive, negative]).toEqual([9, 40, 5]);
      expect(p).toBeCloseTo(0.0390625, 12);
    });

    it('is exact with ties', () => {
      // wilcoxon(d, method=PermutationMethod(n_resamples=10**9))
      const { negative, p } = signedRankTest([3, 3, -1, 2, 2, -2, 5, 7, -1, 4, 4, 6]);
      expect(negative).toBe(7);
      expect(p).toBeCloseTo(0.0087890625, 12);
    });

    it('takes infinite differences as ties of the largest rank', () => {
      // the same with three differences of 1e9
      const infinite = Number.POSITIVE_INFINITY;
      const { negative, p } = signedRankTest([1, 2, -3, 4, 5, infinite, infinite, infinite]);
      expect(negative).toBe(3);
      expect(p).toBeCloseTo(0.0390625, 12);
    });

    it('is approximated for many differences', () => {
      // wilcoxon(x, method='approx', correction=False)
      const x = Array.from(
        { length: 80 },
        (_, i) => (-1) ** Math.floor((i * i) / 3) * ((i % 17) + 0.1 * i) + 2.5,
      );
      const { positive, negative, p } = signedRankTest(x);
      expect(Math.min(positive, negative)).toBe(1206);
      expect(p).toBeCloseTo(0.047066326390833045, 8);
    });

    it('leaves out differences of 0, and finds nothing in them', () => {
      expect(signedRankTest([0, 0, 0])).toEqual({ n: 0, positive: 0, negative: 0, p: 1 });
      expect(signedRankTest([0, 1, 2, 3]).p).toBe(signedRankTest([1, 2, 3]).p);
    });
  });

  it('tests successes of pairs by the exact sign test', () => {
    // binomtest(k, n).pvalue
    expect(signTest(3, 12)).toBeCloseTo(0.03515625, 10);
    expect(signTest(80, 40)).toBeCloseTo(0.00033040001839131815, 10);
    expect(signTest(6, 0)).toBeCloseTo(0.03125, 10);
    expect(signTest(2, 2)).toBe(1);
    expect(signTest(0, 0)).toBe(1);
  });

  it("gives Wilson's interval of a success rate", () => {
    // binomtest(k, n).proportion_ci(method='wilson')
    const expected = [
      [0, 10, 0, 0.27753279986288926],
      [7, 10, 0.39677814746114526, 0.892208732593699],
      [10, 10, 0.7224672001371109, 1],
      [95, 100, 0.8882495307680809, 0.978456320845632],
    ] as const;
    for (const [successes, n, low, high] of expected) {
      const interval = wilsonInterval(successes, n);
      expect(interval.low).toBeCloseTo(low, 10);
      expect(interval.high).toBeCloseTo(high, 10);
    }
    expect(wilsonInterval(0, 0)).toMatchObject({ share: null, low: null, high: null });
  });

  it("gives Student's interval of a mean, and none without a spread", () => {
    // t.interval(0.95, 4, mean(v), sem(v))
    const found = meanInterval([0.051, 0.048, 0.062, 0.055, 0.049])!;
    expect(found.low).toBeCloseTo(0.04592142611508865, 10);
    expect(found.high).toBeCloseTo(0.06007857388491136, 10);
    expect(found.sd).toBeCloseTo(0.005700877125495689, 12);
    expect(meanInterval([0.05])).toMatchObject({ n: 1, sd: null, low: null, high: null });
    expect(meanInterval([0.05, 0.05])).toMatchObject({ n: 2, sd: 0, low: null, high: null });
    expect(meanInterval([])).toBeNull();
  });

  it("gives Friedman's test with mean ranks", () => {
    // friedmanchisquare(*columns), and rankdata of each row
    const found = friedmanTest([
      [7, 5.3, 4.9, 8.8],
      [9.9, 5.7, 7.6, 8.9],
      [8.5, 4.7, 5.5, 8.1],
      [5.1, 3.5, 2.8, 3.3],
      [10.3, 7.7, 8.4, 9.1],
    ])!;
    expect(found.chi_square).toBeCloseTo(10.68, 10);
    expect(found.p).toBeCloseTo(0.0135882729582177, 8);
    expect(found.meanRanks).toEqual([3.8, 1.6, 1.6, 3]);
  });

  it("corrects Friedman's test for ties", () => {
    const found = friedmanTest([
      [1, 1, 2],
      [1, 2, 2],
      [2, 3, 2],
      [2, 3, 3],
    ])!;
    expect(found.chi_square).toBeCloseTo(4.5, 10);
    expect(found.p).toBeCloseTo(0.10539922456186433, 8);
    expect(friedmanTest([[1, 1, 1]])).toBeNull();
    expect(friedmanTest([[1, 2]])).toBeNull();
  });

  it('shares ranks between equal values', () => {
    expect(midranks([10, 30, 10, 20])).toEqual([1.5, 4, 1.5, 3]);
    expect(midranks([])).toEqual([]);
  });
});
