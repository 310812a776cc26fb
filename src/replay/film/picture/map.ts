import type { StartPose } from '../../../circuit/circuit';
import type { Palette } from '../../../measure/report/charts/palette';
import { measureText } from '../../../measure/report/charts/text-width';
import { bandOf, labelBands } from '../../../measure/report/deviation-bands';
import { chooseBar_m, fitMap, type MapScale } from '../../../measure/report/map-scale';
import { type Box, drawLine, drawText, formatPath, px, truncate } from '../../../measure/report/svg';
import type { FilmDrive, FilmPlace, FilmScene } from '../scene';
import { colourOfDrive } from './style';

const INSET = 12;
const PATH_WIDTH = 3;
/** Of two drives the second lies below the first one, and shows beside it. */
const BELOW = { path: 5, car: 1.2 } as const;
const ABOVE = { path: 2, car: 0.65 } as const;
/** Without a circuit, room around a path that hardly moves, m. */
const AROUND_M = 5;

type Point = readonly [x: number, y: number];

/** The circuit from above: how its places lie in the picture, and the colours of the path. */
export interface FilmMap {
  readonly box: Box;
  readonly palette: Palette;
  readonly toUnits: (x_m: number, y_m: number) => Point;
  readonly pxPerM: number;
  /** Width of a colour band; null where the path of each drive has a colour of its own. */
  readonly band_m: number | null;
}

/** @param band_m width of a colour band of the deviation; null where two drives have a colour each */
export function fitFilmMap(scene: FilmScene, box: Box, palette: Palette, band_m: number | null): FilmMap {
  const scale = fitMap(placesOf(scene), box.width, box.height, INSET);
  return { box, palette, toUnits: shift(scale, box), pxPerM: scale.pxPerM, band_m };
}

function shift({ toPx }: MapScale, box: Box): FilmMap['toUnits'] {
  return (x_m, y_m) => {
    const [x, y] = toPx(x_m, y_m);
    return [box.left + x, box.top + y];
  };
}

/** What the map has to hold: the circuit, else where the cars come to be. */
function placesOf({ circuit, drives }: FilmScene): Point[] {
  if (circuit) {
    const { line, leftWall, rightWall } = circuit.outline;
    return [...line, ...(leftWall ?? []), ...(rightWall ?? [])];
  }
  return drives.flatMap(({ path }) =>
    path.flatMap(({ x_m, y_m }): Point[] => [
      [x_m - AROUND_M, y_m - AROUND_M],
      [x_m + AROUND_M, y_m + AROUND_M],
    ]),
  );
}

/** What of the map does not move. */
export function drawGround(map: FilmMap, { circuit }: FilmScene): string {
  const { palette } = map;
  const bar = drawScaleBar(map);
  if (circuit === null) return bar;
  const { line, leftWall, rightWall } = circuit.outline;
  const trace = (points: readonly Point[]) => `${formatPath(points.map(([x, y]) => map.toUnits(x, y)))}Z`;
  const stroke = (points: readonly Point[] | null, colour: string, width: number) =>
    points === null
      ? ''
      : `<path d="${trace(points)}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"/>`;
  const road =
    leftWall && rightWall
      ? `<path d="${trace(leftWall)}${trace(rightWall)}" fill="${palette.road}" fill-rule="evenodd"/>`
      : '';
  return [
    road,
    stroke(leftWall, palette.edge!, 1),
    stroke(rightWall, palette.edge!, 1),
    stroke(line, palette.axis!, 1.5),
    drawStart(map, circuit.start),
    bar,
  ].join('');
}

/** A line across the road where the car starts. */
function drawStart(map: FilmMap, { x_m, y_m, yaw_rad }: StartPose): string {
  const [x, y] = map.toUnits(x_m, y_m);
  const half = Math.max(7, 2 * map.pxPerM);
  const [across, along] = [half * Math.sin(yaw_rad), half * Math.cos(yaw_rad)];
  return drawLine(
    x - across,
    y - along,
    x + across,
    y + along,
    `stroke="${map.palette.ink}" stroke-width="2"`,
  );
}

