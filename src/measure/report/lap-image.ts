import { svgToPng } from '../../image/svg';
import type { LapStatistics } from '../metrics/lap-statistics';
import type { Line, Walls } from '../metrics/line';
import { measureText } from './charts/text-width';
import { drawColourBar } from './colour-bar';
import { ceilNice } from './colour-map';
import { formatCrashOrEnd, formatLapTime, formatNumber } from './format';
import { drawMap } from './map-panel';
import { chooseScale_m, type DrivenPoint, projectTrace } from './project-trace';
import { drawStrip } from './strip-panel';
import { drawText, GRID, MUTED, drawLine as svgLine, truncate } from './svg';
import type { TracePoint } from './trace';

const WIDTH = 1600;
const HEIGHT = 1200;
const MARGIN = 64;
/** Font size of the values at the top, px. */
const TILE_SIZE = 29;

export interface LapImage {
  readonly line: Line;
  /** Distance of the walls from the line; a side without a wall is drawn at 1.5 m. */
  readonly walls: Walls | null;
  readonly trace: readonly TracePoint[];
  readonly statistics: LapStatistics;
}

/** Renders the driven path on the circuit as a PNG of 1600x1200 px: coloured by deviation, with deviation and
 *  speed along the line below. */
export function renderLapPng(image: LapImage): Promise<Buffer> {
  return svgToPng(renderLapSvg(image));
}

/** Renders the same image as SVG, in the font DejaVu Sans. */
export function renderLapSvg({ line, walls, trace, statistics }: LapImage): string {
  const { direction, laps, completed, crash } = statistics;
  const driven = projectTrace(line, trace, direction);
  const scale_m = chooseScale_m(driven, ceilNice);
  const endLabel = completed ? null : formatCrashOrEnd(crash, statistics.ended_because);
  const longest_m = driven.reduce((most, point) => Math.max(most, point.along_m), line.length_m);
  const length_m = Number.isFinite(laps) ? line.length_m * laps : longest_m;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    drawHeader(statistics),
    drawMap(
      { left: MARGIN, top: 190, width: WIDTH - 2 * MARGIN - 150, height: 640 },
      { line, walls, direction, driven, scale_m, endLabel, crash: trace.length === 0 ? null : crash },
    ),
    drawColourBar(
      { left: WIDTH - MARGIN - 96, top: 270, width: 24, height: 480 },
      scale_m,
      statistics.position_deviation_max_m ?? statistics.position_deviation_until_crash_max_m,
    ),
    drawStrips(driven, length_m),
    '</svg>',
  ].join('\n');
}

function drawHeader(lap: LapStatistics): string {
  const driver = [lap.brain, lap.model, lap.provider].filter((part) => part !== null).join(' · ');
  const laps = Number.isFinite(lap.laps) ? `${lap.laps} ${lap.laps === 1 ? 'lap' : 'laps'}` : 'endless';
  const run = [lap.direction, laps, lap.world, ...(lap.seed === null ? [] : [`seed ${lap.seed}`])].join(
    ' · ',
  );
  const tiles: (readonly [string, string])[] = [
    ['lap time', formatLapTime(lap.lap_seconds)],
    ['mean speed', formatNumber(lap.average_speed_mps, 2, 'm/s')],
    ...formatDeviationTiles(lap),
  ];
  const width = 200;
  const tilesLeft = WIDTH - MARGIN - width * tiles.length;
  return [
    drawText(MARGIN, 84, truncate(lap.circuit ?? 'circuit', tilesLeft - MARGIN, 40, 'bold'), {
      size: 40,
      weight: 'bold',
    }),
    drawText(MARGIN, 120, truncate(driver, tilesLeft - MARGIN - 20, 20), { size: 20 }),
    drawText(MARGIN, 149, run, { size: 17, fill: MUTED }),
    ...tiles.map(([label, value], i) => {
      const right = tilesLeft + width * (i + 1);
      return (
        drawText(right, 84, value, { size: fitSize(value, width - 16), weight: 'bold', anchor: 'end' }) +
        drawText(right, 114, label, { size: 16, fill: MUTED, anchor: 'end' })
      );
    }),
    svgLine(MARGIN, 174, WIDTH - MARGIN, 174, `stroke="${GRID}" stroke-width="2"`),
  ].join('\n');
}

/** Font size of a value that would reach into the next one. */
function fitSize(value: string, width: number): number {
  return Math.floor(Math.min(TILE_SIZE, (TILE_SIZE * width) / measureText(value, `bold ${TILE_SIZE}px`)));
}

/** Deviation of the whole run, or up to the crash. */
function formatDeviationTiles(lap: LapStatistics): (readonly [string, string])[] {
  const crashed = lap.crash !== null;
  const mean_m = crashed ? lap.position_deviation_until_crash_mean_m : lap.position_deviation_mean_m;
  const max_m = crashed ? lap.position_deviation_until_crash_max_m : lap.position_deviation_max_m;
  // Short labels, because the tiles are side by side.
  const what = crashed ? 'until crash' : 'deviation';
  return [
    [`${what}, mean`, formatNumber(mean_m, 3, 'm')],
    [`${what}, max`, formatNumber(max_m, 3, 'm')],
  ];
}

function drawStrips(driven: readonly DrivenPoint[], length_m: number): string {
  const left = MARGIN + 24;
  const width = WIDTH - MARGIN - left;
  const farthest = driven.reduce((most, point) => Math.max(most, Math.abs(point.deviation_m)), 0.01);
  const range_m = ceilNice(farthest);
  const fastest = driven.reduce((most, point) => Math.max(most, point.v_mps), 0);
  const speedStep = ceilNice(Math.max(1, fastest) / 3);
  const speedTop = speedStep * Math.max(1, Math.ceil(fastest / speedStep));
  return [
    drawStrip(
      { left, top: 880, width, height: 110 },
      {
        title: 'deviation (m), left of the line upwards',
        driven,
        value: (point) => point.deviation_m,
        low: -range_m,
        high: range_m,
        ticks: [-range_m, 0, range_m],
        decimals: range_m < 0.1 ? 2 : 1,
        length_m,
        labelled: false,
      },
    ),
    drawStrip(
      { left, top: 1030, width, height: 100 },
      {
        title: 'speed (m/s)',
        driven,
        value: (point) => point.v_mps,
        low: 0,
        high: speedTop,
        ticks: Array.from({ length: Math.round(speedTop / speedStep) + 1 }, (_, i) => i * speedStep),
        decimals: 0,
        length_m,
        labelled: true,
      },
    ),
    drawText(left + width, 1174, 'distance along the line (m)', { size: 15, fill: MUTED, anchor: 'end' }),
  ].join('\n');
}
