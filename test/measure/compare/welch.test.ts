import { execFileSync } from 'node:child_process';
import { effectSize } from '../../../src/measure/compare/effect';
import { summarize, welchTest } from '../../../src/measure/compare/welch';

/** Golden values of scipy 1.10.1: stats.ttest_ind(b, a, equal_var=False) for t and p, the degrees of freedom
 *  by Welch and Satterthwaite's formula, the interval from stats.t.ppf(0.975, degrees). */
const CASES = [
  {
    what: 'samples of different sizes',
    a: [3.1, 2.9, 3.3, 3.0],
    b: [3.6, 3.4, 3.9],
    t: 3.3129367821087956,
    df: 3.3534671130445237,
    p: 0.038449492703608,
    interval: [0.05259721086587499, 1.0640694558007913],
  },
  {
    what: 'nearly equal lap times',
    a: [58.31, 58.35, 58.29, 58.4, 58.33],
    b: [58.3, 58.36, 58.31, 58.38, 58.35],
    t: 0.16523847695431293,
    df: 7.646485114342471,
    p: 0.873040859402837,
    interval: [-0.05227487979542453, 0.060274879795420094],
  },
  {
    what: 'a side without a spread',
    a: [0.02, 0.02, 0.02],
    b: [0.031, 0.029, 0.034],
    t: 7.800134951599096,
    df: 2,
    p: 0.01604156370550445,
    interval: [0.005081723853722446, 0.017584942812944215],
  },
  {
    what: 'two values a side',
    a: [1, 2],
    b: [5, 9],
    t: 2.6678918753996625,
    df: 1.1245136186770428,
    p: 0.20544915073088874,
    interval: [-14.743378929585191, 25.74337892958519],
  },
  {
    what: 'spreads of different sizes',
    a: [0.0151, 0.0149, 0.0152, 0.015, 0.0148, 0.0153],
    b: [0.0211, 0.0187, 0.0203],
    t: 7.022185314900266,
    df: 2.0470372110906987,
    p: 0.018497215239920782,
    interval: [0.0019961911656018756, 0.007970475501064793],
  },
  {
    what: 'sides that differ a millionfold',
    a: [1e-3, 1.1e-3, 0.9e-3],
    b: [1000, 1500, 900],
    t: 6.1065748807509905,
    df: 2.0000000000003872,
    p: 0.02578401015235876,
    interval: [334.7937821589994, 1931.8708845076671],
  },
];

test.each(CASES)('equals scipy for $what', ({ a, b, t, df, p, interval }) => {
  const found = welchTest(summarize(a), summarize(b))!;
  expect(found.t / t).toBeCloseTo(1, 9);
  expect(found.degrees_of_freedom / df).toBeCloseTo(1, 9);
  expect(found.p / p).toBeCloseTo(1, 7);
  expect(found.interval[0] / interval[0]!).toBeCloseTo(1, 6);
  expect(found.interval[1] / interval[1]!).toBeCloseTo(1, 6);
});

const python = ['/usr/bin/python3', 'python3'].find((candidate) => {
  try {
    execFileSync(candidate, ['-c', 'import scipy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

(python === undefined && !process.env.CI ? test.skip : test)(
  'equals the installed scipy for many samples',
  () => {
    const samples = Array.from({ length: 200 }, (_, i) => {
      const values = (n: number, phase: number) =>
        Array.from(
          { length: n },
          (_, k) => Math.sin(phase + i * 1.7) * 3 + Math.cos(i * 0.3 + k * k + phase) * (1 + (i % 7)),
        );
      return [values(2 + (i % 6), 0), values(2 + (i % 9), 2)] as const;
    });
    const script =
      'import json, sys; from scipy import stats\n' +
      'print(json.dumps([[float(x) for x in stats.ttest_ind(b, a, equal_var=False)] for a, b in json.load(sys.stdin)]))';
    const theirs = JSON.parse(
      execFileSync(python!, ['-c', script], { input: JSON.stringify(samples) }).toString(),
    ) as [number, number][];
    samples.forEach(([a, b], i) => {
      const found = welchTest(summarize(a), summarize(b))!;
      expect(found.t).toBeCloseTo(theirs[i]![0], 9);
      expect(found.p).toBeCloseTo(theirs[i]![1], 7);
    });
  },
);

test('without a spread there is no test', () => {
  const [one, none, some] = [summarize([3]), summarize([2, 2, 2]), summarize([1, 2, 3])];
  expect(one.sd).toBeNull();
  expect(none.sd).toBe(0);
  expect(welchTest(one, some)).toBeNull();
  expect(welchTest(none, none)).toBeNull();
  expect(effectSize(one, some)).toBeNull();
  expect(effectSize(none, none)).toBeNull();
});

test('values that differ by rounding errors have no spread', () => {
  expect(summarize([0.1 + 0.2, 0.3, 0.3]).sd).toBe(0);
});

test('equal means give p = 1', () => {
  expect(welchTest(summarize([1, 3]), summarize([0, 4]))!.p).toBe(1);
});

test('the effect is the difference in units of the spread', () => {
  expect(effectSize(summarize([0, 2]), summarize([4, 6]))).toBeCloseTo(4 / Math.SQRT2, 12);
});

test('the median of an even number of values lies between the middle two', () => {
  expect(summarize([4, 1, 3, 2]).median).toBe(2.5);
});
