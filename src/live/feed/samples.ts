/** Rows that the feed writes: the kind first, then the values in this order; NaN for a missing one. */
export const POSE_COLUMNS = [
  'wall_ms',
  'sim_s',
  'x_m',
  'y_m',
  'yaw_rad',
  'v_mps',
  'w_radps',
  'deviation_m',
  'percent',
] as const;

export const DECISION_COLUMNS = [
  'wall_ms',
  'sim_s',
  'frame',
  'v_mps',
  'w_radps',
  'step_ms',
  'inference_ms',
  'latency_ms',
  'frame_age_ms',
] as const;

export const POSE = 0;
export const DECISION = 1;
/** Metrics begin again, at the `wall_ms` that follows: what was written before is forgotten. */
export const RESTART = 2;

/** Numbers of a row, its kind included. */
export const ROW_COLUMNS = 1 + Math.max(POSE_COLUMNS.length, DECISION_COLUMNS.length);
