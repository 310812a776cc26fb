import { ascending, lowerQuantile } from '../../../support/statistics';
import type { SeriesPoint } from '../../metrics/measurement';
import { ceilFine } from '../colour-map';
import { formatCrashKind, formatEnd, formatNumber } from '../format';
import { courseName, type ReportRun } from '../run';
import { thinCurve } from '../thin-curve';
import { type Chart, type JsonObject, round } from './chart';
import { buildGeo, buildScaleBar, type CourseMap, computeMapHeight } from './course-map';
import { BANDS } from './palette';

export interface DrivenLineOptions {
  readonly map: CourseMap;
  /** Approximate number of points to draw. */
  readonly points: number;
}

/** The driven path on the road, coloured by its distance from the line; null without a pose. */
export function buildDrivenLineChart(run: ReportRun, { map, points }: DrivenLineOptions): Chart | null {
  const { measurement } = run;
  const trace = measurement.series?.trace ?? [];
  if (trace.length === 0) return null;
  const drawn = thinCurve(
    trace,
    points,
    (point) => Math.abs(point.deviation_m ?? 0),
    (point) => point.breaks,
  );
  const known = trace.some((point) => point.deviation_m !== null);
  const { position_deviation_max_m: whole, position_deviation_until_crash_max_m: until } =
    measurement.metrics;
  const width_m = chooseBandWidth_m(trace, whole ?? until ?? Number.POSITIVE_INFINITY);
  const largest =
    formatNumber(whole ?? until, 3, 'm') + (whole === null && until !== null ? ' before the crash' : '');
  return {
    name: `${run.slug}-line`,
    title: `Driven path, ${courseName(measurement)}`,
    subtitle: known
      ? `Coloured by the distance from the line, at most ${largest}; the road between the walls is to scale`
      : 'The circuit is unknown, so there is no deviation',
    alt:
      `Map of the path of run ${run.number} on ${courseName(measurement)}` +
      (known ? `, coloured by its distance from the line: at most ${largest}.` : '; the circuit is unknown.'),
    width: 960,
    height: computeMapHeight(map),
    proportional: true,
    maps: [map.name],
    option: {
      tooltip: { trigger: 'item' },
      geo: buildGeo(
        map,
        drawn.map(({ x_m, y_m }) => [x_m, y_m] as const),
        { left: 16, right: 16, top: 8, bottom: 44 },
      ),
      ...(known
        ? {
            visualMap: buildLegend(width_m),
            media: [{ query: { maxWidth: 480 }, option: { visualMap: NARROW } }],
          }
        : {}),
      series: [
        buildPath(drawn, known ? width_m : null),
        ...buildScaleBar(map),
        buildStartArrow(drawn, map),
        ...buildEndMarks(run, drawn),
      ],
    },
  };
}

/** Legend on a narrow screen. */
const NARROW = { itemWidth: 9, itemGap: 4, textGap: 2, textStyle: { fontSize: 9.5 } };

/** Width of one colour band, m: the bands cover 99% of the points, but never beyond `largest_m`, where only a
 *  car that left the track goes. */
export function chooseBandWidth_m(trace: readonly SeriesPoint[], largest_m: number): number {
  const sizes = trace.flatMap(({ deviation_m: d }) => (d === null ? [] : [Math.abs(d)]));
  const high = Math.min(largest_m, lowerQuantile(ascending(sizes), 0.99) ?? 0);
  return ceilFine(Math.max(0.002, high / (BANDS - 0.5)));
}

function buildLegend(width_m: number): JsonObject {
  const text = (value: number) => String(round(value, 6));
  return {
    type: 'piecewise',
    seriesIndex: 0,
    orient: 'horizontal',
    left: 'center',
    bottom: 6,
    itemGap: 8,
    itemWidth: 18,
    itemHeight: 12,
    itemSymbol: 'rect',
    textGap: 4,
    selectedMode: false,
    hoverLink: false,
    pieces: Array.from({ length: BANDS }, (_, band) => ({
      gte: round(band * width_m, 6),
      ...(band === BANDS - 1 ? {} : { lt: round((band + 1) * width_m, 6) }),
      color: `@deviation${band}`,
      label: band === BANDS - 1 ? `≥${text(band * width_m)} m` : `<${text((band + 1) * width_m)}`,
    })),
  };
}

/** The driven path. @param width_m width of a colour band; null for a single colour */
function buildPath(trace: readonly SeriesPoint[], width_m: number | null): JsonObject {
  return {
    type: 'lines',
    coordinateSystem: 'geo',
    polyline: true,
    z: 5,
    data: buildPieces(trace, width_m),
    lineStyle: {
      width: 4,
      opacity: 1,
      cap: 'round',
      join: 'round',
      ...(width_m === null ? { color: '@series0' } : {}),
    },
    tooltip: { formatter: '{b}' },
  };
}

