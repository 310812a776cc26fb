import type { RunResult } from '../run/run-result';
import type { Track } from '../run/track';
import type { Audience } from './audience';

/** What a run tells while it drives: share of the laps in percent, and simulated seconds, null while unknown; where the car is, null
 *  while nobody watches. */
export type OnProgress = (percent: number | null, simulated_s: number | null, track: Track | null) => void;

export interface DriveOptions {
  /** Aborted, it ends the run, which then has no result. */
  readonly signal: AbortSignal;
  /** Told while it drives. */
  readonly onProgress?: OnProgress;
  /** Who wants to know where the car is. Default: nobody. */
  readonly audience?: Pick<Audience, 'isWatching'>;
}

/** Outcome, statistics and metrics of a run that drove. */
export type Driven = Pick<
  RunResult,
  'outcome' | 'detail' | 'lasting' | 'statistics' | 'behavior_metrics' | 'withheld'
>;

/** The simulator that was started for a run has crashed or hung: the run has no result, and is worth another attempt. */
export class SimulatorLostError extends Error {}

/** A run that has no statistics. */
export function faultOf(detail: string): Driven {
  return { outcome: 'fault', detail, statistics: null, behavior_metrics: null, withheld: {} };
}
