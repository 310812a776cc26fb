import { RandomSource } from '../random';

/** Pictures of the dataset, one after the other, that every model decides on in one of its turns. */
export interface Round {
  /** Places in the list of pictures, the last one excluded. */
  readonly first: number;
  readonly end: number;
  /** Only the first time that a picture is seen counts for the accuracy; 0 is the first time. */
  readonly pass: number;
}

/** Pictures of 640x480 in one round at most: 118 MB once they are decoded. */
const MOST_PICTURES = 128;

/**
 * The rounds in which models take turns. Each picture is decided on at least once, and each model decides at
 * least `frames` times in at least `rounds` turns, where there are pictures enough for that many.
 * @param pictures how many there are, at least 1
 */
export function scheduleRounds(pictures: number, frames: number, rounds: number): Round[] {
  const passes = Math.max(1, Math.ceil(frames / pictures));
  const most = Math.min(MOST_PICTURES, Math.ceil((pictures * passes) / rounds));
  const parts = Math.ceil(pictures / Math.min(most, pictures));
  return Array.from({ length: passes * parts }, (_, i) => {
    const part = i % parts;
    return {
      first: Math.floor((pictures * part) / parts),
      end: Math.floor((pictures * (part + 1)) / parts),
      pass: Math.floor(i / parts),
    };
  });
}

/** A list in an order that depends on the seed and the round alone (Fisher and Yates). */
export function shuffled<T>(list: readonly T[], seed: number, round: number): T[] {
  const random = new RandomSource(seed, round);
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
