import { ascending, lowerQuantile } from '../../../support/statistics';
import type { Line } from '../../metrics/line';
import type { SeriesPoint } from '../../metrics/measurement';
import type { Crash } from '../../metrics/run-metrics';
import { ceilNice } from '../colour-map';
import { isPartialRun } from '../metric';
import type { ReportRun } from '../run';
import { thinCurve } from '../thin-curve';
import { buildGrid, buildXAxis, buildYAxis } from './axes';
import { type Chart, type Json, lineTypeOf, round, seriesColour } from './chart';
import { buildGeo, buildScaleBar, type CourseMap, computeMapHeight } from './course-map';

export interface OverlayOptions {
  readonly course: string;
  /** Stem of the files. */
  readonly slug: string;
  readonly map: CourseMap;
  /** Group of a run, which determines its colour: its brain, or its own name if there are few runs. */
  readonly groupOf: (run: ReportRun) => string;
  /** All groups, in the order of the colours. */
  readonly groups: readonly string[];
  /** Approximate number of points per run. */
  readonly points: number;
}

interface PlacedPoint extends SeriesPoint {
  readonly s_m: number;
  readonly lateral_m: number;
  readonly heading_rad: number;
}

interface PlacedRun {
  readonly run: ReportRun;
  readonly length_m: number;
  readonly trace: readonly PlacedPoint[];
}

/** Share of the map size that 99% of the enlarged deviations stay within. */
const REACH = 0.035;

/** Several runs on one circuit: on its map, and along its line. Empty if the line is unknown. */
export function buildOverlayCharts(runs: readonly ReportRun[], options: OverlayOptions): Chart[] {
  const placed = placeRuns(runs);
  return placed.length === 0 ? [] : [buildMapOverlay(placed, options), buildDistanceOverlay(placed, options)];
}

/** The driven paths of several runs on one map, with enlarged deviation. */
function buildMapOverlay(placed: readonly PlacedRun[], options: OverlayOptions): Chart {
  const { course, slug, map, groupOf, points } = options;
  const { bounds } = map;
  const size_m = Math.max(bounds.east - bounds.west, bounds.north - bounds.south);
  const factor = chooseEnlargement(placed, size_m);
  const range_m = chooseRange_m(placed);
  const groups = assignColours(placed, options);
  const drawn = placed.map(({ run, trace }) => ({
    run,
    pieces: enlargeDeviation(cutToRange(run, trace, range_m), factor, points),
  }));
  return {
    name: `${slug}-overlay`,
    title: `Driven paths, ${course}`,
    subtitle:
      (factor === 1 ? 'Deviation to scale' : `Deviation from the line (dashed) enlarged ${factor} times`) +
      describeCut(placed, range_m),
    alt: `Map of ${course} with the driven paths of ${placed.length} runs, deviation enlarged ${factor} times.`,
    width: 960,
    height: computeMapHeight(map),
    proportional: true,
    maps: [map.name],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: { type: 'scroll', top: 0, left: 16, right: 16, data: groups.map(({ name }) => ({ name })) },
      color: groups.map(({ colour }) => colour),
      geo: buildGeo(
        map,
        drawn.flatMap(({ pieces }) => pieces.flat()),
        { left: 16, right: 16, top: 34, bottom: 12 },
      ),
      series: [
        ...groups.map(({ name, colour, type }) => ({
          name,
          type: 'lines',
          coordinateSystem: 'geo',
          polyline: true,
          z: 5,
          data: drawn
            .filter(({ run }) => groupOf(run) === name)
            .flatMap(({ run, pieces }) =>
              pieces.map((coords) => ({
                coords: coords.map((at) => [...at]),
                name: `${run.number}: ${run.label}`,
              })),
            ),
          lineStyle: {
            width: 1.6,
            opacity: drawn.length > 8 ? 0.55 : 0.9,
            color: colour,
            type,
            join: 'round',
          },
        })),
        ...buildScaleBar(map),
      ],
    },
  };
}

/** The deviation of several runs along the line. */
function buildDistanceOverlay(placed: readonly PlacedRun[], options: OverlayOptions): Chart {
  const { course, slug, groupOf, points } = options;
  const groups = assignColours(placed, options);
  const length_m = placed[0]!.length_m;
  const range_m = chooseRange_m(placed);
  const beyond = placed.some(({ trace }) => trace.some(({ lateral_m }) => Math.abs(lateral_m) > range_m));
  return {
    name: `${slug}-overlay-way`,
    title: `Deviation along the line, ${course}`,
    subtitle:
      'Every lap of every run over the arc length of the line' +
      (beyond ? `; deviations beyond ${range_m} m are cut off` : '') +
      describeCut(placed, Infinity),
    alt: `Deviation of ${placed.length} runs along ${course}.`,
    width: 960,
    height: 380,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{a}' },
      legend: { type: 'scroll', top: 0, left: 16, right: 16, data: groups.map(({ name }) => ({ name })) },
      grid: [buildGrid({ top: 66, height: 250 })],
      xAxis: [buildXAxis(0, 'distance along the line (m)', { min: 0, max: round(length_m, 1) }, true)],
      yAxis: [
        buildYAxis(0, 'deviation (m), left of the line upwards', {
          min: -range_m,
          max: range_m,
          interval: range_m / 2,
        }),
      ],
      series: placed.flatMap(({ run, trace }) => {
        const { colour, type } = groups.find(({ name }) => name === groupOf(run))!;
        return {
          name: groupOf(run),
          type: 'line',
          symbol: 'none',
          data: buildCurve(trace, points, length_m),
          lineStyle: { width: 1.3, color: colour, type, opacity: placed.length > 8 ? 0.5 : 0.85 },
          itemStyle: { color: colour },
        };
      }),
    },
  };
}

