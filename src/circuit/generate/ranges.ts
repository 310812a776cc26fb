import type { LineShape } from '../shape';

type Range = readonly [least: number, most: number];

/** Ranges over the five circuits of config/circuits, as `shapeOf` measures them: docs/circuits.md has the table, and a test measures
 *  them again. Generated circuits keep within them. */
export const REAL_RANGES = {
  length_m: [428.7, 1433.1],
  tightest_m: [2.09, 5.11],
  radius5_m: [4.6, 10.25],
  radius25_m: [8.45, 87.4],
  turned_degPer100m: [93.9, 367.4],
  straightShare: [0.043, 0.745],
  longestStraight_m: [29.5, 249.1],
  sharpest_1pm2: [0.356, 0.66],
  clearSide_m: [1.97, 5.31],
  closestStretches_m: [3.93, 12.7],
} as const satisfies Record<keyof LineShape, Range>;

/** Of the painted line's width and the walls' distance from it. */
export const REAL_LINE_WIDTHS_M: Range = [0.1, 0.128];
export const REAL_WALLS_M: Range = [1.2, 1.65];

/** Beyond the face of the farthest wall is room for the wall itself, 0.2 m thick, and as much again. */
export const LEAST_CLEAR_SIDE_M = 2.2;
/** Two walls, the roads before them, and more than two metres between them. */
export const LEAST_STRETCHES_M = 6;
