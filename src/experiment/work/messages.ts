import type { PlannedRun } from '../run/planned-run';
import type { RunResult } from '../run/run-result';
import type { Track } from '../run/track';

/** To the process that drives runs. */
export type ToRunProcess =
  | { readonly type: 'drive'; readonly run: PlannedRun; readonly folder: string }
  /** Whether it tells where its cars are, from now on; at first it does not. */
  | { readonly type: 'watch'; readonly isWatched: boolean }
  /** The run in progress is not wanted any more. */
  | { readonly type: 'end' };

/** From it: for each run any number of `progress`, then one `result`, `ended` or `simulator_lost`. */
export type FromRunProcess =
  | { readonly type: 'ready' }
  | {
      readonly type: 'progress';
      /** Of the laps; null while unknown. */
      readonly percent: number | null;
      readonly simulated_s: number | null;
      /** Null while nobody watches. */
      readonly track: Track | null;
      readonly memory_bytes: number;
    }
  | { readonly type: 'result'; readonly result: RunResult; readonly memory_bytes: number }
  | { readonly type: 'ended' }
  /** The simulator of the run crashed or hung. */
  | { readonly type: 'simulator_lost'; readonly why: string };
