import { compareRuns } from '../../../src/measure/compare/compare-runs';
import { buildComparisonChart, buildComparisonCharts } from '../../../src/measure/compare/comparison-chart';
import { buildComparisonJson } from '../../../src/measure/compare/comparison-json';
import { buildComparisonTable, formatCourse } from '../../../src/measure/compare/comparison-table';
import { collectRemarks } from '../../../src/measure/compare/sides';
import { describeMethod, formatVerdict } from '../../../src/measure/compare/verdict';
import type { BagMeasurement } from '../../../src/measure/metrics/measurement';
import { type SyntheticRun, syntheticMeasurement } from '../../helpers/measurement';
import { reportRuns } from '../../helpers/report-runs';

async function repetitions(run: SyntheticRun, seeds = [1, 2, 3, 4]): Promise<BagMeasurement[]> {
  return Promise.all(seeds.map((seed) => syntheticMeasurement({ ...run, seed })));
}

const found = (a: readonly BagMeasurement[], b: readonly BagMeasurement[], key: string) =>
  compareRuns(a, b).courses[0]!.metrics.find(({ metric }) => metric.key === key)!;

test('a brain that weaves twice as far is worse beyond the spread of its repetitions', async () => {
  const deviation = found(
    await repetitions({ weave_m: 0.1 }),
    await repetitions({ weave_m: 0.2 }),
    'position_deviation_mean_m',
  );
  expect(deviation.verdict).toBe('beyond');
  expect(deviation.p_holm!).toBeGreaterThan(deviation.test!.p);
  expect(deviation.percent!).toBeGreaterThan(50);
  expect(deviation.test!.interval[0]).toBeGreaterThan(0);
  expect(formatVerdict(deviation)).toBe('B worse, beyond the spread');
});

test('two halves of the same repetitions differ within the spread', async () => {
  const all = await repetitions({}, [1, 2, 3, 4, 5, 6, 7, 8]);
  const deviation = found(all.slice(0, 4), all.slice(4), 'position_deviation_mean_m');
  expect(deviation.verdict).toBe('within');
  expect(formatVerdict(deviation)).toBe('within the spread');
});

test('a single run has no spread to compare with', async () => {
  const deviation = found(
    await repetitions({ weave_m: 0.1 }, [1]),
    await repetitions({ weave_m: 0.2 }),
    'position_deviation_mean_m',
  );
  expect(deviation).toMatchObject({ verdict: 'spread_unknown', test: null, p_holm: null, effect: null });
  expect(formatVerdict(deviation)).toContain('spread unknown');
});

test('repetitions with one seed have no spread and no p value, however far apart the sides are', async () => {
  const deviation = found(
    await repetitions({ weave_m: 0.1 }, [3, 3, 3]),
    await repetitions({ weave_m: 0.2 }, [3, 3, 3]),
    'position_deviation_mean_m',
  );
  expect(deviation).toMatchObject({ verdict: 'no_spread', test: null, p_holm: null });
  expect(deviation.difference!).toBeGreaterThan(0);
  expect(formatVerdict(deviation)).toBe('B worse; no spread, so no test');
});

test('circuits and directions are never mixed, and courses of one side only are listed', async () => {
  const a = [...(await repetitions({}, [1, 2])), await syntheticMeasurement({ circuit: 'montreal_line' })];
  const b = [...(await repetitions({}, [3, 4])), await syntheticMeasurement({ direction: 'reverse' })];
  const { courses, leftOut } = compareRuns(a, b);
  expect(courses.map(({ course, runs }) => [course, runs])).toEqual([['simple_circuit', { a: 2, b: 2 }]]);
  expect(leftOut).toEqual([
    'montreal_line: only A has it (1 run)',
    'simple_circuit, reverse: only B has it (1 run)',
  ]);
});

test('a partial run is excluded from driving metrics, but its contacts count', async () => {
  const crashed = await repetitions({ share: 0.3, leaves: true }, [1, 2]);
  const b = await repetitions({}, [3, 4]);
  expect(found(crashed, b, 'average_speed_mps')).toMatchObject({ a: null, verdict: 'missing' });
  expect(found(crashed, b, 'off_track_events').a!.mean).toBe(1);
  const remarks = collectRemarks(reportRuns(crashed), reportRuns(b));
  expect(remarks).toContain('2 of 2 runs of A ended before a lap: excluded from the driving metrics');
});

