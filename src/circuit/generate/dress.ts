import type { Random } from '../../support/random';
import { type CircuitLook, DEFAULT_LOOK, type Rgb, type WallLook } from '../look';
import { REAL_LINE_WIDTHS_M, REAL_WALLS_M } from './ranges';

/** Colours of line, road and walls that belong together. */
interface Paint {
  readonly line: Rgb;
  readonly lineHeight_m: number;
  readonly road: Rgb;
  readonly shade: Rgb;
  readonly sun: Rgb;
  readonly rounded: boolean;
}

/** As in the five circuits. */
const PAINTS: readonly Paint[] = [
  {
    line: [255, 102, 102],
    lineHeight_m: 0.0021,
    road: [70, 65, 67],
    shade: [0, 0, 0],
    sun: [180, 180, 180],
    rounded: false,
  },
  {
    line: [177, 0, 0],
    lineHeight_m: 0.002,
    road: [54, 50, 51],
    shade: [0, 0, 0],
    sun: [200, 200, 200],
    rounded: false,
  },
  {
    line: [218, 41, 41],
    lineHeight_m: 0.0058,
    road: [54, 50, 51],
    shade: [41, 41, 41],
    sun: [200, 200, 200],
    rounded: true,
  },
];

const STARTING_LINE: Rgb = [225, 225, 225];

/** Everything of a circuit but its line's course. */
export interface Dress {
  readonly look: CircuitLook;
  readonly lineWidth_m: number;
}

/** Draws the width of the line, the distance of the walls and the colours. */
export function drawDress(random: Random): Dress {
  const paint = random.pick(PAINTS);
  const lineWidth_m = rounded(random.uniform(...REAL_LINE_WIDTHS_M), 1000);
  const distance_m = rounded(random.uniform(...REAL_WALLS_M), 100);
  const wall: WallLook = {
    distance_m,
    height_m: 0.5,
    shade: paint.shade,
    sun: paint.sun,
    rounded: false,
    edge: null,
  };
  const startingLine = {
    from_s_m: 1.05,
    to_s_m: 1.35,
    from_left_m: distance_m,
    to_left_m: -distance_m,
    colour: STARTING_LINE,
  };
  const look: CircuitLook = {
    ...DEFAULT_LOOK,
    lineColour: paint.line,
    lineHeight_m: paint.lineHeight_m,
    road: { ...DEFAULT_LOOK.road, colour: paint.road },
    leftWall: wall,
    rightWall: { ...wall, rounded: paint.rounded },
    markings: [startingLine],
  };
  return { look, lineWidth_m };
}

function rounded(value: number, perMetre: number): number {
  return Math.round(value * perMetre) / perMetre;
}