function drawScaleBar({ box, palette, pxPerM }: FilmMap): string {
  const bar_m = chooseBar_m(pxPerM, box.width);
  const [x, y, wide] = [box.left + 4, box.top + box.height - 5, bar_m * pxPerM];
  return (
    `<path d="M${px(x)} ${px(y - 4)}V${px(y)}H${px(x + wide)}V${px(y - 4)}" fill="none" stroke="${palette.muted}" stroke-width="1.5"/>` +
    drawText(x + wide + 6, y + 1, `${Number(bar_m.toPrecision(2))} m`, { size: 11, fill: palette.muted! })
  );
}

/** The path from one place to the last of these.
 *  @param drive its number in the scene */
export function drawDriven(map: FilmMap, places: readonly FilmPlace[], drive: number): string {
  const width = map.band_m !== null ? PATH_WIDTH : drive === 0 ? ABOVE.path : BELOW.path;
  const strokes = new Map<string, (Point | null)[]>();
  for (let i = 1; i < places.length; i++) {
    const [from, to] = [places[i - 1]!, places[i]!];
    if (to.isStart) continue;
    const colour = colourOfPlace(map, to, drive);
    const points = strokes.get(colour) ?? [];
    points.push(map.toUnits(from.x_m, from.y_m), map.toUnits(to.x_m, to.y_m), null);
    strokes.set(colour, points);
  }
  return [...strokes]
    .map(
      ([colour, points]) =>
        `<path d="${formatPath(points)}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`,
    )
    .join('');
}

function colourOfPlace({ palette, band_m }: FilmMap, { deviation_m }: FilmPlace, drive: number): string {
  if (band_m === null) return colourOfDrive(palette, drive);
  const band = bandOf(deviation_m, band_m);
  return band === null ? palette.axis! : palette[`deviation${band}`]!;
}

/** @param drive its number where two are shown; null where there is one */
export function drawCar(map: FilmMap, { x_m, y_m, yaw_rad }: StartPose, drive: number | null): string {
  const [x, y] = map.toUnits(x_m, y_m);
  const { palette } = map;
  const fill = drive === null ? palette.ink! : colourOfDrive(palette, drive);
  const turn = px((-yaw_rad * 180) / Math.PI);
  const scale = drive === null ? 1 : drive === 0 ? ABOVE.car : BELOW.car;
  return (
    `<path d="M11 0L-7 6.5L-4 0L-7 -6.5Z" transform="translate(${px(x)} ${px(y)}) rotate(${turn}) scale(${scale})" fill="${fill}" ` +
    `stroke="${palette.ground}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"/>`
  );
}

/** What the colours mean, in one row. */
export function drawMapLegend(map: FilmMap, box: Box, { drives }: FilmScene): string {
  const { palette, band_m } = map;
  if (band_m !== null && !knowsDeviation(drives)) {
    const nothing = 'no deviation: the circuit is unknown';
    return drawText(box.left, box.top + 12, nothing, { size: 10.5, fill: palette.muted! });
  }
  const entries =
    band_m === null
      ? drives.map(
          ({ name }, i) => [colourOfDrive(palette, i), truncate(name, box.width / 2 - 30, 11)] as const,
        )
      : labelBands(band_m).map((label, band) => [palette[`deviation${band}`]!, label] as const);
  const size = 10.5;
  const widths = entries.map(([, label]) => measureText(label, `${size}px`) + 12);
  const gap = Math.min(
    12,
    (box.width - widths.reduce((sum, width) => sum + width, 0)) / Math.max(1, entries.length - 1),
  );
  let x = box.left;
  return entries
    .map(([colour, label], i) => {
      const at = x;
      x += widths[i]! + gap;
      return (
        `<rect x="${px(at)}" y="${px(box.top + 4)}" width="8" height="8" rx="2" fill="${colour}"/>` +
        drawText(at + 12, box.top + 12, label, { size, fill: palette.muted! })
      );
    })
    .join('');
}

function knowsDeviation(drives: readonly FilmDrive[]): boolean {
  return drives.some(({ path }) => path.some(({ deviation_m }) => deviation_m !== null));
}
