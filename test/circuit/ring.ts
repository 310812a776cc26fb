import { Circuit } from '../../src/circuit/circuit';
import { DEFAULT_LOOK } from '../../src/circuit/look';

/** Control points of a circle about the origin, counter-clockwise from (radius, 0). */
export function circlePoints(radius_m: number, count = 64): [number, number][] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count;
    return [radius_m * Math.cos(angle), radius_m * Math.sin(angle)];
  });
}

/** A circular course: bends to the left, starts at (radius, 0) heading along +y. */
export function ring(radius_m = 20): Circuit {
  return new Circuit({
    name: 'ring',
    points: circlePoints(radius_m),
    lineWidth_m: 0.1,
    look: DEFAULT_LOOK,
  });
}
