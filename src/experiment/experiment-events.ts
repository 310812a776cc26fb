import type { PlannedRun } from './run/planned-run';
import type { RunResult } from './run/run-result';
import type { Track } from './run/track';

/** What happens while an experiment is driven. */
export type ExperimentEvent =
  /** Before the first run. `done` had results already, of which `faults` ended by a fault. */
  | { readonly type: 'begun'; readonly planned: number; readonly done: number; readonly faults: number }
  | { readonly type: 'started'; readonly run: PlannedRun }
  | {
      readonly type: 'progress';
      readonly run: PlannedRun;
      /** Of its laps; null while unknown. */
      readonly percent: number | null;
      /** Absent while nobody watches. */
      readonly track?: Track;
    }
  /** An attempt at it was lost, and another one begins. */
  | { readonly type: 'repeated'; readonly run: PlannedRun; readonly why: string }
  /** Over a queue, which does not tell what becomes of each run: the workers that serve it, and the runs that they drive. */
  | { readonly type: 'workers'; readonly workers: number; readonly running: number }
  | { readonly type: 'finished'; readonly result: RunResult }
  /** It was ended before it had a result, and waits again. */
  | { readonly type: 'given_back'; readonly run: PlannedRun };
