import type { Circuit } from '../../src/circuit/circuit';
import { COMMAND_RANGES } from '../../src/config/command-range';
import { CAR_SIZE_M } from '../../src/config/f1-car';
import { drawLine, drawText, formatPath } from '../../src/measure/report/svg';
import type { Moment, PathPoint } from './drive';

export const WIDTH = 800;
export const HEIGHT = 372;

const CARD = '#10161f';
const EDGE = '#2b3544';
const ROAD = '#2a3342';
const INK = '#e6ebf2';
const MUTED = '#93a1b5';
const LINE = '#22d3ee';
const ARC = '#facc15';
/** Blue, yellow, orange: told apart by colour-blind people, and light enough for the dark card. */
const DEVIATION: readonly (readonly [number, number, number])[] = [
  [56, 139, 253],
  [250, 204, 21],
  [249, 115, 22],
];
const CAMERA = { left: 16, top: 44, width: 416, height: 312, frameWidth: 640 };
const MAP = { left: 452, top: 44, width: 332, height: 232 };
const FULL_STEERING_RADPS = COMMAND_RANGES.w_radps[1];
/** The car would be two pixels long in the map's scale. */
const CAR_SCALE = 7;

export interface Scene {
  readonly circuit: Circuit;
  readonly brain: string;
  /** Simulated by shown time. */
  readonly speedUp: number;
  /** Deviation at the warm end of the colours. */
  readonly scale_m: number;
}

/** One image of the animation as SVG, WIDTH by HEIGHT: camera on the left, track from above on the right.
 *  @param framePng the moment's frame */
export function sceneSvg(scene: Scene, path: readonly PathPoint[], moment: Moment, framePng: Buffer): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${WIDTH}" height="${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${EDGE}"/>`,
    `<rect x="1" y="1" width="${WIDTH - 2}" height="${HEIGHT - 2}" fill="${CARD}"/>`,
    drawText(CAMERA.left, 29, scene.brain, { size: 15, weight: 'bold', fill: INK }),
    drawText(CAMERA.left + CAMERA.width, 29, 'camera', { size: 13, fill: MUTED, anchor: 'end' }),
    drawText(MAP.left, 29, scene.circuit.name, { size: 15, weight: 'bold', fill: INK }),
    drawText(MAP.left + MAP.width, 29, `${moment.sim_s.toFixed(1)} s  ·  ${scene.speedUp}x`, {
      size: 13,
      fill: MUTED,
      anchor: 'end',
    }),
    camera(moment, framePng),
    map(scene, path, moment),
    readouts(scene, moment),
    '</svg>',
  ].join('\n');
}

function camera({ line, arc, command }: Moment, framePng: Buffer): string {
  const { left, top, width, height, frameWidth } = CAMERA;
  const scale = width / frameWidth;
  const stroke = (points: Moment['line'], colour: string) =>
    `<path d="${formatPath(points)}" fill="none" stroke="${colour}" stroke-width="5" stroke-linejoin="round" ` +
    'stroke-linecap="round" stroke-opacity="0.9"/>';
  const middle = left + width / 2;
  const bar = (Math.max(-1, Math.min(1, command.w_radps / FULL_STEERING_RADPS)) * width) / 2;
  const foot = top + height - 10;
  return [
    `<clipPath id="view"><rect x="0" y="0" width="640" height="480" rx="10"/></clipPath>`,
    `<g transform="translate(${left} ${top}) scale(${scale})"><g clip-path="url(#view)">`,
    `<image width="640" height="480" xlink:href="data:image/png;base64,${framePng.toString('base64')}"/>`,
    stroke(line, LINE),
    stroke(arc, ARC),
    '</g></g>',
    `<rect x="${middle - Math.max(0, bar)}" y="${foot}" width="${Math.abs(bar)}" height="6" fill="${ARC}"/>`,
    `<rect x="${middle - 1}" y="${foot - 3}" width="2" height="12" fill="${INK}"/>`,
    label(left + 12, top + 20, LINE, 'line found'),
    label(left + 108, top + 20, ARC, 'steering'),
  ].join('\n');
}

/** On the camera's sky. */
function label(x: number, y: number, colour: string, words: string): string {
  return (
    drawLine(x, y - 4, x + 14, y - 4, `stroke="${colour}" stroke-width="4"`) +
    drawText(x + 19, y, words, { size: 12, fill: '#0b1017' })
  );
}