test('there is a warning about sides that are not plain repetitions', async () => {
  const a = [
    await syntheticMeasurement({ provider: 'cpu' }),
    await syntheticMeasurement({ provider: 'cuda' }),
  ];
  const remarks = collectRemarks(reportRuns(a), reportRuns(a));
  expect(remarks).toContain('A mixes providers (cpu, cuda): its spread is not that of repetitions');
  expect(remarks.some((remark) => remark.includes('A repeats a seed in lockstep'))).toBe(true);
  expect(remarks.some((remark) => remark.includes('are in both A and B'))).toBe(true);
});

test('the text names the test, its correction and its assumptions', () => {
  const text = describeMethod(12).join('\n');
  for (const word of [
    "Welch's two-sided t-test",
    "Holm's correction over 12 tests",
    'independent',
    'normal',
    '95 %',
  ]) {
    expect(text).toContain(word);
  }
});

test('two single runs are compared without columns on spreads and tests', async () => {
  const [a, b] = [await repetitions({ weave_m: 0.1 }, [1]), await repetitions({ weave_m: 0.2 }, [2])];
  const comparison = compareRuns(a, b);
  const text = formatCourse(comparison.courses[0]!);
  expect(text).not.toMatch(/median|effect|p \(Holm\)|95 %/);
  expect(text.match(/spread unknown/gi)).toHaveLength(1);
  expect(text).toMatch(/deviation, mean \(m\) +0\.\d{4} +0\.\d{4} +\+0\.\d{5} +\+\d+\.\d % {2}B worse\n/);
  expect(buildComparisonChart(comparison.courses[0]!)!.subtitle).toMatch(
    /^Difference in percent of A; not tested; 1 run of A, 1 run of B/,
  );
  expect(describeMethod(comparison.tests)).toEqual([expect.stringContaining('No difference was tested')]);
});

test('there is a warning about a side whose bags do not name their world', async () => {
  const a = reportRuns(await repetitions({}, [1]));
  const b = a.map((run) => ({
    ...run,
    measurement: { ...run.measurement, identity: { ...run.measurement.identity, world: null } },
  }));
  expect(collectRemarks(a, b)).toContain(
    'A was driven in the world lockstep, B in an unnamed world: the worlds may cause a difference',
  );
});

test('table, text and chart contain every metric that a side has', async () => {
  const comparison = compareRuns(await repetitions({ weave_m: 0.1 }), await repetitions({ weave_m: 0.2 }));
  const table = buildComparisonTable(comparison);
  const known = comparison.courses[0]!.metrics.filter(({ a, b }) => a !== null || b !== null);
  expect(table.rows.length).toBe(known.length);
  const text = formatCourse(comparison.courses[0]!);
  expect(text).toContain('simple_circuit: 4 runs of A, 4 runs of B');
  expect(text).toMatch(/deviation, mean \(m\).*B worse, beyond the spread/);
  expect(text).not.toMatch(/NaN|undefined/);
  const chart = buildComparisonChart(comparison.courses[0]!)!;
  expect(JSON.parse(JSON.stringify(chart.option))).toEqual(chart.option);
});

/** Repetitions whose median inference times are `values`. */
async function timed(values: readonly number[]): Promise<BagMeasurement[]> {
  const one = await syntheticMeasurement();
  return values.map((p50) => ({
    ...one,
    metrics: { ...one.metrics, inference_time_ms: { ...one.metrics.inference_time_ms, p50 } },
  }));
}

