import { mean } from '../../support/statistics';
import type { DecisionColumns } from '../messages';

/** Times of the decisions since the last reading. */
export class Interval {
  #steps_ms: number[] = [];
  #inferences_ms: number[] = [];
  #latencies_ms: number[] = [];

  add({ step_ms, inference_ms, latency_ms }: DecisionColumns): void {
    this.#steps_ms.push(...known(step_ms));
    this.#inferences_ms.push(...known(inference_ms));
    this.#latencies_ms.push(...known(latency_ms));
  }

  /** As f1_brain/Metrics has them: missing ones are NaN. */
  take() {
    const step_ms = mean(this.#steps_ms) ?? Number.NaN;
    const latencies_ms = this.#latencies_ms;
    const taken = {
      brain_capacity_hz: 1000 / step_ms,
      inference_mean_ms: mean(this.#inferences_ms) ?? Number.NaN,
      step_mean_ms: step_ms,
      sensor_to_actuator_mean_ms: mean(latencies_ms) ?? Number.NaN,
      sensor_to_actuator_max_ms: latencies_ms.length === 0 ? Number.NaN : Math.max(...latencies_ms),
    };
    this.clear();
    return taken;
  }

  clear(): void {
    this.#steps_ms = [];
    this.#inferences_ms = [];
    this.#latencies_ms = [];
  }
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
