import type { Circuit } from '../src/circuit/circuit';
import type { Direction } from '../src/circuit/direction';
import type { RandomSource } from '../src/support/random';
import { type CoursePose, poseAt } from '../src/world/simulator/course-pose';

/** Where a training frame is taken from. */
export type TrainingPose = CoursePose;

/** Shares of the poses: near the line as a good drive sees it, and ever further off to teach the way back. */
const SPREADS: readonly [
  share: number,
  (random: RandomSource) => [lateral_m: number, heading_rad: number],
][] = [
  [0.45, (r) => [r.normal(0.1), r.normal(0.06)]],
  [0.3, (r) => [r.normal(0.25), r.normal(0.15)]],
  [0.2, (r) => [r.uniform(-1, 1), r.uniform(-0.5, 0.5)]],
  [0.05, (r) => [r.uniform(-1.2, 1.2), r.uniform(-0.9, 0.9)]],
];

/** A random pose about the line; bends are taken more often than straights, which are most of a lap. */
export function randomPose(circuit: Circuit, direction: Direction, random: RandomSource): TrainingPose {
  let s_m = random.uniform(0, circuit.length_m);
  for (let tries = 0; tries < 8 && !random.chance(bendShare(circuit, direction, s_m)); tries++) {
    s_m = random.uniform(0, circuit.length_m);
  }
  const [lateral_m, headingError_rad] = spread(random);
  return poseAt(circuit, direction, s_m, lateral_m, headingError_rad);
}

function spread(random: RandomSource): [number, number] {
  let rest = random.next();
  for (const [share, draw] of SPREADS) {
    rest -= share;
    if (rest < 0) return draw(random);
  }
  return [0, 0];
}

/** Chance that a place is taken: 0.4 on a straight, 1 where a bend of 8 m radius or less is at most 5 m away. */
function bendShare(circuit: Circuit, direction: Direction, s_m: number): number {
  const way = direction === 'forward' ? 1 : -1;
  let sharpest = 0;
  for (const ahead_m of [0, 1, 2, 3, 5]) {
    sharpest = Math.max(sharpest, Math.abs(circuit.pointAt(s_m + way * ahead_m).curvature_1pm));
  }
  return Math.min(1, 0.4 + 0.6 * (sharpest / 0.125));
}
