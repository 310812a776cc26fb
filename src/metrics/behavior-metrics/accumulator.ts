import type { PerfectLap } from './perfect-lap';
import type {
  BehaviorMetricsContext,
  BehaviorMetricsFigures,
  BehaviorMetricsResult,
  RecordedDecision,
} from './result';
import { BEHAVIOR_METRICS_KEYS } from './result';

export class BehaviorMetricsAccumulator {
  constructor(private readonly perfectLap: PerfectLap | null) {}

  odometry(_x_m: number, _y_m: number, _sec: number, _nsec: number): void {}

  clock(_sec: number, _nsec: number): void {}

  decision(_decision: RecordedDecision): void {}

  frame(): void {}

  result(_context: BehaviorMetricsContext = {}): BehaviorMetricsResult {
    void this.perfectLap;
    const figures = Object.fromEntries(BEHAVIOR_METRICS_KEYS.map((key) => [key, null]));
    return { figures: figures as BehaviorMetricsFigures, corrected: {}, notes: [] };
  }
}
