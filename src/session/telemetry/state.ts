import type { DriveCounts } from '../../drive/drive-counts';
import type { LiveMetrics } from '../../measure/metrics/run-metrics';
import type { Command } from '../../types';
import type { IntervalRates } from './interval';

/** What the node reports about itself once a second. */
export interface NodeState {
  readonly brain: string;
  readonly model: string | null;
  /** The execution provider that really runs. */
  readonly provider: string | null;
  readonly paused: boolean;
  /** Why the node keeps the car stopped; null while it does not. */
  readonly stoppedBecause: string | null;
  readonly stops: number;
  /** Of the drive, since the start or the last reset. */
  readonly counts: DriveCounts;
  readonly interval: IntervalRates;
  readonly sim_s: number | null;
  /** Simulated over wall time, from /clock and as Gazebo reports it. */
  readonly realTimeFactor: number | null;
  readonly gazeboRealTimeFactor: number | null;
  readonly command: Command | null;
  readonly live: LiveMetrics;
  readonly deviationMean_m: number | null;
  readonly distance_m: number | null;
  /** Cars that would move: subscribers of the commands. */
  readonly cars: number;
  /** Bag being written; null while recording is off. */
  readonly bag: string | null;
  readonly recordUnsaved: boolean;
  /** Faults since the start, by kind, and those that still last. */
  readonly incidents: Readonly<Record<string, number>>;
  readonly lasting: readonly string[];
}
