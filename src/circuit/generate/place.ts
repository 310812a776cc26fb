import { cross, directionOf, distance, dot, minus, stepFrom, unit, type Vector } from './plane';

/** The outline, moved and turned so that it begins in the middle of its longest straight, which lies in the origin and points to
 *  `yaw_rad`. */
export function placeStart(outline: readonly Vector[], yaw_rad: number): Vector[] {
  const count = outline.length;
  const next = (i: number) => outline[(i + 1) % count]!;
  const straights = outline.map((place, i) => distance(place, next(i)));
  const longest = straights.indexOf(Math.max(...straights));
  const ahead = unit(minus(next(longest), outline[longest]!));
  const start = stepFrom(outline[longest]!, ahead, straights[longest]! / 2);
  const order = [...outline.slice(longest + 1), ...outline.slice(0, longest + 1)];
  const [cos, sin] = directionOf(yaw_rad);
  const turned = order.map((place): Vector => {
    const from = minus(place, start);
    const [along, aside] = [dot(ahead, from), cross(ahead, from)];
    return [along * cos - aside * sin, along * sin + aside * cos];
  });
  return [[0, 0], ...turned];
}
