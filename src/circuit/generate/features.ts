import type { Random } from '../../support/random';
import type { Corner } from './corners';
import { betweenPieces, distance, leftOf, minus, stepFrom, unit, type Vector } from './plane';

/** Smallest distance between the straights of the polygon and those of a feature that is built into one of them. */
const ROOM_M = 9;
const TRIES = 40;

/** Corners that replace a piece of a straight; null where the straight is too short.
 *  @param length_m of the straight */
type Feature = (
  random: Random,
  length_m: number,
) => { along_m: number; left_m: number; radius_m: number }[] | null;

/** Two bends one after the other that lead the road aside, and two that lead it back. */
export const chicane: Feature = (random, length_m) => {
  const aside_m = random.uniform(3, 7);
  const [slope_m, top_m] = [random.uniform(7, 12), random.uniform(0, 10)];
  const whole_m = 2 * slope_m + top_m;
  if (length_m < whole_m + 24) return null;
  const from_m = random.uniform(12, length_m - whole_m - 12);
  const sign = random.chance(0.5) ? 1 : -1;
  const radius_m = random.uniform(4, 9);
  const corner = (along_m: number, left_m: number) => ({
    along_m: from_m + along_m,
    left_m: sign * left_m,
    radius_m,
  });
  return [corner(0, 0), corner(slope_m, aside_m), corner(slope_m + top_m, aside_m), corner(whole_m, 0)];
};

/** A road aside that comes back beside itself, with a half turn at its end. */
export const hairpin: Feature = (random, length_m) => {
  const radius_m = random.uniform(3.2, 6.5);
  const foot_m = random.uniform(4, 9);
  const whole_m = 2 * radius_m;
  if (length_m < whole_m + 2 * foot_m + 8) return null;
  const from_m = random.uniform(foot_m + 4, length_m - whole_m - foot_m - 4);
  const deep_m = (random.chance(0.5) ? 1 : -1) * random.uniform(foot_m + radius_m + 8, 60);
  const shift_m = random.uniform(-0.5, 0.5) * (length_m - whole_m) * 0.3;
  return [
    { along_m: from_m, left_m: 0, radius_m: foot_m },
    { along_m: from_m + shift_m, left_m: deep_m, radius_m },
    { along_m: from_m + whole_m + shift_m, left_m: deep_m, radius_m },
    { along_m: from_m + whole_m, left_m: 0, radius_m: foot_m },
  ];
};

/** Builds a feature into one of the straights, where there is room. @returns null where no place was found */
export function addFeature(random: Random, corners: readonly Corner[], feature: Feature): Corner[] | null {
  for (let n = 0; n < TRIES; n++) {
    const edge = Math.floor(random.next() * corners.length);
    const [from, to] = [corners[edge]!.at, corners[(edge + 1) % corners.length]!.at];
    const made = feature(random, distance(from, to));
    if (made === null) continue;
    const ahead = unit(minus(to, from));
    const left = leftOf(ahead);
    const added = made.map(({ along_m, left_m, radius_m }): Corner => {
      return { at: stepFrom(stepFrom(from, ahead, along_m), left, left_m), radius_m };
    });
    if (hasRoom(corners, edge, added))
      return [...corners.slice(0, edge + 1), ...added, ...corners.slice(edge + 1)];
  }
  return null;
}

/** Whether the inner straights of a feature keep away from those of the polygon. */
function hasRoom(corners: readonly Corner[], edge: number, added: readonly Corner[]): boolean {
  const count = corners.length;
  const away = (a: Vector, b: Vector) =>
    corners.every(
      ({ at }, i) => i === edge || betweenPieces(a, b, at, corners[(i + 1) % count]!.at) >= ROOM_M,
    );
  return added.slice(1).every(({ at }, i) => away(added[i]!.at, at));
}
