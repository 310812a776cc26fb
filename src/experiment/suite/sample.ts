import { RandomSource } from '../../support/random';

/** A sample without repetition, in the order of the list; the same seed takes the same. */
export function sample<T>(list: readonly T[], size: number, seed: number): T[] {
  const random = new RandomSource(seed, 0);
  const order = list.map((_, i) => i);
  // Fisher and Yates, as far as it is needed.
  const taken = Math.min(size, list.length);
  for (let i = 0; i < taken; i++) {
    const other = i + Math.floor(random.next() * (list.length - i));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  const chosen = order.slice(0, taken).sort((a, b) => a - b);
  return chosen.map((i) => list[i]!);
}
