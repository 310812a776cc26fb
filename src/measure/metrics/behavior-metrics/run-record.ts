import type { BrainMetrics } from './brain-metrics';
import type { ClockRecord } from './clock-record';
import type { DrivenPath } from './driven-path';
import type { LapProximity } from './lap-proximity';
import type { LapShape } from './lap-shape';
import type { OrderedCount } from './ordered-count';
import type { PerfectLap } from './perfect-lap';
import type { PoseBuffer } from './pose-buffer';

/** Progress of a run along a perfect lap. */
export interface LapCounts {
  readonly lap: PerfectLap;
  readonly shape: LapShape;
  readonly proximity: LapProximity;
  /** Counts in the order of the lap points and against it; null before the first pose. */
  forward: OrderedCount | null;
  reverse: OrderedCount | null;
}

/** Everything recorded of a run. */
export interface RunRecord {
  readonly path: DrivenPath;
  readonly clock: ClockRecord;
  readonly decisions: BrainMetrics;
  /** The driven positions; fewer than `path.poses` beyond the limit. */
  readonly poses: PoseBuffer;
  readonly counts: LapCounts | null;
  /** Poses skipped because they contain NaN or infinity. */
  readonly invalidPoses: number;
  /** Camera frames; null where none were counted. */
  readonly frames: number | null;
}
