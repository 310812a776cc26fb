import type { Circuit } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';
import type { EventSource } from './event-source';
import type { Recovery } from './recovery';
import type { SessionEvents } from './session-events';

/** How a run is watched, and what it is watched for. */
export interface RunMonitorOptions {
  /** Null when the line is unknown: metrics that need it are then null. */
  readonly circuit: Circuit | null;
  readonly direction: Direction;
  readonly laps: number;
  /** Simulated seconds after which the run is ended; absent for no limit. */
  readonly limit_s?: number | null;
  /** The run has no laps to end with: a car that stops or leaves the track is noted, and the run goes on. */
  readonly endless?: boolean;
  /** A stop by the drive itself does not count as lack of progress: its cause may go away. */
  readonly patient?: boolean;
  /** Seconds of the wall clock without progress after which the laps end, once `watch` was called; absent or null
   *  for never. */
  readonly standstill_s?: number | null;
  /** Why the car makes no progress now; null where that is unknown. */
  readonly whyStopped?: () => string | null;
  /** How the brain failed last, where it has never answered a frame; null where it has. Such a run that would end for want of
   *  progress or time ends with `brain_failed`. */
  readonly whyNeverAnswered?: () => string | null;
  /** Puts a car back that cannot go on; null or absent where its laps end. */
  readonly recovery?: Recovery | null;
  /** Takes poses, laps and metrics. */
  readonly events?: Pick<EventSource<SessionEvents>, 'has' | 'emit'>;
  /** Called once, when the run is over. */
  readonly onEnd: () => void;
}
