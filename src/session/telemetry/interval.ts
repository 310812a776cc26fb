import type { DriveCounts } from '../../drive/drive-counts';
import type { Decision } from '../../types';

/** Rates, means and counts of one interval; null where nothing happened. */
export interface IntervalRates {
  readonly frames_hz: number | null;
  readonly decisions_hz: number | null;
  readonly decisions_simulated_hz: number | null;
  readonly inference_mean_ms: number | null;
  readonly step_mean_ms: number | null;
  readonly latency_mean_ms: number | null;
  readonly latency_max_ms: number | null;
  readonly rejected: number;
  readonly superseded: number;
  /** Frames that the brain failed on. */
  readonly failed: number;
}

/** Rates and means from one report to the next. */
export class Interval {
  #since_ms: number;
  #sim_s: number | null = null;
  #counts: DriveCounts | null = null;
  #decisions = 0;
  #step_ms = 0;
  #latency_ms = 0;
  #latencyMax_ms = 0;
  #inferences = 0;
  #inference_ms = 0;

  constructor(now_ms: number) {
    this.#since_ms = now_ms;
  }

  decision({ step_ms, sensor_to_actuator_ms, inference_ms }: Decision): void {
    this.#decisions += 1;
    this.#step_ms += step_ms;
    this.#latency_ms += sensor_to_actuator_ms;
    this.#latencyMax_ms = Math.max(this.#latencyMax_ms, sensor_to_actuator_ms);
    if (inference_ms === null) return;
    this.#inferences += 1;
    this.#inference_ms += inference_ms;
  }

  /** Closes the interval and opens the next. @param counts of the drive so far */
  take(now_ms: number, sim_s: number | null, counts: DriveCounts): IntervalRates {
    const seconds = (now_ms - this.#since_ms) / 1000;
    const before = this.#counts ?? { ...counts, received: 0, rejected: 0, superseded: 0, failed: 0 };
    const simulated_s = sim_s !== null && this.#sim_s !== null ? sim_s - this.#sim_s : null;
    const n = this.#decisions;
    const rates = {
      frames_hz: seconds > 0 ? (counts.received - before.received) / seconds : null,
      decisions_hz: seconds > 0 ? n / seconds : null,
      decisions_simulated_hz: simulated_s !== null && simulated_s > 0 ? n / simulated_s : null,
      inference_mean_ms: this.#inferences > 0 ? this.#inference_ms / this.#inferences : null,
      step_mean_ms: n > 0 ? this.#step_ms / n : null,
      latency_mean_ms: n > 0 ? this.#latency_ms / n : null,
      latency_max_ms: n > 0 ? this.#latencyMax_ms : null,
      rejected: counts.rejected - before.rejected,
      superseded: counts.superseded - before.superseded,
      failed: counts.failed - before.failed,
    };
    this.#since_ms = now_ms;
    this.#sim_s = sim_s;
    this.#counts = { ...counts };
    this.#decisions = 0;
    this.#step_ms = 0;
    this.#latency_ms = 0;
    this.#latencyMax_ms = 0;
    this.#inferences = 0;
    this.#inference_ms = 0;
    return rates;
  }
}
