import type { Command } from '../../types';

/**
 * Layout of a dataset on disk, as in DeepLearningStudio: `N.png` and `data.csv` in one folder and nothing else,
 * because its loaders treat every other file as an image and pair images in numeric order with the rows of the
 * file.
 */
export const IMAGE_WIDTH = 640;
export const IMAGE_HEIGHT = 480;
/** Bytes of an rgb8 image. */
export const IMAGE_BYTES = IMAGE_WIDTH * IMAGE_HEIGHT * 3;
export const LABELS_FILE = 'data.csv';
export const COLUMNS = ['image_name', 'v', 'w', 'timestamp'] as const;

/** Valid speeds, m/s; published labels are between 6.5 and 24. */
export const V_RANGE_MPS: readonly [number, number] = [0, 50];
/** Valid angular velocities, rad/s; published labels are between -7.1 and 7.1. */
export const W_RANGE_RADPS: readonly [number, number] = [-20, 20];

/** Why a command is not a valid label; null for a valid one. */
export function explainInvalidLabel({ v_mps, w_radps }: Command): string | null {
  const isIn = (value: number, [low, high]: readonly [number, number]) => value >= low && value <= high;
  if (isIn(v_mps, V_RANGE_MPS) && isIn(w_radps, W_RANGE_RADPS)) return null;
  const ranges = `labels have v from ${V_RANGE_MPS.join(' to ')} and w from ${W_RANGE_RADPS.join(' to ')}`;
  return `v ${v_mps} m/s and w ${w_radps} rad/s is not a valid label: ${ranges}`;
}

/** Images further apart than this, or out of order, belong to different sequences. */
export const MAX_STEP_S = 0.25;
