import { RandomSource } from '../../support/random';

/** Pictures of the dataset, one after the other, that every model decides on in one of its turns. */
export interface Round {
  /** Places in the list of pictures, the last one excluded. */
  readonly first: number;
  readonly end: number;
  /** Only the first time that a picture is seen counts for the accuracy; 0 is the first time. */
  readonly pass: number;
}

/** Decisions at the beginning of each turn whose times do not count, and at most this share of a turn. */
export const SETTLING_DECISIONS = 5;
const SETTLING_SHARE = 0.1;

/** Pictures of 640x480 in one round at most: 118 MB once they are decoded. */
const MOST_PICTURES = 128;

/**
 * The rounds in which models take turns. Each picture is decided on at least once, and each model is timed on at
 * least `frames` decisions, in at least `rounds` turns where there are decisions enough for that many.
 * @param pictures how many there are, at least 1
 * @param frames decisions to time; those in which a turn settles come on top
 */
export function scheduleRounds(pictures: number, frames: number, rounds: number): Round[] {
  const wanted = Math.ceil((rounds * pictures) / Math.max(pictures, frames));
  const parts = Math.max(Math.ceil(pictures / MOST_PICTURES), Math.min(pictures, wanted));
  const scheduled: Round[] = [];
  for (let timed = 0; scheduled.length < parts || timed < frames; ) {
    const part = scheduled.length % parts;
    const first = Math.floor((pictures * part) / parts);
    const end = Math.floor((pictures * (part + 1)) / parts);
    scheduled.push({ first, end, pass: Math.floor(scheduled.length / parts) });
    timed += end - first - settlingIn(end - first);
  }
  return scheduled;
}

/** Decisions of a turn over so many pictures that are made first and not timed. */
export function settlingIn(pictures: number): number {
  return Math.min(SETTLING_DECISIONS, Math.floor(SETTLING_SHARE * pictures));
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
