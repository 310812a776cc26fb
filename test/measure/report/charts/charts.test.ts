import { buildBoxChart, computeBox } from '../../../../src/measure/report/charts/box-chart';
import type { Chart, JsonObject } from '../../../../src/measure/report/charts/chart';
import { registerMaps, renderChartSvg } from '../../../../src/measure/report/charts/draw';
import { applyPalette, DARK, LIGHT } from '../../../../src/measure/report/charts/palette';
import { percentiles } from '../../../../src/measure/report/charts/times-chart';
import { METRICS } from '../../../../src/measure/report/metric';
import { buildReportCharts } from '../../../../src/measure/report/report-charts';
import { binsOf, type SyntheticRun, syntheticMeasurement } from '../../../helpers/measurement';
import { reportRuns } from '../../../helpers/report-runs';

async function charts(...runs: SyntheticRun[]) {
  const measured = reportRuns(await Promise.all(runs.map(syntheticMeasurement)));
  return { runs: measured, ...buildReportCharts(measured) };
}

const seriesOf = (chart: Chart) => chart.option.series as readonly JsonObject[];

function allOf({ overlays, boxes, models, byRun }: Awaited<ReturnType<typeof charts>>): Chart[] {
  return [...overlays, ...boxes, ...(models.chart ? [models.chart] : []), ...[...byRun.values()].flat()];
}

test('every chart is JSON with a file name, a title and an alternative text, and can be drawn', async () => {
  const report = await charts(
    { seed: 1 },
    { seed: 2, brain: 'other' },
    { seed: 3, share: 0.3, leaves: true },
  );
  registerMaps(report.maps);
  const all = allOf(report);
  expect(all.length).toBeGreaterThan(20);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const chart of all) {
    expect(JSON.parse(JSON.stringify(chart.option))).toEqual(chart.option);
    expect(chart.name).toMatch(/^[\w.-]+$/);
    expect(chart.alt.length).toBeGreaterThan(20);
    expect(chart.maps.every((map) => report.maps.has(map))).toBe(true);
    const svg = renderChartSvg(chart);
    expect(svg).not.toMatch(/NaN|Infinity|undefined|@\w/);
    expect(svg).toContain('<path');
  }
});

