/** Why a metric is missing or misleading. */
export interface MetricNote {
  /** Key of the metric, under this name also in JSON; null for a note about the whole run. */
  readonly figure: string | null;
  /** One line. */
  readonly reason: string;
}