/** Pieces of the driven path, each of one colour. */
function buildPieces(trace: readonly SeriesPoint[], width_m: number | null): JsonObject[] {
  const pieces: { band: number; points: SeriesPoint[] }[] = [];
  for (let i = 1; i < trace.length; i += 1) {
    const [from, to] = [trace[i - 1]!, trace[i]!];
    if (to.breaks) {
      pieces.push({ band: -1, points: [] });
      continue;
    }
    const size_m = (Math.abs(from.deviation_m ?? 0) + Math.abs(to.deviation_m ?? 0)) / 2;
    const band = width_m === null ? 0 : Math.min(BANDS - 1, Math.floor(size_m / width_m));
    const last = pieces.at(-1);
    if (last?.band === band) last.points.push(to);
    else pieces.push({ band, points: [from, to] });
  }
  return pieces
    .filter(({ points }) => points.length > 0)
    .map(({ band, points }) => ({
      coords: points.map(({ x_m, y_m }) => [round(x_m, 2), round(y_m, 2)]),
      name: describePiece(points),
      ...(width_m === null ? {} : { value: round((band + 0.5) * width_m, 6) }),
    }));
}

function describePiece(points: readonly SeriesPoint[]): string {
  const range = `${points[0]!.distance_m.toFixed(0)}–${points.at(-1)!.distance_m.toFixed(0)} m`;
  const sizes = points.flatMap(({ deviation_m: d }) => (d === null ? [] : [Math.abs(d)]));
  const speed = points.reduce((sum, { v_mps }) => sum + v_mps, 0) / points.length;
  const deviation = sizes.length === 0 ? '' : `, deviation up to ${Math.max(...sizes).toFixed(3)} m`;
  return `${range}${deviation}, ${speed.toFixed(1)} m/s`;
}

/** An arrow beside the road at the start, pointing in driving direction. */
function buildStartArrow(trace: readonly SeriesPoint[], { bounds }: CourseMap): JsonObject {
  const size = Math.max(bounds.east - bounds.west, bounds.north - bounds.south);
  const first = trace[0];
  const later = trace.find(
    (point) => first !== undefined && Math.hypot(point.x_m - first.x_m, point.y_m - first.y_m) > 0.02 * size,
  );
  const data: JsonObject[] = [];
  if (first !== undefined && later !== undefined) {
    const away = Math.hypot(later.x_m - first.x_m, later.y_m - first.y_m);
    const [ux, uy] = [(later.x_m - first.x_m) / away, (later.y_m - first.y_m) / away];
    const aside = 0.034 * size;
    const at = (along: number, right: number) => [
      round(first.x_m + along * ux + right * uy, 2),
      round(first.y_m + along * uy - right * ux, 2),
    ];
    data.push(
      { coords: [at(0, -0.02 * size), at(0, 0.02 * size)], symbol: ['none', 'none'] },
      { coords: [at(0, aside), at(0.075 * size, aside)] },
    );
  }
  return {
    type: 'lines',
    coordinateSystem: 'geo',
    silent: true,
    z: 6,
    tooltip: { show: false },
    symbol: ['none', 'arrow'],
    symbolSize: 9,
    data,
    lineStyle: { color: '@mark', width: 2.5, opacity: 1 },
  };
}

/** Marks of the crash, or of the end of a run that was not completed. */
function buildEndMarks({ measurement: { metrics } }: ReportRun, trace: readonly SeriesPoint[]): JsonObject[] {
  const marks: JsonObject[] = [];
  const mark = (x_m: number, y_m: number, words: string, place: string) =>
    marks.push({ value: [round(x_m, 2), round(y_m, 2)], name: words, label: { position: place } });
  if (metrics.crash !== null) {
    mark(metrics.crash.x_m, metrics.crash.y_m, formatCrashKind(metrics.crash.kind), 'right');
  }
  const last = trace.at(-1);
  if (!metrics.completed && metrics.crash === null && last !== undefined && metrics.ended_because !== null) {
    mark(last.x_m, last.y_m, formatEnd(metrics.ended_because), 'right');
  }
  if (marks.length === 0) return [];
  return [
    {
      type: 'scatter',
      coordinateSystem: 'geo',
      z: 8,
      data: marks,
      symbol: 'path://M0 2L2 0L8 6L14 0L16 2L10 8L16 14L14 16L8 10L2 16L0 14L6 8Z',
      symbolSize: 14,
      itemStyle: { color: '@mark', borderColor: '@ground', borderWidth: 1 },
      label: {
        show: true,
        formatter: '{b}',
        color: '@mark',
        fontWeight: 'bold',
        textBorderColor: '@ground',
        textBorderWidth: 3,
      },
      tooltip: { formatter: '{b}' },
    },
  ];
}