test('every colour of a chart is in both palettes', async () => {
  const report = await charts({ seed: 1 }, { seed: 2, brain: 'other' });
  for (const chart of allOf(report)) {
    for (const palette of [LIGHT, DARK]) {
      const text = JSON.stringify(applyPalette(chart.option, palette));
      expect(text).not.toMatch(/"@/);
      // An unknown name would remove a colour.
      expect(text.split('olor"').length).toBe(JSON.stringify(chart.option).split('olor"').length);
    }
  }
});

test('the driven path is coloured by deviation and lies where the car was', async () => {
  const { runs, byRun } = await charts({ weave_m: 0.3 });
  const line = byRun.get(runs[0]!)![0]!;
  const driven = seriesOf(line)[0]!.data as readonly { coords: number[][]; value: number }[];
  const trace = runs[0]!.measurement.series!.trace;
  const near = (x: number, y: number) => trace.some((p) => Math.hypot(p.x_m - x, p.y_m - y) < 0.02);
  expect(driven.flatMap(({ coords }) => coords).every(([x, y]) => near(x!, y!))).toBe(true);
  const values = driven.map(({ value }) => value);
  expect(new Set(values).size).toBeGreaterThan(3);
  const pieces = (line.option.visualMap as JsonObject).pieces as readonly JsonObject[];
  for (const value of values) {
    expect(
      pieces.some(({ gte, lt }) => value >= (gte as number) && value < ((lt as number | undefined) ?? 1e9)),
    ).toBe(true);
  }
});

test('a run on an unknown circuit is drawn in one colour', async () => {
  const measured = await syntheticMeasurement();
  const series = { ...measured.series!, line: null, walls: null };
  const trace = series.trace.map((point) => ({ ...point, deviation_m: null }));
  const runs = reportRuns([{ ...measured, series: { ...series, trace } }]);
  const { byRun, maps } = buildReportCharts(runs);
  const [line, way] = byRun.get(runs[0]!)!;
  expect(line!.option.visualMap).toBeUndefined();
  expect(line!.subtitle).toContain('unknown');
  expect(seriesOf(way!).map(({ name }) => name)).toEqual(['speed (m/s)', 'steering (rad/s)']);
  registerMaps(maps);
  expect(renderChartSvg(line!)).not.toContain('NaN');
});

test('a run without a trace has no charts', async () => {
  const measured = await syntheticMeasurement();
  const none = { lower_ms: [], upper_ms: [], counts: [] };
  const runs = reportRuns([
    {
      ...measured,
      series: {
        ...measured.series!,
        line: null,
        trace: [],
        step_ms: none,
        inference_ms: none,
        sensor_to_actuator_ms: none,
        overTime: [],
      },
    },
  ]);
  expect(buildReportCharts(runs).byRun.get(runs[0]!)).toEqual([]);
});

test('the place where the car left the track is labelled', async () => {
  const { runs, byRun } = await charts({ share: 0.3, leaves: true });
  const marks = seriesOf(byRun.get(runs[0]!)![0]!).flatMap(({ type, data }) =>
    type === 'scatter' ? (data as JsonObject[]) : [],
  );
  expect(marks.map(({ name }) => name)).toContain('left the track');
});

test('the curve over distance is interrupted at a teleport', async () => {
  const measured = await syntheticMeasurement();
  const trace = measured.series!.trace.map((point, i) => ({ ...point, breaks: i === 100 }));
  const runs = reportRuns([{ ...measured, series: { ...measured.series!, trace } }]);
  const way = buildReportCharts(runs).byRun.get(runs[0]!)![1]!;
  for (const { data } of seriesOf(way)) {
    expect((data as (number | null)[][]).filter(([, height]) => height === null)).toHaveLength(1);
  }
});

test('the shares of a histogram add up to 100 %, with the percentiles marked', async () => {
  const { runs, byRun } = await charts({});
  const times = byRun.get(runs[0]!)!.find(({ name }) => name.endsWith('-times'))!;
  expect(seriesOf(times).map(({ name }) => name)).toEqual(['inference (%)', 'step (%)', 'latency (%)']);
  for (const { data, markLine } of seriesOf(times)) {
    const total = (data as number[][]).reduce((sum, [, share]) => sum + share!, 0);
    expect(total).toBeCloseTo(100, 1);
    expect(((markLine as JsonObject).data as JsonObject[]).map(({ name }) => name)).toEqual([
      'p50',
      'p95',
      'p99',
    ]);
  }
});

test('percentiles of bins are within a bin of those of the values', () => {
  const values = Array.from({ length: 1000 }, (_, i) => 0.5 + i / 100);
  const { p50, p95, p99 } = percentiles(binsOf(values));
  expect(p50! / 5.49).toBeCloseTo(1, 1);
  expect(p95! / 9.99).toBeCloseTo(1, 1);
  expect(p99! / 10.39).toBeCloseTo(1, 1);
});

test('runs of a brain without a network have no chart of inference times', async () => {
  const measured = await syntheticMeasurement({ model: null });
  const none = { lower_ms: [], upper_ms: [], counts: [] };
  const runs = reportRuns([{ ...measured, series: { ...measured.series!, inference_ms: none } }]);
  const report = buildReportCharts(runs);
  const times = report.byRun.get(runs[0]!)!.find(({ name }) => name.endsWith('-times'))!;
  expect(seriesOf(times)).toHaveLength(2);
  expect(report.models).toEqual({
    chart: null,
    excluded: [{ run: runs[0], reason: 'the bag names no model' }],
  });
});

test('box plots have a row for each circuit and brain, and a point for each run', async () => {
  const { boxes } = await charts(
    ...[1, 2, 3, 4, 5].map((seed) => ({ seed })),
    { seed: 6, brain: 'other' },
    { seed: 7, circuit: 'nurburgring_line' },
  );
  const chart = boxes.find(({ name }) => name === 'box-position_deviation_mean_m')!;
  expect((chart.option.yAxis as JsonObject).data).toEqual([
    'simple_circuit\npilotnet',
    'simple_circuit\nother',
    'nurburgring_line\npilotnet',
  ]);
  const [box, ...points] = seriesOf(chart);
  const drawn = (box!.data as JsonObject[]).map(({ value }) => (value as unknown[])[0] !== '-');
  expect(drawn).toEqual([true, false, false]);
  expect(points.flatMap(({ data }) => data as JsonObject[])).toHaveLength(7);
  expect(chart.subtitle).toContain('lower is better');
});

test('runs of two worlds have separate rows', async () => {
  const measured = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => syntheticMeasurement({ seed })));
  const runs = reportRuns(
    measured.map((one, i) => ({ ...one, identity: { ...one.identity, world: i < 3 ? 'ros' : 'lockstep' } })),
  );
  const chart = buildReportCharts(runs).boxes.find(({ name }) => name === 'box-step_time_ms.p50')!;
  expect((chart.option.yAxis as JsonObject).data).toEqual([
    'simple_circuit\nros',
    'simple_circuit\nlockstep',
  ]);
});

