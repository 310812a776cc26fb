import type { Direction } from '../../circuit/direction';
import type { Line, Walls } from '../metrics/line';
import { ceilNice, colourAt } from './colour-map';
import type { DrivenPoint } from './project-trace';
import { type Box, drawText, formatPath, INK, MUTED, drawLine as svgLine } from './svg';

const ROAD_SAMPLES = 1200;
const COLOURS = 48;
const DEFAULT_HALF_ROAD_M = 1.5;

export interface MapContent {
  readonly line: Line;
  readonly walls: Walls | null;
  readonly direction: Direction;
  readonly driven: readonly DrivenPoint[];
  readonly scale_m: number;
  /** Label of a run that was not completed, at its crash or else at its last point; null for none. */
  readonly endLabel: string | null;
  readonly crash: { readonly x_m: number; readonly y_m: number } | null;
  /** Least width of the road on the map. Default 16, for a map that fills an image. */
  readonly leastRoad_px?: number;
}

type Projection = (x_m: number, y_m: number) => readonly [number, number];

/** Draws the circuit from above, east to the right, with the driven path coloured by deviation. */
export function drawMap(box: Box, content: MapContent): string {
  const { line, walls, leastRoad_px = 16 } = content;
  const road = Array.from({ length: ROAD_SAMPLES + 1 }, (_, i) =>
    line.pointAt((i * line.length_m) / ROAD_SAMPLES),
  );
  const { project, pxPerMetre } = fitInto(box, road);
  const left_m = walls?.left_m ?? DEFAULT_HALF_ROAD_M;
  const right_m = walls?.right_m ?? DEFAULT_HALF_ROAD_M;
  const width = Math.max(leastRoad_px, (left_m + right_m) * pxPerMetre);
  const course = formatPath(road.map((point) => project(point.x_m, point.y_m)));
  return [
    drawPath(course, width + 3, '#c3cad6'),
    drawPath(course, width, '#eceff4'),
    drawPath(course, 1, '#aab3c2', 'stroke-dasharray="5 4"'),
    drawStartMark(content, project, width),
    drawDrivenPath(content, project),
    drawEndMark(content, project),
    drawScaleBar(box, pxPerMetre),
  ].join('\n');
}

function fitInto(box: Box, road: readonly { x_m: number; y_m: number }[]) {
  const margin = 48;
  const xs = road.map((point) => point.x_m);
  const ys = road.map((point) => point.y_m);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  const [south, north] = [Math.min(...ys), Math.max(...ys)];
  const pxPerMetre = Math.min(
    (box.width - 2 * margin) / Math.max(1, east - west),
    (box.height - 2 * margin) / Math.max(1, north - south),
  );
  const centre = [box.left + box.width / 2, box.top + box.height / 2] as const;
  const project: Projection = (x_m, y_m) => [
    centre[0] + (x_m - (west + east) / 2) * pxPerMetre,
    centre[1] - (y_m - (south + north) / 2) * pxPerMetre,
  ];
  return { project, pxPerMetre };
}

function drawPath(data: string, width: number, colour: string, more = ''): string {
  return (
    `<path d="${data}" fill="none" stroke="${colour}" stroke-width="${width.toFixed(1)}" ` +
    `stroke-linejoin="round" ${more}/>`
  );
}

/** One SVG path per colour, so that the image of a long run stays small. */
function drawDrivenPath({ driven, scale_m }: MapContent, project: Projection): string {
  const paths = new Map<number, (readonly [number, number] | null)[]>();
  for (let i = 1; i < driven.length; i += 1) {
    const [from, to] = [driven[i - 1]!, driven[i]!];
    if (to.breaks) continue;
    const share = Math.min(1, Math.abs(from.deviation_m + to.deviation_m) / 2 / scale_m);
    const colour = Math.min(COLOURS - 1, Math.floor(share * COLOURS));
    const path = paths.get(colour) ?? [];
    path.push(project(from.x_m, from.y_m), project(to.x_m, to.y_m), null);
    paths.set(colour, path);
  }
  return [...paths]
    .sort(([a], [b]) => a - b)
    .map(([colour, path]) =>
      drawPath(formatPath(path), 5, colourAt(colour / (COLOURS - 1)), 'stroke-linecap="round"'),
    )
    .join('\n');
}

/** A bar across the road at the start, and an arrow in driving direction. */
function drawStartMark({ line, driven, direction }: MapContent, project: Projection, width: number): string {
  const first = driven[0] ?? line.pointAt(0);
  const near = line.project(first.x_m, first.y_m);
  const point = line.pointAt(near.s_m);
  const heading_rad = -point.heading_rad - (direction === 'forward' ? 0 : Math.PI);
  const [x, y] = project(point.x_m, point.y_m);
  const half = width / 2 + 7;
  const arrow = half + 12;
  return (
    `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${((heading_rad * 180) / Math.PI).toFixed(2)})">` +
    `<line x1="0" y1="${-half}" x2="0" y2="${half}" stroke="${INK}" stroke-width="4"/>` +
    `<path d="M0 ${arrow}H30M22 ${arrow - 7}L32 ${arrow}L22 ${arrow + 7}" fill="none" stroke="${INK}" ` +
    'stroke-width="3" stroke-linejoin="round" stroke-linecap="round"/></g>'
  );
}

function drawEndMark({ driven, endLabel, crash }: MapContent, project: Projection): string {
  const last = crash ?? driven.at(-1);
  if (endLabel === null || last === undefined) return '';
  const [x, y] = project(last.x_m, last.y_m);
  return (
    svgLine(x - 10, y - 10, x + 10, y + 10, `stroke="${INK}" stroke-width="4"`) +
    svgLine(x - 10, y + 10, x + 10, y - 10, `stroke="${INK}" stroke-width="4"`) +
    drawText(x + 18, y + 6, endLabel, { size: 17, weight: 'bold', halo: true })
  );
}

function drawScaleBar(box: Box, pxPerMetre: number): string {
  const length_m = ceilNice(70 / pxPerMetre);
  const [x, y] = [box.left + 8, box.top + box.height - 10];
  const end = x + length_m * pxPerMetre;
  const ends = [x, end].map((at) => svgLine(at, y - 5, at, y + 5, `stroke="${MUTED}" stroke-width="2"`));
  return (
    svgLine(x, y, end, y, `stroke="${MUTED}" stroke-width="2"`) +
    ends.join('') +
    drawText(end + 10, y + 5, `${length_m} m`, { size: 15, fill: MUTED })
  );
}
