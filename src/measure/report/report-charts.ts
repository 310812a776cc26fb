import { clamp } from '../../support/numbers';
import { type BoxPoint, buildBoxChart } from './charts/box-chart';
import type { Chart, JsonObject } from './charts/chart';
import { buildCourseMap, buildEmptyMap, type CourseMap } from './charts/course-map';
import { buildDistanceChart } from './charts/distance-chart';
import { buildDrivenLineChart } from './charts/driven-line-chart';
import { buildModelChart, type ModelChart } from './charts/model-chart';
import { buildOverlayCharts } from './charts/overlay-chart';
import { buildRateChart } from './charts/rate-chart';
import { buildTimesChart } from './charts/times-chart';
import { formatNumber } from './format';
import { isPartialRun, METRICS, type Metric } from './metric';
import { courseName, distinct, groupBy, labelBrains, labelCourses, type ReportRun } from './run';
import { uniqueSlugs } from './slug';

/** All charts of a report, in page order. */
export interface ReportCharts {
  readonly overlays: readonly Chart[];
  readonly boxes: readonly Chart[];
  /** Metrics without a chart of their spread because every run has the same value, each as text. */
  readonly constants: readonly string[];
  readonly models: ModelChart;
  readonly byRun: ReadonlyMap<ReportRun, readonly Chart[]>;
  /** Outlines of the circuits by map name. */
  readonly maps: ReadonlyMap<string, JsonObject>;
}

/** Total points of all curves of one kind in a page, which keeps a page of many runs small. */
const POINTS = 40_000;
const MAX_POINTS = 1600;
const MIN_POINTS = 240;
/** Up to this many runs of one brain get their own colours in an overlay. */
const MAX_DISTINCT_RUNS = 6;

export function buildReportCharts(runs: readonly ReportRun[]): ReportCharts {
  const points = clamp(Math.floor(POINTS / Math.max(1, runs.length)), MIN_POINTS, MAX_POINTS);
  const brains = labelBrains(runs);
  const brainOf = (run: ReportRun) => brains.get(run)!;
  const names = distinct(brains.values());
  const maps = buildMaps(runs);
  return {
    overlays: buildOverlays(runs, maps, brainOf, names, points),
    ...buildSpread(runs, brainOf, names),
    models: buildModelChart(runs, brainOf, names),
    byRun: new Map(
      runs.map((run) => [
        run,
        [
          buildDrivenLineChart(run, { map: maps.get(run)!, points }),
          buildDistanceChart(run, points),
          buildTimesChart(run),
          buildRateChart(run),
        ].filter((chart) => chart !== null),
      ]),
    ),
    maps: new Map([...maps.values()].map(({ name, outline }) => [name, outline])),
  };
}

function buildOverlays(
  runs: readonly ReportRun[],
  maps: ReadonlyMap<ReportRun, CourseMap>,
  brainOf: (run: ReportRun) => string,
  brains: readonly string[],
  points: number,
): Chart[] {
  const groups = [...groupBy(runs, ({ measurement }) => courseName(measurement))];
  const slugs = uniqueSlugs(groups.map(([course]) => course));
  return groups.flatMap(([course, group], i) => {
    if (group.length < 2) return [];
    const nameOf = (run: ReportRun) =>
      `${run.number}: ${run.measurement.identity.brain === null ? run.label : brainOf(run)}`;
    // With several brains, a colour means a brain in every chart.
    const byRun = brains.length === 1 && group.length <= MAX_DISTINCT_RUNS;
    return buildOverlayCharts(group, {
      course,
      slug: slugs[i]!,
      map: maps.get(group[0]!)!,
      groupOf: byRun ? nameOf : brainOf,
      groups: byRun ? group.map(nameOf) : brains,
      points: points / 2,
    });
  });
}

/** A chart for each metric that differs between runs, and a text for each that does not. */
function buildSpread(
  runs: readonly ReportRun[],
  brainOf: (run: ReportRun) => string,
  brains: readonly string[],
): Pick<ReportCharts, 'boxes' | 'constants'> {
  if (runs.length < 2) return { boxes: [], constants: [] };
  const courseOfRun = labelCourses(runs);
  const courses = distinct(courseOfRun.values());
  const boxes: Chart[] = [];
  const constants: string[] = [];
  for (const metric of METRICS) {
    const points = runs.flatMap((run): BoxPoint[] => {
      const value = metric.value(run.measurement);
      const course = courseOfRun.get(run)!;
      const isPartial = metric.isAboutDriving && isPartialRun(run.measurement);
      return value === null
        ? []
        : [{ course, brain: brainOf(run), run: `${run.number}: ${run.label}`, value, isPartial }];
    });
    const constant = describeConstant(metric, points, runs.length);
    const chart = constant === null ? buildBoxChart(metric, points, { brains, courses }) : null;
    if (constant !== null) constants.push(constant);
    if (chart !== null) boxes.push(chart);
  }
  return { boxes, constants };
}

/** A metric with its value if all runs that have it show the same; else null. */
function describeConstant(metric: Metric, points: readonly BoxPoint[], runs: number): string | null {
  const texts = distinct(points.map(({ value }) => formatNumber(value, metric.decimals, metric.unit)));
  if (texts.length !== 1) return null;
  const few = points.length < runs ? ` (${points.length} of ${runs} runs)` : '';
  return `${metric.label} ${texts[0]}${few}`;
}

/** One map for all runs with the same circuit and walls. */
function buildMaps(runs: readonly ReportRun[]): Map<ReportRun, CourseMap> {
  const known = new Map<string, CourseMap>();
  return new Map(
    runs.map((run) => {
      const { series, identity } = run.measurement;
      if (series === null || series.line === null) {
        const driven = (series?.trace ?? []).map(({ x_m, y_m }) => [x_m, y_m] as const);
        return [run, buildEmptyMap(`map-${run.slug}`, driven)];
      }
      const { line, walls } = series;
      const key = [identity.circuit, line.length_m, walls?.left_m, walls?.right_m].join();
      const map = known.get(key) ?? buildCourseMap(`map-${known.size + 1}`, line, walls);
      known.set(key, map);
      return [run, map];
    }),
  );
}
