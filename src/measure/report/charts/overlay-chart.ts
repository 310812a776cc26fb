import { ascending, lowerQuantile } from '../../../support/statistics';
import type { Line } from '../../metrics/line';
import type { SeriesPoint } from '../../metrics/measurement';
import type { Crash } from '../../metrics/run-metrics';
import { niceCeiling } from '../colour-map';
import { drovePart } from '../metric';
import type { ReportRun } from '../run';
import { thinned } from '../thin';
import { grid, xAxis, yAxis } from './axes';
import { type Chart, type Json, rounded, seriesColour } from './chart';
import { type CourseMap, geoComponent, mapHeight, scaleBar } from './course-map';

export interface OverlayOptions {
  readonly course: string;
  /** Stem of the files. */
  readonly slug: string;
  readonly map: CourseMap;
  /** What the runs are coloured by: their brains, or their own names where there are few. */
  readonly groupOf: (run: ReportRun) => string;
  /** All that runs can be coloured by, in the order of the colours. */
  readonly groups: readonly string[];
  /** Points of each run. */
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

/** Share of the map's size that the deviation of nearly all points takes at most. */
const REACH = 0.035;

/** Several runs on one course: on its map, and along its line. Empty where nobody knows the line. */
export function overlayCharts(runs: readonly ReportRun[], options: OverlayOptions): Chart[] {
  const placed = place(runs);
  return placed.length === 0 ? [] : [overlayChart(placed, options), overlayWayChart(placed, options)];
}

/** The driven lines of several runs on one map, their deviation enlarged so that it can be seen. */
function overlayChart(placed: readonly PlacedRun[], options: OverlayOptions): Chart {
  const { course, slug, map, groupOf, points } = options;
  const { bounds } = map;
  const size_m = Math.max(bounds.east - bounds.west, bounds.north - bounds.south);
  const factor = enlargement(placed, size_m);
  const range_m = shownRange_m(placed);
  const groups = coloursOf(placed, options);
  const drawn = placed.map(({ run, trace }) => ({
    run,
    pieces: enlarged(shown(run, trace, range_m), factor, points),
  }));
  return {
    name: `${slug}-overlay`,
    title: `Driven lines, ${course}`,
    subtitle:
      (factor === 1
        ? 'Deviation to scale'
        : `Deviation from the line (dashed) drawn ${factor} times as large as it was`) +
      crashNote(placed, range_m),
    alt: `Map of ${course} with the driven lines of ${placed.length} runs, deviation enlarged ${factor} times.`,
    width: 960,
    height: mapHeight(map),
    proportional: true,
    maps: [map.name],
    option: {
      tooltip: { trigger: 'item', formatter: '{b}' },
      legend: { type: 'scroll', top: 0, left: 16, right: 16, data: groups.map(({ name }) => ({ name })) },
      color: groups.map(({ colour }) => colour),
      geo: geoComponent(
        map,
        drawn.flatMap(({ pieces }) => pieces.flat()),
        { left: 16, right: 16, top: 34, bottom: 12 },
      ),
      series: [
        ...groups.map(({ name, colour }) => ({
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
            join: 'round',
          },
        })),
        ...scaleBar(map),
      ],
    },
  };
}

/** The deviation of several runs along the circuit's line, one below the other's curve. */
function overlayWayChart(placed: readonly PlacedRun[], options: OverlayOptions): Chart {
  const { course, slug, groupOf, points } = options;
  const groups = coloursOf(placed, options);
  const length_m = placed[0]!.length_m;
  const range_m = shownRange_m(placed);
  const beyond = placed.some(({ trace }) => trace.some(({ lateral_m }) => Math.abs(lateral_m) > range_m));
  return {
    name: `${slug}-overlay-way`,
    title: `Deviation along the line, ${course}`,
    subtitle:
      'Every lap of every run over the arc length of the line' +
      (beyond ? `; deviations beyond ${range_m} m are cut off` : '') +
      crashNote(placed, Infinity),
    alt: `Deviation of ${placed.length} runs along ${course}.`,
    width: 960,
    height: 380,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'item', formatter: '{a}' },
      legend: { type: 'scroll', top: 0, left: 16, right: 16, data: groups.map(({ name }) => ({ name })) },
      grid: [grid({ top: 66, height: 250 })],
      xAxis: [xAxis(0, 'way along the line (m)', { min: 0, max: rounded(length_m, 1) }, true)],
      yAxis: [
        yAxis(0, 'deviation (m), left of the line upwards', {
          min: -range_m,
          max: range_m,
          interval: range_m / 2,
        }),
      ],
      series: placed.flatMap(({ run, trace }) => {
        const { colour } = groups.find(({ name }) => name === groupOf(run))!;
        return {
          name: groupOf(run),
          type: 'line',
          symbol: 'none',
          data: alongLine(trace, points, length_m),
          lineStyle: { width: 1.3, color: colour, opacity: placed.length > 8 ? 0.5 : 0.85 },
          itemStyle: { color: colour },
        };
      }),
    },
  };
}

