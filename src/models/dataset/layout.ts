import type { Command } from '../../types';

/**
 * How a dataset lies on disk, as DeepLearningStudio has it: `N.png` and `data.csv` in one folder, and nothing
 * else there, because its loaders take every other file for a picture and pair the pictures in the order of
 * their numbers with the rows of the file.
 */
export const PICTURE_WIDTH = 640;
export const PICTURE_HEIGHT = 480;
/** Bytes of a picture as rgb8. */
export const PICTURE_BYTES = PICTURE_WIDTH * PICTURE_HEIGHT * 3;
export const LABELS_FILE = 'data.csv';
export const COLUMNS = ['image_name', 'v', 'w', 'timestamp'] as const;

/** Speeds of a car that drives forward, m/s; published labels reach from 6.5 to 24. */
export const V_RANGE_MPS: readonly [number, number] = [0, 50];
/** Turn rates, rad/s; published labels reach from -7.1 to 7.1. */
export const W_RANGE_RADPS: readonly [number, number] = [-20, 20];

/** Why a command is no label that can be read again, in words; null for one that is. */
export function labelComplaint({ v_mps, w_radps }: Command): string | null {
  const isIn = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;
  if (isIn(v_mps, V_RANGE_MPS) && isIn(w_radps, W_RANGE_RADPS)) return null;
  const ranges = `labels have v from ${V_RANGE_MPS.join(' to ')} and w from ${W_RANGE_RADPS.join(' to ')}`;
  return `v ${v_mps} m/s and w ${w_radps} rad/s is no label: ${ranges}`;
}

/** Pictures further apart than this, or in the wrong order, belong to no common sequence. */
export const LONGEST_STEP_S = 0.25;