test('a significant difference of less than 1 % is called tiny, in every output', async () => {
  const comparison = compareRuns(
    await timed([2, 2.0001, 2.0002, 1.9999]),
    await timed([2.01, 2.0101, 2.0102, 2.0099]),
  );
  const course = comparison.courses[0]!;
  const time = course.metrics.find(({ metric }) => metric.key === 'inference_time_ms.p50')!;
  expect(time).toMatchObject({ verdict: 'beyond', tiny: true, magnitude: 'large' });
  const words = 'B worse, beyond the spread, but tiny: below 1 %';
  expect(formatVerdict(time)).toBe(words);
  expect(formatCourse(course)).toContain(words);
  const side = { path: 'a', description: '', files: [] };
  const json = JSON.parse(JSON.stringify(buildComparisonJson({ a: side, b: side }, comparison, [])));
  expect(json.courses[0].figures['inference_time_ms.p50']).toMatchObject({
    verdict: 'beyond',
    tiny: true,
    effect_magnitude: 'large',
    in_words: words,
  });
  const chart = buildComparisonChart(course)!;
  expect(JSON.stringify(chart.option.legend)).toContain('beyond the spread, but tiny');
  const table = buildComparisonTable(comparison);
  const row = table.rows.find((cells) => cells[1]!.value === 'inference_time_ms.p50')!;
  expect(row.slice(-3).map(({ value }) => value)).toEqual([words, 'large', 'yes']);
});

test('many repetitions that differ by a tenth of their spread have a negligible effect', async () => {
  const wave = Array.from({ length: 4000 }, (_, i) => 10 + Math.sin(i));
  const time = found(
    await timed(wave),
    await timed(wave.map((value) => value + 0.12)),
    'inference_time_ms.p50',
  );
  expect(time).toMatchObject({ verdict: 'beyond', tiny: true, magnitude: 'negligible' });
  expect(formatVerdict(time)).toBe('B worse, beyond the spread, but tiny: a negligible effect');
});

test('a difference that was not tested is not called tiny, and rounding is no difference', async () => {
  const single = found(await timed([2]), await timed([2.000_000_1]), 'inference_time_ms.p50');
  expect(single.tiny).toBeNull();
  expect(formatVerdict(single)).toBe('the same; spread unknown: a side has fewer than two runs');
});

test('small values and means of counts are not shown as 0', async () => {
  const comparison = compareRuns(
    await timed([0.000_41, 0.000_43]),
    (await timed([0.000_82, 0.000_84])).map((one, i) => ({
      ...one,
      metrics: { ...one.metrics, off_track_events: i },
    })),
  );
  const text = formatCourse(comparison.courses[0]!);
  expect(text).toMatch(/inference, p50 \(ms\) +0\.00042 \(0\.00042\) +0\.00083 \(0\.00083\) +\+0\.000410/);
  expect(text).toMatch(/off the track +0\.00 \(0\.00\) +0\.50 \(0\.50\) /);
});

test('the chart names metrics that have no percentage, because A is 0', async () => {
  const a = await repetitions({});
  const b = await repetitions({ share: 0.3, leaves: true });
  const { subtitle } = buildComparisonChart(compareRuns(a, b).courses[0]!)!;
  expect(subtitle).toContain('without a percentage, because A is 0: off the track +1.0, wall contacts +1.0');
});

test('courses whose names differ in punctuation alone have charts of their own', async () => {
  const named = async (circuit: string) =>
    (await repetitions({})).map((one) => ({ ...one, identity: { ...one.identity, circuit } }));
  const both = [...(await named('my circuit')), ...(await named('my-circuit'))];
  const charts = buildComparisonCharts(compareRuns(both, both).courses);
  expect(charts.map(({ name }) => name)).toEqual(['compare-my-circuit', 'compare-my-circuit-2']);
});

test('a mean over some of the runs says over how many', async () => {
  const a = [...(await repetitions({}, [1, 2])), await syntheticMeasurement({ share: 0.3, leaves: true })];
  const text = formatCourse(compareRuns(a, await repetitions({}, [4, 5, 6])).courses[0]!);
  expect(text).toMatch(/average speed \(m\/s\) +\d\.\d\d \(\d\.\d\d\) of 2 +\d\.\d\d \(\d\.\d\d\) {2}/);
  expect(text).toContain('"of 2": over the 2 runs that have the metric.');
  expect(text).toMatch(/off the track +0\.33 \(0\.00\) {2,}0\.00/);
});

test('runs on an unknown circuit are not said to have ended before a lap', async () => {
  const runs = reportRuns(
    (await repetitions({}, [1, 2])).map((one) => ({
      ...one,
      metrics: { ...one.metrics, completed: false, laps_completed: null, percentage_completed: null },
    })),
  );
  const remarks = collectRemarks(runs, []);
  expect(remarks).toContain('the laps of 2 of 2 runs of A are unknown: excluded from the driving metrics');
  expect(remarks.join()).not.toContain('ended before a lap');
});