/** The groups that occur, each with the colour and line type that it has in the whole report. */
function assignColours(placed: readonly PlacedRun[], { groupOf, groups }: OverlayOptions) {
  return groups
    .map((name, i) => ({ name, colour: seriesColour(i), type: lineTypeOf(i) }))
    .filter(({ name }) => placed.some(({ run }) => groupOf(run) === name));
}

function describeCut(placed: readonly PlacedRun[], range_m: number): string {
  const crashes = placed.some(({ run }) => run.measurement.metrics.crash !== null);
  const cut = placed.some(({ run, trace }) => cutToRange(run, trace, range_m).length < trace.length);
  const beyond = cut ? `, and only within ${range_m} m of the line` : '';
  if (crashes) return `; crashed cars only up to the crash${beyond}`;
  return cut ? `; runs without a lap only within ${range_m} m of the line` : '';
}

/** Cuts partial runs to `range_m`, because the enlarged path of a car far off the road would leave no space for
 *  the circuit. The path breaks where points are removed. */
function cutToRange(run: ReportRun, trace: readonly PlacedPoint[], range_m: number): readonly PlacedPoint[] {
  if (!isPartialRun(run.measurement)) return trace;
  const near = trace.map(({ lateral_m }) => Math.abs(lateral_m) <= range_m);
  return trace.flatMap((point, i) =>
    near[i] ? [{ ...point, breaks: point.breaks || (i > 0 && !near[i - 1]) }] : [],
  );
}

function placeRuns(runs: readonly ReportRun[]): PlacedRun[] {
  return runs.flatMap((run) => {
    const { series } = run.measurement;
    if (series === null || series.line === null || series.trace.length < 2) return [];
    const driven = cutAtCrash(series.trace, run.measurement.metrics.crash);
    return [{ run, length_m: series.line.length_m, trace: placeTrace(series.line, driven) }];
  });
}

/** Removes what follows the crash, which is not driving. */
function cutAtCrash(trace: readonly SeriesPoint[], crash: Crash | null): readonly SeriesPoint[] {
  if (crash === null) return trace;
  const away = trace.map(({ x_m, y_m }) => Math.hypot(x_m - crash.x_m, y_m - crash.y_m));
  return trace.slice(0, away.indexOf(Math.min(...away)) + 1);
}

function placeTrace(line: Line, trace: readonly SeriesPoint[]): PlacedPoint[] {
  let near: number | undefined;
  return trace.map((point) => {
    const { s_m, lateral_m } = line.project(point.x_m, point.y_m, point.breaks ? undefined : near);
    near = s_m;
    return { ...point, s_m, lateral_m, heading_rad: line.pointAt(s_m).heading_rad };
  });
}

/** A round range that contains 99% of the points. */
function chooseRange_m(placed: readonly PlacedRun[]): number {
  return ceilNice(1.1 * percentileDeviation_m(placed));
}

/** A round factor that makes the deviation visible on the map. */
function chooseEnlargement(placed: readonly PlacedRun[], size_m: number): number {
  return Math.max(1, ceilNice((REACH * size_m) / percentileDeviation_m(placed) / 2));
}

/** The 99th percentile of the absolute deviation over complete runs, if any: a car that left the road would
 *  flatten all others. */
function percentileDeviation_m(placed: readonly PlacedRun[]): number {
  const whole = placed.filter(({ run }) => !isPartialRun(run.measurement));
  const sizes = (whole.length > 0 ? whole : placed).flatMap(({ trace }) =>
    trace.map(({ lateral_m }) => Math.abs(lateral_m)),
  );
  return Math.max(0.005, lowerQuantile(ascending(sizes), 0.99) ?? 0);
}

function enlargeDeviation(
  trace: readonly PlacedPoint[],
  factor: number,
  points: number,
): (readonly [number, number])[][] {
  const pieces: (readonly [number, number])[][] = [[]];
  const drawn = thinCurve(
    trace,
    points,
    ({ lateral_m }) => lateral_m,
    ({ breaks }) => breaks,
  );
  for (const { x_m, y_m, lateral_m, heading_rad, breaks } of drawn) {
    if (breaks) pieces.push([]);
    const more = (factor - 1) * lateral_m;
    pieces
      .at(-1)!
      .push([round(x_m - more * Math.sin(heading_rad), 2), round(y_m + more * Math.cos(heading_rad), 2)]);
  }
  return pieces.filter((piece) => piece.length > 1);
}

/** Rows of arc length and deviation, interrupted at the end of a lap and at teleports. */
function buildCurve(trace: readonly PlacedPoint[], points: number, length_m: number): Json[] {
  const wraps = (i: number) => i > 0 && Math.abs(trace[i]!.s_m - trace[i - 1]!.s_m) > length_m / 2;
  const marked = trace.map((point, i) => ({ ...point, breaks: point.breaks || wraps(i) }));
  return thinCurve(
    marked,
    points,
    ({ deviation_m }) => deviation_m ?? 0,
    ({ breaks }) => breaks,
  ).flatMap((point) => {
    const row = [round(point.s_m, 1), point.deviation_m === null ? null : round(point.deviation_m, 4)];
    return point.breaks ? [[row[0]!, null], row] : [row];
  });
}