function map({ circuit, scale_m }: Scene, path: readonly PathPoint[], moment: Moment): string {
  const road = Array.from({ length: 601 }, (_, i) => circuit.pointAt((i * circuit.length_m) / 600));
  const xs = road.map(({ x_m }) => x_m);
  const ys = road.map(({ y_m }) => y_m);
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const margin = 14;
  const pxPerMetre = Math.min(
    (MAP.width - 2 * margin) / (east - west),
    (MAP.height - 2 * margin) / (north - south),
  );
  const at = ({ x_m, y_m }: { x_m: number; y_m: number }): readonly [number, number] => [
    MAP.left + MAP.width / 2 + (x_m - (west + east) / 2) * pxPerMetre,
    MAP.top + MAP.height / 2 - (y_m - (south + north) / 2) * pxPerMetre,
  ];
  const course = formatPath(road.map(at));
  const driven = path.slice(1).map((point, i) => {
    const colour = colourOf(Math.abs(point.deviation_m) / scale_m);
    return `<path d="${formatPath([at(path[i]!), at(point)])}" stroke="${colour}" stroke-width="3.5" stroke-linecap="round"/>`;
  });
  return [
    `<path d="${course}" fill="none" stroke="${ROAD}" stroke-width="${Math.max(11, 3 * pxPerMetre)}" stroke-linejoin="round"/>`,
    `<path d="${course}" fill="none" stroke="${MUTED}" stroke-opacity="0.5" stroke-width="1"/>`,
    ...driven,
    car(at(moment), moment.yaw_rad, pxPerMetre),
  ].join('\n');
}

function car([x, y]: readonly [number, number], yaw_rad: number, pxPerMetre: number): string {
  const length = CAR_SCALE * CAR_SIZE_M.length_m * pxPerMetre;
  const width = 1.6 * CAR_SCALE * CAR_SIZE_M.width_m * pxPerMetre;
  return (
    `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${((-yaw_rad * 180) / Math.PI).toFixed(1)})">` +
    `<path d="M${length / 2} 0L${-length / 2} ${-width / 2}L${-length / 3} 0L${-length / 2} ${width / 2}Z" fill="${INK}" ` +
    `stroke="${CARD}" stroke-width="1.5" stroke-linejoin="round"/></g>`
  );
}

function readouts({ scale_m }: Scene, { command, deviation_m }: Moment): string {
  const top = MAP.top + MAP.height + 30;
  const cell = (share: number, value: string, what: string) => {
    const x = MAP.left + share * MAP.width;
    return (
      drawText(x, top, value, { size: 19, weight: 'bold', fill: INK }) +
      drawText(x, top + 17, what, { size: 11.5, fill: MUTED })
    );
  };
  const bar = { left: MAP.left, top: top + 31, width: MAP.width, height: 5 };
  const cells = Array.from({ length: 64 }, (_, i) => {
    const width = bar.width / 64;
    return `<rect x="${bar.left + i * width}" y="${bar.top}" width="${width + 0.5}" height="${bar.height}" fill="${colourOf(i / 63)}"/>`;
  });
  const mark = bar.left + bar.width * Math.min(1, Math.abs(deviation_m) / scale_m);
  const end = { size: 11, fill: MUTED } as const;
  return [
    cell(0, command.v_mps.toFixed(1), 'm/s'),
    cell(0.27, signed(command.w_radps, 2), 'rad/s'),
    cell(0.58, signed(100 * deviation_m, 1), 'cm lateral deviation'),
    ...cells,
    `<path d="M${mark} ${bar.top - 1}l-5 -7h10z" fill="${INK}"/>`,
    drawText(bar.left, bar.top + 18, '0', end),
    drawText(bar.left + bar.width, bar.top + 18, `${(100 * scale_m).toFixed(0)} cm`, {
      ...end,
      anchor: 'end',
    }),
  ].join('\n');
}

/** With its sign and a true minus, so that the digits do not move. */
function signed(value: number, digits: number): string {
  const size = Math.abs(value).toFixed(digits);
  if (Number(size) === 0) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** @param share 0 to 1 of the scale; more is as 1 */
function colourOf(share: number): string {
  const place = Math.min(1, share) * (DEVIATION.length - 1);
  const below = Math.min(DEVIATION.length - 2, Math.floor(place));
  const mix = (i: number) => {
    const from = DEVIATION[below]![i]!;
    return Math.round(from + (place - below) * (DEVIATION[below + 1]![i]! - from));
  };
  return `rgb(${mix(0)},${mix(1)},${mix(2)})`;
}
