import { svgToPng } from '../../image/svg';
import type { LapStatistics } from '../metrics/lap-statistics';
import type { Line, Walls } from '../metrics/line';
import { colourBar } from './colour-bar';
import { niceCeiling } from './colour-map';
import { type DrivenPoint, deviationScale_m, drivenLine } from './driven-line';
import { crashOrEndInWords, figure, lapTime } from './format';
import { mapPanel } from './map-panel';
import { stripPanel } from './strip-panel';
import { ellipsis, GRID, MUTED, line as svgLine, text } from './svg';
import type { TracePoint } from './trace';

const WIDTH = 1600;
const HEIGHT = 1200;
const MARGIN = 64;

export interface LapPicture {
  readonly line: Line;
  /** Distance of the walls from the line; a side without one is drawn at 1.5 m. */
  readonly walls: Walls | null;
  readonly trace: readonly TracePoint[];
  readonly statistics: LapStatistics;
}

/** The driven line over the circuit as PNG, 1600x1200: coloured by deviation, with deviation and speed
 *  along the way below. */
export function lapPicturePng(picture: LapPicture): Promise<Buffer> {
  return svgToPng(lapPictureSvg(picture));
}

/** The same as SVG; its texts ask for DejaVu Sans. */
export function lapPictureSvg({ line, walls, trace, statistics }: LapPicture): string {
  const { direction, laps, completed } = statistics;
  const driven = drivenLine(line, trace, direction);
  const scale_m = deviationScale_m(driven, niceCeiling);
  const brokenOff = completed ? null : crashOrEndInWords(statistics.crash, statistics.ended_because);
  const longest_m = driven.reduce((most, point) => Math.max(most, point.way_m), line.length_m);
  const way_m = Number.isFinite(laps) ? line.length_m * laps : longest_m;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    header(statistics),
    mapPanel(
      { left: MARGIN, top: 190, width: WIDTH - 2 * MARGIN - 150, height: 640 },
      { line, walls, direction, driven, scale_m, brokenOff },
    ),
    colourBar(
      { left: WIDTH - MARGIN - 96, top: 270, width: 24, height: 480 },
      scale_m,
      statistics.position_deviation_max_m ?? statistics.position_deviation_until_crash_max_m,
    ),
    strips(driven, way_m),
    '</svg>',
  ].join('\n');
}

function header(lap: LapStatistics): string {
  const driver = [lap.brain, lap.model, lap.provider].filter((part) => part !== null).join(' · ');
  const laps = Number.isFinite(lap.laps) ? `${lap.laps} ${lap.laps === 1 ? 'lap' : 'laps'}` : 'endless';
  const run = [lap.direction, laps, lap.world, ...(lap.seed === null ? [] : [`seed ${lap.seed}`])].join(
    ' · ',
  );
  const tiles: (readonly [string, string])[] = [
    ['lap time', lapTime(lap.lap_seconds)],
    ['mean speed', figure(lap.average_speed_mps, 2, 'm/s')],
    ...deviationTiles(lap),
  ];
  const width = 200;
  const tilesLeft = WIDTH - MARGIN - width * tiles.length;
  return [
    text(MARGIN, 84, ellipsis(lap.circuit ?? 'circuit', tilesLeft - MARGIN, 40), {
      size: 40,
      weight: 'bold',
    }),
    text(MARGIN, 120, ellipsis(driver, tilesLeft - MARGIN - 20, 20), { size: 20 }),
    text(MARGIN, 149, run, { size: 17, fill: MUTED }),
    ...tiles.map(([label, value], i) => {
      const right = tilesLeft + width * (i + 1);
      return (
        text(right, 84, value, { size: 29, weight: 'bold', anchor: 'end' }) +
        text(right, 114, label, { size: 16, fill: MUTED, anchor: 'end' })
      );
    }),
    svgLine(MARGIN, 174, WIDTH - MARGIN, 174, `stroke="${GRID}" stroke-width="2"`),
  ].join('\n');
}

/** Of the whole drive, or of what came before the crash. */
function deviationTiles(lap: LapStatistics): (readonly [string, string])[] {
  const crashed = lap.crash !== null;
  const mean_m = crashed ? lap.position_deviation_until_crash_mean_m : lap.position_deviation_mean_m;
  const max_m = crashed ? lap.position_deviation_until_crash_max_m : lap.position_deviation_max_m;
  // Short: the tiles stand side by side.
  const what = crashed ? 'until crash' : 'deviation';
  return [
    [`${what}, mean`, figure(mean_m, 3, 'm')],
    [`${what}, max`, figure(max_m, 3, 'm')],
  ];
}

function strips(driven: readonly DrivenPoint[], way_m: number): string {
  const left = MARGIN + 24;
  const width = WIDTH - MARGIN - left;
  const farthest = driven.reduce((most, point) => Math.max(most, Math.abs(point.deviation_m)), 0.01);
  const range_m = niceCeiling(farthest);
  const fastest = driven.reduce((most, point) => Math.max(most, point.v_mps), 0);
  const speedStep = niceCeiling(Math.max(1, fastest) / 3);
  const speedTop = speedStep * Math.max(1, Math.ceil(fastest / speedStep));
  return [
    stripPanel(
      { left, top: 880, width, height: 110 },
      {
        title: 'deviation (m), left of the line upwards',
        driven,
        value: (point) => point.deviation_m,
        low: -range_m,
        high: range_m,
        ticks: [-range_m, 0, range_m],
        decimals: range_m < 0.1 ? 2 : 1,
        way_m,
        labelled: false,
      },
    ),
    stripPanel(
      { left, top: 1030, width, height: 100 },
      {
        title: 'speed (m/s)',
        driven,
        value: (point) => point.v_mps,
        low: 0,
        high: speedTop,
        ticks: Array.from({ length: Math.round(speedTop / speedStep) + 1 }, (_, i) => i * speedStep),
        decimals: 0,
        way_m,
        labelled: true,
      },
    ),
    text(left + width, 1174, 'way along the line (m)', { size: 15, fill: MUTED, anchor: 'end' }),
  ].join('\n');
}
