import type { ClockRecord } from './clock-record';
import type { DecisionFigures } from './decision-figures';
import type { DrivenWay } from './driven-way';
import type { LapNearness } from './lap-nearness';
import type { LapShape } from './lap-shape';
import type { OrderedCount } from './ordered-count';
import type { PerfectLap } from './perfect-lap';
import type { PoseBuffer } from './pose-buffer';

/** What was seen of a run against a perfect lap. */
export interface LapCounts {
  readonly lap: PerfectLap;
  readonly shape: LapShape;
  readonly nearness: LapNearness;
  /** With the order of the lap's points, and against it; null before the first pose. */
  forward: OrderedCount | null;
  reverse: OrderedCount | null;
}

/** Everything that was gathered of a run. */
export interface RunRecord {
  readonly way: DrivenWay;
  readonly clock: ClockRecord;
  readonly decisions: DecisionFigures;
  /** The driven positions; fewer than `way.poses` beyond the limit. */
  readonly poses: PoseBuffer;
  readonly counts: LapCounts | null;
  /** Poses left out because they held anything but numbers. */
  readonly unusable: number;
  /** Camera frames; null where none were counted. */
  readonly frames: number | null;
}