test('the whiskers of a box are within one and a half box lengths', () => {
  expect(computeBox([1, 2, 3, 4, 100])).toEqual({ low: 1, q1: 2, median: 3, q3: 4, high: 4 });
  expect(computeBox([7])).toEqual({ low: 7, q1: 7, median: 7, q3: 7, high: 7 });
});

test('a metric that no run has gives no chart', () => {
  expect(buildBoxChart(METRICS[0]!, [], { brains: [], courses: [] })).toBeNull();
});

test('the scatter chart shows size, time and deviation of each run that has all three', async () => {
  const { models, runs } = await charts(
    { seed: 1, inference_ms: 2 },
    { seed: 2, brain: 'int8', model: 'pilotnet-int8', inference_ms: 1 },
    { seed: 3, share: 0.3, leaves: true },
  );
  const points = seriesOf(models.chart!).flatMap(
    ({ data }) => data as { value: number[]; symbolSize: number }[],
  );
  expect(points).toHaveLength(2);
  // Four times the bytes, four times the area.
  expect(points[0]!.symbolSize / points[1]!.symbolSize).toBeCloseTo(2, 1);
  expect(points[0]!.value[0]! / points[1]!.value[0]!).toBeCloseTo(2, 0);
  expect(models.excluded).toEqual([{ run: runs[2], reason: 'no deviation of a whole run' }]);
});

test('overlaid paths state how much their deviation is enlarged', async () => {
  const { overlays } = await charts({ seed: 1, weave_m: 0.02 }, { seed: 2, weave_m: 0.02 });
  expect(overlays.map(({ name }) => name)).toEqual(['simple_circuit-overlay', 'simple_circuit-overlay-way']);
  expect(overlays[0]!.subtitle).toMatch(/enlarged \d+ times/);
});

test('a crash does not change the scale of the overlay', async () => {
  const whole = await charts({ seed: 1 }, { seed: 2 });
  const crashed = await charts({ seed: 1 }, { seed: 2 }, { seed: 3, share: 0.3, leaves: true });
  const factor = ({ overlays }: typeof whole) => /enlarged (\d+) times/.exec(overlays[0]!.subtitle)?.[1];
  const range = ({ overlays }: typeof whole) => (overlays[1]!.option.yAxis as JsonObject[])[0]!.max;
  const corners = ({ overlays }: typeof whole) => (overlays[0]!.option.geo as JsonObject).boundingCoords;
  expect(Number(factor(whole))).toBeGreaterThan(1);
  expect(factor(crashed)).toBe(factor(whole));
  expect(range(crashed)).toBe(range(whole));
  const [a, b] = [whole, crashed].map((found) => (corners(found) as number[][]).flat());
  a!.forEach((corner, i) => {
    expect(Math.abs(corner - b![i]!)).toBeLessThan(5);
  });
  expect(crashed.overlays[0]!.subtitle).toMatch(/up to the crash, and only within [\d.]+ m of the line/);
});

test('a brain has the same colour and symbol in every chart', async () => {
  const report = await charts(
    // The first brain has no lap time and the second no model, so each is missing in some charts.
    { seed: 1, brain: 'first', share: 0.3, leaves: true },
    { seed: 2, brain: 'second', model: null },
    { seed: 3, brain: 'third' },
    { seed: 4, brain: 'third', circuit: 'nurburgring_line' },
    { seed: 5, brain: 'second', circuit: 'nurburgring_line' },
  );
  const looks = [...report.boxes, report.models.chart!, ...report.overlays]
    .flatMap(seriesOf)
    .flatMap((series) => {
      const colour = ((series.lineStyle ?? series.itemStyle) as JsonObject | undefined)?.color;
      return series.name === 'third' ? [{ colour, symbol: series.symbol }] : [];
    });
  expect(looks.length).toBeGreaterThan(20);
  expect(new Set(looks.map(({ colour }) => colour))).toEqual(new Set(['@series2']));
  expect(new Set(looks.map(({ symbol }) => symbol))).toEqual(new Set(['rect', 'none', undefined]));
});