/** The groups that are there, each with the colour that it has in the whole report. */
function coloursOf(placed: readonly PlacedRun[], { groupOf, groups }: OverlayOptions) {
  return groups
    .map((name, i) => ({ name, colour: seriesColour(i) }))
    .filter(({ name }) => placed.some(({ run }) => groupOf(run) === name));
}

function crashNote(placed: readonly PlacedRun[], range_m: number): string {
  const crashes = placed.some(({ run }) => run.measurement.metrics.crash !== null);
  const cut = placed.some(({ run, trace }) => shown(run, trace, range_m).length < trace.length);
  const beyond = cut ? `, and no farther than ${range_m} m from the line` : '';
  if (crashes) return `; crashed cars up to the crash${beyond}`;
  return cut ? `; drives without a lap no farther than ${range_m} m from the line` : '';
}

/** What a map shows of a run: enlarged, the way off the road of a car that never came round would leave no
 *  room for the circuit. Where something is left out, the line breaks. */
function shown(run: ReportRun, trace: readonly PlacedPoint[], range_m: number): readonly PlacedPoint[] {
  if (!drovePart(run.measurement)) return trace;
  const near = trace.map(({ lateral_m }) => Math.abs(lateral_m) <= range_m);
  return trace.flatMap((point, i) =>
    near[i] ? [{ ...point, breaks: point.breaks || (i > 0 && !near[i - 1]) }] : [],
  );
}

function place(runs: readonly ReportRun[]): PlacedRun[] {
  return runs.flatMap((run) => {
    const { series } = run.measurement;
    if (series === null || series.line === null || series.trace.length < 2) return [];
    const driven = untilCrash(series.trace, run.measurement.metrics.crash);
    return [{ run, length_m: series.line.length_m, trace: placedTrace(series.line, driven) }];
  });
}

/** Where a car goes that has left the track says nothing about how it drove. */
function untilCrash(trace: readonly SeriesPoint[], crash: Crash | null): readonly SeriesPoint[] {
  if (crash === null) return trace;
  const away = trace.map(({ x_m, y_m }) => Math.hypot(x_m - crash.x_m, y_m - crash.y_m));
  return trace.slice(0, away.indexOf(Math.min(...away)) + 1);
}

function placedTrace(line: Line, trace: readonly SeriesPoint[]): PlacedPoint[] {
  let near: number | undefined;
  return trace.map((point) => {
    const { s_m, lateral_m } = line.project(point.x_m, point.y_m, point.breaks ? undefined : near);
    near = s_m;
    return { ...point, s_m, lateral_m, heading_rad: line.pointAt(s_m).heading_rad };
  });
}

/** A round range that holds all but the farthest 1% of the points. */
function shownRange_m(placed: readonly PlacedRun[]): number {
  return niceCeiling(1.1 * farDeviation_m(placed));
}

/** A round factor that makes the deviation visible on the map. */
function enlargement(placed: readonly PlacedRun[], size_m: number): number {
  return Math.max(1, niceCeiling((REACH * size_m) / farDeviation_m(placed) / 2));
}

/** By the drives that came round; a car that left the road would make all others a single line. */
function farDeviation_m(placed: readonly PlacedRun[]): number {
  const whole = placed.filter(({ run }) => !drovePart(run.measurement));
  const sizes = (whole.length > 0 ? whole : placed).flatMap(({ trace }) =>
    trace.map(({ lateral_m }) => Math.abs(lateral_m)),
  );
  return Math.max(0.005, lowerQuantile(ascending(sizes), 0.99) ?? 0);
}

function enlarged(
  trace: readonly PlacedPoint[],
  factor: number,
  points: number,
): (readonly [number, number])[][] {
  const pieces: (readonly [number, number])[][] = [[]];
  const drawn = thinned(
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
      .push([rounded(x_m - more * Math.sin(heading_rad), 2), rounded(y_m + more * Math.cos(heading_rad), 2)]);
  }
  return pieces.filter((piece) => piece.length > 1);
}

/** Rows of place and deviation, interrupted where a lap ends and where the car was set elsewhere. */
function alongLine(trace: readonly PlacedPoint[], points: number, length_m: number): Json[] {
  const wraps = (i: number) => i > 0 && Math.abs(trace[i]!.s_m - trace[i - 1]!.s_m) > length_m / 2;
  const marked = trace.map((point, i) => ({ ...point, breaks: point.breaks || wraps(i) }));
  return thinned(
    marked,
    points,
    ({ deviation_m }) => deviation_m ?? 0,
    ({ breaks }) => breaks,
  ).flatMap((point) => {
    const row = [rounded(point.s_m, 1), point.deviation_m === null ? null : rounded(point.deviation_m, 4)];
    return point.breaks ? [[row[0]!, null], row] : [row];
  });
}
