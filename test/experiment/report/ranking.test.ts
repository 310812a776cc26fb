import { analyseExperiment } from '../../../src/experiment/report/analysis';
import { labelBrains } from '../../../src/experiment/report/brain-labels';
import { groupNeighbours } from '../../../src/experiment/report/ranking';
import type { RunRow } from '../../../src/experiment/run/run-row';
import { drivenRow, pairedRows } from './rows';

/** The main ranking. */
function rank(rows: readonly RunRow[]) {
  return analyseExperiment(rows).rankings[0]!;
}

const wave = (c: number) => 0.001 * Math.sin(3 * c);

describe('the ranking of brains', () => {
  it('tells brains apart that differ in every condition, and not those that take turns', () => {
    const ranking = rank(
      pairedRows(['worse', 'left', 'right'], 10, (b, c) => {
        if (b === 0) return 0.05 + wave(c);
        return 0.02 + wave(c) + ((c + b) % 2 === 0 ? 0.001 : 0);
      }),
    );
    expect(ranking.brains.map(({ brain, position, alike }) => [brain, position, alike])).toEqual([
      ['left', 1, ['right']],
      ['right', 2, ['left']],
      ['worse', 3, []],
    ]);
    expect(ranking.brains.map(({ meanRank }) => meanRank)).toEqual([1.5, 1.5, 3]);
    expect(ranking.groups).toEqual([['left', 'right']]);
    expect(ranking.tests).toBe(3);
    // wilcoxon of ten differences of one sign: 2 / 2^10, and the largest factor of Holm's correction.
    const pair = ranking.pairs.find(({ a, b }) => a === 'worse' && b === 'left')!;
    expect(pair.p).toBeCloseTo(2 / 1024, 12);
    expect(pair.p_holm).toBeCloseTo(6 / 1024, 12);
    expect(pair.median_difference).toBeCloseTo(0.0295, 3);
  });

  it('puts a run that failed behind every one that completed, however small its deviation was', () => {
    const rows = pairedRows(['bold', 'careful'], 12, (b, c) => {
      if (b === 1) return 0.05 + wave(c);
      return c < 8 ? null : 0.01 + wave(c);
    });
    const ranking = rank(rows);
    expect(ranking.brains[0]!.brain).toBe('careful');
    expect(ranking.pairs[0]).toMatchObject({ a: 'bold', aBetter: 4, bBetter: 8, conditions: 12 });
    const { summaries } = analyseExperiment(rows);
    expect(summaries.find(({ brain }) => brain === 'bold')!.success).toMatchObject({ successes: 4, n: 12 });
  });

  it('counts runs that drove exactly the same in lockstep once', () => {
    const same = (brain: string, deviation_m: number, seed: number) =>
      drivenRow({ brain, deviation_m, seed, repetition: seed });
    const rows = Array.from({ length: 10 }, (_, i) => [
      same('a', 0.02, i + 1),
      same('b', 0.03, i + 1),
    ]).flat();
    const analysis = analyseExperiment(rows);
    expect(analysis.copies).toBe(18);
    expect(analysis.summaries[0]).toMatchObject({ brain: 'a', runs: 10, distinct: 1, copies: 9 });
    expect(analysis.summaries[0]!.success).toMatchObject({ successes: 1, n: 1 });
    const [ranking] = analysis.rankings;
    expect(ranking!.commonConditions).toBe(1);
    expect(ranking!.pairs[0]).toMatchObject({ conditions: 1, p: 1, differ: false });
    expect(ranking!.brains[0]!.alike).toEqual(['b']);
  });

  it('takes runs over ROS for independent, even where they look the same', () => {
    const rows = [1, 2, 3].map((seed) => drivenRow({ seed, plan: { world: { kind: 'ros' } } }));
    expect(analyseExperiment(rows)).toMatchObject({ copies: 0, conditions: 3 });
  });

  it('compares each pair over the conditions that both drove', () => {
    const rows = [
      ...pairedRows(['a', 'b'], 10, (b, c) => 0.02 + 0.01 * b + wave(c)),
      ...[20, 21].map((seed) => drivenRow({ brain: 'elsewhere', seed, deviation_m: 0.001 * seed })),
      ...[20, 21].map((seed) => drivenRow({ brain: 'b', seed, deviation_m: 0.002 * seed })),
    ];
    const ranking = rank(rows);
    const conditionsOf = Object.fromEntries(
      ranking.pairs.map(({ a, b, conditions, p }) => [`${a} ${b}`, p === null ? null : conditions]),
    );
    expect(conditionsOf).toEqual({ 'a b': 10, 'a elsewhere': null, 'b elsewhere': 2 });
    expect(ranking.tests).toBe(2);
    expect(ranking.commonConditions).toBe(0);
    expect(ranking.brains.every(({ meanRank }) => meanRank === null)).toBe(true);
    expect(ranking.brains.find(({ brain }) => brain === 'elsewhere')!.notCompared).toEqual(['a']);
  });

  it('leaves faults out: they are neither success nor failure', () => {
    const rows = [
      ...pairedRows(['a', 'b'], 7, (b, c) => 0.02 + 0.01 * b + wave(c)),
      drivenRow({ brain: 'a', seed: 8, outcome: 'fault', detail: 'no memory' }),
      drivenRow({ brain: 'b', seed: 8, deviation_m: 0.01 }),
      drivenRow({ brain: 'broken', outcome: 'fault', detail: 'no model' }),
    ];
    const analysis = analyseExperiment(rows);
    expect(analysis.brains).toEqual(['a', 'b', 'broken']);
    expect(analysis.summaries[0]).toMatchObject({ runs: 8, distinct: 7, faults: 1 });
    expect(analysis.summaries[2]!.success.share).toBeNull();
    expect(analysis.rankings[0]!.pairs).toHaveLength(1);
    expect(analysis.rankings[0]!.pairs[0]!.conditions).toBe(7);
  });

  it('has no order where no brain completed a run', () => {
    const { brains, pairs, isOrdered } = rank(pairedRows(['a', 'b'], 6, () => null));
    expect(brains.map(({ position, meanRank }) => [position, meanRank])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect([isOrdered, pairs.length]).toEqual([false, 1]);
  });

  it('says how many conditions a difference takes', () => {
    expect(rank(pairedRows(['a', 'b'], 5, (b, c) => 0.02 + 0.01 * b + wave(c))).conditionsNeeded).toBe(6);
    const five = rank(pairedRows(['a', 'b'], 5, (b, c) => 0.02 + 0.01 * b + wave(c)));
    const six = rank(pairedRows(['a', 'b'], 6, (b, c) => 0.02 + 0.01 * b + wave(c)));
    expect([five.pairs[0]!.differ, six.pairs[0]!.differ]).toEqual([false, true]);
  });

  it('ranks success by the exact test of McNemar', () => {
    const rows = pairedRows(['never', 'always'], 6, (b, c) => (b === 0 ? null : 0.02 + wave(c)));
    const bySuccess = analyseExperiment(rows).rankings.find(({ criterion }) => criterion.key === 'success')!;
    expect(bySuccess.pairs[0]!.p).toBeCloseTo(0.03125, 10);
    expect(bySuccess.brains[0]).toMatchObject({ brain: 'always', alike: [] });
  });

  it('tells brains of one name apart by their models and files', () => {
    const model = (name: string, sha256: string) => ({
      name,
      path: `/${name}.onnx`,
      sha256,
      card_sha256: sha256,
    });
    const rows = [
      drivenRow({ brain: 'net', plan: { model: model('big', 'aaaaaaaaaaaa') } }),
      drivenRow({ brain: 'net', plan: { model: model('small', 'bbbbbbbbbbbb') } }),
      drivenRow({ brain: 'net', plan: { model: model('small', 'cccccccccccc') } }),
    ];
    expect(new Set(analyseExperiment(rows).brains)).toEqual(
      new Set([
        'net · big',
        'net · small · sha256 bbbbbbbb bbbbbbbb',
        'net · small · sha256 cccccccc cccccccc',
      ]),
    );
  });
});

describe('a brain of its user', () => {
  it('is another one when its code has changed', () => {
    const own = (sha256: string) => {
      const file = { name: 'own', path: '/own.js', sha256 };
      return drivenRow({ plan: { brain: { ...file, sha256: 'its yaml', entry: null, module: file } } });
    };
    expect(labelBrains([own('aaaaaaaaaaaa'), own('bbbbbbbbbbbb')])).toEqual([
      'own · sha256 aaaaaaaa',
      'own · sha256 bbbbbbbb',
    ]);
  });
});

describe('groups of neighbours', () => {
  it('are the largest ranges without a pair that differs', () => {
    const differing = new Set(['ac', 'ad', 'bd']);
    const groups = groupNeighbours(['a', 'b', 'c', 'd'], (x, y) => differing.has(x + y));
    expect(groups).toEqual([
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
    ]);
    expect(groupNeighbours(['a', 'b', 'c'], () => false)).toEqual([['a', 'b', 'c']]);
    expect(groupNeighbours(['a', 'b', 'c'], () => true)).toEqual([]);
  });
});
