/** Why a figure is missing or misleads, in one line; `figure` null: about the run as a whole. */
export interface MetricNote {
  readonly figure: string | null;
  readonly reason: string;
}
