import { RandomSource } from '../../support/random';

/** A range of images that every model decides on in one turn. */
export interface Round {
  /** Range in the list of images, `end` excluded. */
  readonly first: number;
  readonly end: number;
  /** Number of earlier passes over these images; only pass 0 counts for the accuracy. */
  readonly pass: number;
}

/** Initial decisions of each turn that are not timed, at most this share of the turn. */
export const SETTLING_DECISIONS = 5;
const SETTLING_SHARE = 0.1;

/** Maximum number of 640x480 images per round: 118 MB decoded. */
const MAX_IMAGES = 128;

/**
 * Schedules the rounds. Each image is decided on at least once, and each model is timed on at least `frames`
 * decisions, in at least `rounds` turns if there are enough decisions.
 * @param images number of images, at least 1
 * @param frames decisions to time; settling decisions are added
 */
export function scheduleRounds(images: number, frames: number, rounds: number): Round[] {
  const wanted = Math.ceil((rounds * images) / Math.max(images, frames));
  const parts = Math.max(Math.ceil(images / MAX_IMAGES), Math.min(images, wanted));
  const scheduled: Round[] = [];
  for (let timed = 0; scheduled.length < parts || timed < frames; ) {
    const part = scheduled.length % parts;
    const first = Math.floor((images * part) / parts);
    const end = Math.floor((images * (part + 1)) / parts);
    scheduled.push({ first, end, pass: Math.floor(scheduled.length / parts) });
    timed += end - first - countSettling(end - first);
  }
  return scheduled;
}

/** Number of settling decisions in a turn over so many images. */
export function countSettling(images: number): number {
  return Math.min(SETTLING_DECISIONS, Math.floor(SETTLING_SHARE * images));
}

/** Shuffles a list (Fisher and Yates); the order depends on seed and round only. */
export function shuffle<T>(list: readonly T[], seed: number, round: number): T[] {
  const random = new RandomSource(seed, round);
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
