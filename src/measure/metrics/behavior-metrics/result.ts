import type { MetricNote } from '../note';

/** BehaviorMetrics' metrics of one run, with notes. */
export interface BehaviorMetricsResult {
  /** Every key of BehaviorMetrics' statistics, with the value that its code computes; null where missing. */
  readonly metrics: BehaviorMetricsValues;
  /** Corrected values of the metrics that BehaviorMetrics gets wrong; null where missing. */
  readonly corrected: Readonly<Record<string, number | null>>;
  /** Why a metric is null or misleading, one line each. */
  readonly notes: readonly MetricNote[];
}

/** Keys in the order of BehaviorMetrics' statistics. */
export const BEHAVIOR_METRICS_KEYS = [
  'completed_distance',
  'average_speed',
  'percentage_completed',
  'lap_seconds',
  'circuit_diameter',
  'position_deviation_mae',
  'position_deviation_total_err',
  'brain_iterations_frequency_real_time',
  'brain_iterations_frequency_simulated_time',
  'target_brain_iterations_real_time',
  'target_brain_iterations_simulated_time',
  'mean_brain_iterations_real_time',
  'mean_brain_iterations_simulated_time',
  'mean_inference_time',
  'frame_rate',
  'gpu_inference',
  'suddenness_distance',
  'real_time_factor',
  'real_time_update_rate',
  'experiment_total_simulated_time',
  'experiment_total_real_time',
] as const;

export type BehaviorMetricsKey = (typeof BEHAVIOR_METRICS_KEYS)[number];
export type BehaviorMetricsValues = Readonly<Record<BehaviorMetricsKey, number | boolean | null>>;

/** What the poses and clocks of a bag do not tell. */
export interface BehaviorMetricsContext {
  /** Target time between two decisions (PilotTimeCycle), ms; 0 when every frame is answered. */
  readonly pilotTimeCycle_ms?: number | null;
  /** Physics steps per second configured in the simulator. */
  readonly realTimeUpdateRate?: number | null;
  /** Whether the network actually ran on a GPU; null if unknown or without a network. */
  readonly gpuInference?: boolean | null;
  /** Wall seconds of the whole run, s. */
  readonly realSeconds?: number | null;
  /** Simulated over wall time, if measured. */
  readonly realTimeFactor?: number | null;
  /** Description of the crash; what follows a crash is not driving. Null without one. */
  readonly crash?: string | null;
  /** Whether the world waits for the node instead of following the wall clock. */
  readonly lockstep?: boolean;
  /** Camera frames, if they were counted elsewhere and not with `frame`. */
  readonly frames?: number | null;
}

/** One decision as recorded in a bag (f1_brain/Decision); missing values are null. */
export interface RecordedDecision {
  /** Latest /clock when the command left, s. */
  readonly simulated_s: number | null;
  /** Monotonic wall clock when the command left, ms. */
  readonly left_ms: number | null;
  /** Step time of the brain, ms. */
  readonly step_ms: number | null;
  /** Null for a brain without a network. */
  readonly inference_ms: number | null;
  readonly v_mps: number | null;
  readonly w_radps: number | null;
}
