import type { Circuit } from '../src/circuit/circuit';
import type { Direction } from '../src/circuit/direction';
import type { RandomSource } from '../src/support/random';

/** A bend as sharp as this is always taken. */
const SHARPEST_1PM = 0.4;
/** How far ahead of a place a bend still counts. */
const AHEAD_M = 15;
const STEP_M = 0.5;
/** Share of a place without any bend ahead. */
const STRAIGHT_SHARE = 0.03;
const MAX_TRIES = 100;

/** Where a drive begins that is to pass tight bends: places before bends with a radius of 2.5 m are taken 30 times as
 *  often as straights. */
export function sharpPlace(circuit: Circuit, direction: Direction, random: RandomSource): number {
  let s_m = random.uniform(0, circuit.length_m);
  for (let tries = 0; tries < MAX_TRIES && !random.chance(share(circuit, direction, s_m)); tries++) {
    s_m = random.uniform(0, circuit.length_m);
  }
  return s_m;
}

function share(circuit: Circuit, direction: Direction, s_m: number): number {
  const way = direction === 'forward' ? 1 : -1;
  let sharpest = 0;
  for (let ahead_m = 3; ahead_m <= AHEAD_M; ahead_m += STEP_M) {
    sharpest = Math.max(sharpest, Math.abs(circuit.pointAt(s_m + way * ahead_m).curvature_1pm));
  }
  return Math.min(1, Math.max(STRAIGHT_SHARE, (sharpest / SHARPEST_1PM) ** 2));
}
