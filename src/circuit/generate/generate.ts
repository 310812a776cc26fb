import { RandomSource } from '../../support/random';
import { Circuit, type CircuitOptions } from '../circuit';
import { type LineBends, type LinePoints, type LineRoom, measureBends, measureRoom } from '../shape';
import { drawDress } from './dress';
import { generatedName } from './name';
import { CHARACTER_NAMES, CHARACTERS, type CharacterName, drawOutline } from './outline';
import { placeStart } from './place';
import { LEAST_CLEAR_SIDE_M, LEAST_STRETCHES_M, REAL_RANGES } from './ranges';
import { evenPoints, everyPoint, smoothPoints, withMiddles } from './smooth';

/** What a seed stands for. */
export interface CircuitDesign {
  readonly seed: number;
  readonly character: CharacterName;
  /** Control points on a grid of a tenth of a millimetre. */
  readonly options: CircuitOptions;
}

export interface GeneratedCircuit extends CircuitDesign {
  readonly circuit: Circuit;
}

/** Distance of the points that are smoothed. Every fourth becomes a control point. */
const STEP_M = 0.25;
const CONTROL_STRIDE = 4;
const SMOOTH_REACH = 1;
const GRID_PER_M = 10_000;
/** A few are enough: most take fewer than five. */
const MOST_ATTEMPTS = 10_000;

/** The circuit of a seed, as `designCircuit` draws it. */
export function generateCircuit(seed: number): GeneratedCircuit {
  const design = designCircuit(seed);
  return { ...design, circuit: new Circuit(design.options) };
}

/**
 * Draws the circuit of a seed: straights and arcs through random places, again and again until all that is measured of it
 * lies within the ranges of the five circuits. The same seed gives the same circuit on every machine: of Math only what every
 * processor rounds alike is used, no sine, no power, no hypot.
 * @param seed whole number from 0 to `MOST_SEED`
 */
export function designCircuit(seed: number): CircuitDesign {
  const random = new RandomSource(seed, 0);
  // In turn, so that a few seeds in a row are of every character.
  const character = CHARACTER_NAMES[seed % CHARACTER_NAMES.length]!;
  const { look, lineWidth_m } = drawDress(random);
  const yaw_rad = Math.round(random.uniform(-3.14, 3.14) * 1000) / 1000;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const outline = drawOutline(new RandomSource(seed, attempt), CHARACTERS[character]);
    if (outline === null) continue;
    const fine = evenPoints(placeStart(outline, yaw_rad), STEP_M, CONTROL_STRIDE);
    const line = onGrid(everyPoint(smoothPoints(fine, SMOOTH_REACH), CONTROL_STRIDE));
    if (!isLikeTheFive(withMiddles(line))) continue;
    const points = Array.from(line.x_m, (x_m, i) => [x_m, line.y_m[i]!] as const);
    const start = { x_m: 0, y_m: 0, yaw_rad };
    return { seed, character, options: { name: generatedName(seed), points, lineWidth_m, start, look } };
  }
  throw new Error(`seed ${seed} makes no circuit in ${MOST_ATTEMPTS} attempts`);
}

function onGrid({ x_m, y_m }: LinePoints): LinePoints {
  // Adding 0 makes -0 the 0 that a file holds.
  const round = (value_m: number) => Math.round(value_m * GRID_PER_M) / GRID_PER_M + 0;
  return { x_m: x_m.map(round), y_m: y_m.map(round) };
}

/** Room is measured last: it takes longest. */
function isLikeTheFive(points: LinePoints): boolean {
  return isWithin(measureBends(points)) && hasRoom(measureRoom(points));
}

/** A line may begin its bends more gently than theirs. */
function isWithin({ sharpest_1pm2, ...bends }: LineBends): boolean {
  if (sharpest_1pm2 > REAL_RANGES.sharpest_1pm2[1]) return false;
  return Object.entries(bends).every(([key, value]) => {
    const [least, most] = REAL_RANGES[key as keyof typeof bends];
    return value >= least && value <= most;
  });
}

function hasRoom({ clearSide_m, closestStretches_m }: LineRoom): boolean {
  return clearSide_m >= LEAST_CLEAR_SIDE_M && closestStretches_m >= LEAST_STRETCHES_M;
}