test('a page of a hundred runs draws fewer points of each run', async () => {
  const measured = await syntheticMeasurement();
  const length = (count: number) => {
    const runs = reportRuns(Array.from({ length: count }, (_, i) => ({ ...measured, file: `r/${i}.bag` })));
    return JSON.stringify(buildReportCharts(runs).byRun.get(runs[0]!)![1]!.option).length;
  };
  expect(length(100)).toBeLessThan(length(1) / 2);
});

test('a metric that is the same in all runs has a line of text instead of a chart of its spread', async () => {
  const { boxes, constants } = await charts({ seed: 1 }, { seed: 2 }, { seed: 3 });
  const names = boxes.map(({ name }) => name);
  expect(names).toContain('box-position_deviation_mean_m');
  for (const key of [
    'laps_driven',
    'off_track_events',
    'wall_contact_events',
    'decisions_per_simulated_second',
  ]) {
    expect(names).not.toContain(`box-${key}`);
  }
  expect(constants).toEqual(
    expect.arrayContaining(['laps driven 1.000', 'off the track 0', 'wall contacts 0']),
  );
});

test('a metric that one of three runs has is said with the number of runs', async () => {
  const { constants } = await charts(
    { seed: 1 },
    { seed: 2, share: 0.3, leaves: true },
    { seed: 3, share: 0.4, leaves: true },
  );
  expect(constants.some((text) => /^lap time \d+\.\d\d s \(1 of 3 runs\)$/.test(text))).toBe(true);
});

test('a chart of driving says how many of its runs drove no lap', async () => {
  const { boxes } = await charts({ seed: 1 }, { seed: 2, inference_ms: 3, share: 0.3, leaves: true });
  const subtitleOf = (key: string) => boxes.find(({ name }) => name === `box-${key}`)!.subtitle;
  expect(subtitleOf('average_speed_mps')).toContain('includes 1 run without a lap');
  expect(subtitleOf('step_time_ms.p50')).not.toContain('without a lap');
});

test('names that begin with @ are names, not colours', async () => {
  const report = await charts({ seed: 1, brain: '@ink' }, { seed: 2, brain: '@nothing', weave_m: 0.2 });
  registerMaps(report.maps);
  for (const chart of [...report.overlays, ...report.boxes]) {
    const svg = renderChartSvg(chart);
    expect(svg).toContain('@ink');
    expect(svg).toContain('@nothing');
  }
});

test('a subtitle takes as many lines as it needs', async () => {
  const { boxes } = await charts({ seed: 1 }, { seed: 2 });
  const words = Array.from({ length: 60 }, (_, i) => `word${i}`);
  const [plain, long] = [boxes[0]!, { ...boxes[0]!, subtitle: words.join(' ') }].map(renderChartSvg);
  for (const word of words) expect(long).toContain(word);
  const heightOf = (svg: string) => Number(/height="(\d+)"/.exec(svg)![1]);
  expect(heightOf(long!)).toBeGreaterThan(heightOf(plain!));
});

test('circuits whose names differ in punctuation alone have overlays of their own', async () => {
  const measured = await Promise.all([1, 2, 3, 4].map((seed) => syntheticMeasurement({ seed })));
  const runs = reportRuns(
    measured.map((one, i) => ({
      ...one,
      identity: { ...one.identity, circuit: i < 2 ? 'my circuit' : 'my-circuit' },
    })),
  );
  const names = buildReportCharts(runs).overlays.map(({ name }) => name);
  expect(new Set(names).size).toBe(4);
});

test('percentiles that are near each other share a label', async () => {
  const measured = await syntheticMeasurement();
  const step_ms = binsOf([
    ...new Array<number>(500).fill(1),
    ...new Array<number>(40).fill(40),
    42,
    44,
    46,
    48,
  ]);
  const step = { ...measured.metrics.step_time_ms, p50: 1, p95: 40, p99: 42 };
  const runs = reportRuns([
    {
      ...measured,
      metrics: { ...measured.metrics, step_time_ms: step },
      series: { ...measured.series!, step_ms },
    },
  ]);
  const times = buildReportCharts(runs)
    .byRun.get(runs[0]!)!
    .find(({ name }) => name.endsWith('-times'))!;
  const { markLine } = seriesOf(times).find(({ name }) => name === 'step (%)')!;
  const labels = ((markLine as JsonObject).data as JsonObject[]).map(({ label }) => label as JsonObject);
  expect(labels.map(({ show, formatter }) => [show, formatter])).toEqual([
    [true, 'p50'],
    [false, 'p95'],
    [true, 'p95, p99'],
  ]);
});
