import type { MetricNote } from '../note';

/** BehaviorMetrics' figures of one run, and what is to be said about them. */
export interface BehaviorMetricsResult {
  /** Every key of their statistics under its own name, equal to what their code gives; null where the
   *  figure cannot be had. */
  readonly figures: BehaviorMetricsFigures;
  /** The figures that theirs get wrong, put right; null where they cannot be had. */
  readonly corrected: Readonly<Record<string, number | null>>;
  /** Why a figure is null or misleads, one line each. */
  readonly notes: readonly MetricNote[];
}

/** Keys in the order in which BehaviorMetrics' statistics are read. */
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
export type BehaviorMetricsFigures = Readonly<Record<BehaviorMetricsKey, number | boolean | null>>;

/** What a bag's poses and clocks do not say. */
export interface BehaviorMetricsContext {
  /** Wanted time between two decisions (PilotTimeCycle), ms. */
  readonly pilotTimeCycle_ms?: number | null;
  /** Physics steps per second that the simulator was asked for. */
  readonly realTimeUpdateRate?: number | null;
  /** Whether the network really ran on a GPU; null when nobody knows or there was none. */
  readonly gpuInference?: boolean | null;
  /** Wall seconds of the whole run, s. */
  readonly realSeconds?: number | null;
  /** Simulated over wall time, where it was measured. */
  readonly realTimeFactor?: number | null;
  /** That the car crashed, in words: what then follows is no driving. */
  readonly crash?: string | null;
  /** The world waits for the node instead of running by the wall clock. */
  readonly lockstep?: boolean;
  /** Camera frames counted elsewhere, where `frame` was not called for each. */
  readonly frames?: number | null;
}

/** One decision as the bag holds it (f1_brain/Decision); what does not exist is null. */
export interface RecordedDecision {
  /** Latest /clock when the command left, s. */
  readonly simulated_s: number | null;
  /** Monotonic wall clock when the command left, ms. */
  readonly left_ms: number | null;
  /** Whole step of the brain, ms. */
  readonly step_ms: number | null;
  /** Null for a brain without a network. */
  readonly inference_ms: number | null;
  readonly v_mps: number | null;
  readonly w_radps: number | null;
}
