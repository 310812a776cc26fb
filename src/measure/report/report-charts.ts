import { clamp } from '../../support/numbers';
import { boxChart } from './charts/box-chart';
import type { Chart, JsonObject } from './charts/chart';
import { type CourseMap, courseMap, emptyMap } from './charts/course-map';
import { drivenLineChart } from './charts/driven-line-chart';
import { type ModelChart, modelChart } from './charts/model-chart';
import { overlayCharts } from './charts/overlay-chart';
import { rateChart } from './charts/rate-chart';
import { timesChart } from './charts/times-chart';
import { wayChart } from './charts/way-chart';
import { METRICS } from './metric';
import { brainLabels, courseLabels, courseOf, distinct, grouped, type ReportRun } from './run';
import { slugOf } from './slug';

/** All charts of a report, in the order in which a page shows them. */
export interface ReportCharts {
  readonly overlays: readonly Chart[];
  readonly boxes: readonly Chart[];
  readonly models: ModelChart;
  readonly byRun: ReadonlyMap<ReportRun, readonly Chart[]>;
  /** Outlines of the courses, by the names that charts call them. */
  readonly maps: ReadonlyMap<string, JsonObject>;
}

/** Points of all curves of one kind in a page together: what keeps a page of many runs small. */
const POINTS = 40_000;
const MOST_POINTS = 1600;
const LEAST_POINTS = 240;
/** Up to so many runs of one brain are told apart in an overlay. */
const TOLD_APART = 6;

export function reportCharts(runs: readonly ReportRun[]): ReportCharts {
  const points = clamp(Math.floor(POINTS / Math.max(1, runs.length)), LEAST_POINTS, MOST_POINTS);
  const brains = brainLabels(runs);
  const brainOf = (run: ReportRun) => brains.get(run)!;
  const names = distinct(brains.values());
  const maps = mapsOf(runs);
  return {
    overlays: overlays(runs, maps, brainOf, names, points),
    boxes: boxes(runs, brainOf, names),
    models: modelChart(runs, brainOf, names),
    byRun: new Map(
      runs.map((run) => [
        run,
        [
          drivenLineChart(run, { map: maps.get(run)!, points }),
          wayChart(run, points),
          timesChart(run),
          rateChart(run),
        ].filter((chart) => chart !== null),
      ]),
    ),
    maps: new Map([...maps.values()].map(({ name, outline }) => [name, outline])),
  };
}

function overlays(
  runs: readonly ReportRun[],
  maps: ReadonlyMap<ReportRun, CourseMap>,
  brainOf: (run: ReportRun) => string,
  brains: readonly string[],
  points: number,
): Chart[] {
  return [...grouped(runs, ({ measurement }) => courseOf(measurement))].flatMap(([course, group]) => {
    if (group.length < 2) return [];
    const nameOf = (run: ReportRun) =>
      `${run.number}: ${run.measurement.identity.brain === null ? run.label : brainOf(run)}`;
    // Where there are several brains, a colour means a brain in every chart.
    const byRun = brains.length === 1 && group.length <= TOLD_APART;
    return overlayCharts(group, {
      course,
      slug: slugOf(course),
      map: maps.get(group[0]!)!,
      groupOf: byRun ? nameOf : brainOf,
      groups: byRun ? group.map(nameOf) : brains,
      points: points / 2,
    });
  });
}

function boxes(
  runs: readonly ReportRun[],
  brainOf: (run: ReportRun) => string,
  brains: readonly string[],
): Chart[] {
  if (runs.length < 2) return [];
  const courseOfRun = courseLabels(runs);
  const courses = distinct(courseOfRun.values());
  return METRICS.flatMap((metric) => {
    const points = runs.flatMap((run) => {
      const value = metric.value(run.measurement);
      const course = courseOfRun.get(run)!;
      return value === null
        ? []
        : [{ course, brain: brainOf(run), run: `${run.number}: ${run.label}`, value }];
    });
    const chart = boxChart(metric, points, { brains, courses });
    return chart === null ? [] : [chart];
  });
}

/** One map for all runs with the same circuit and walls. */
function mapsOf(runs: readonly ReportRun[]): Map<ReportRun, CourseMap> {
  const known = new Map<string, CourseMap>();
  return new Map(
    runs.map((run) => {
      const { series, identity } = run.measurement;
      if (series === null || series.line === null) {
        const driven = (series?.trace ?? []).map(({ x_m, y_m }) => [x_m, y_m] as const);
        return [run, emptyMap(`map-${run.slug}`, driven)];
      }
      const { line, walls } = series;
      const key = [identity.circuit, line.length_m, walls?.left_m, walls?.right_m].join();
      const map = known.get(key) ?? courseMap(`map-${known.size + 1}`, line, walls);
      known.set(key, map);
      return [run, map];
    }),
  );
}
