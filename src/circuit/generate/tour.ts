import type { Random } from '../../support/random';
import { distance, type Vector } from './plane';

const TRIES = 60;

/** Random places in a rectangle around the origin, no two of them close together. May be fewer than asked for.
 *  @param aspect width of the rectangle by its height; its area is that of `count` squares with a side of 1 */
export function scatter(random: Random, count: number, aspect: number): Vector[] {
  const height = Math.sqrt(count / aspect);
  const width = height * aspect;
  const places: Vector[] = [];
  for (let n = 0; n < TRIES * count && places.length < count; n++) {
    const place: Vector = [random.uniform(-width / 2, width / 2), random.uniform(-height / 2, height / 2)];
    if (places.every((other) => distance(place, other) >= 0.65)) places.push(place);
  }
  return places;
}

/** A short closed tour through places in random order. Two pieces that cross are always longer than two that do not, so that
 *  it never crosses itself (2-opt: G. A. Croes, 1958). */
export function shortTour(places: readonly Vector[]): Vector[] {
  const tour = [...places];
  const count = tour.length;
  for (let isShorter = true; isShorter; ) {
    isShorter = false;
    for (let i = 0; i < count - 1; i++) {
      for (let j = i + 2; j < count; j++) {
        if (i === 0 && j === count - 1) continue;
        const [a, b, c, d] = [tour[i]!, tour[i + 1]!, tour[j]!, tour[(j + 1) % count]!];
        if (distance(a, c) + distance(b, d) > distance(a, b) + distance(c, d) - 1e-9) continue;
        tour.splice(i + 1, j - i, ...tour.slice(i + 1, j + 1).reverse());
        isShorter = true;
      }
    }
  }
  return tour;
}

export function perimeter(places: readonly Vector[]): number {
  return places.reduce((sum, place, i) => sum + distance(place, places[(i + 1) % places.length]!), 0);
}
