/** Where the car of a run is, and where it has been since it was told last. Plain JSON. */
export interface Track {
  readonly simulated_s: number | null;
  readonly v_mps: number | null;
  /** Left of the line positive, in driving direction. */
  readonly deviation_m: number | null;
  readonly yaw_rad: number;
  /** Places some way apart, oldest first, metres; a column for each axis. */
  readonly x_m: readonly number[];
  readonly y_m: readonly number[];
}
