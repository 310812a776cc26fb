import type { LiveCellRun, LiveRun, LiveTrack, TallyMessage } from '../grid-messages';

/** A run as the thread that serves pages needs it; its number is its place. */
export type SharedRun = Omit<LiveRun, 'run'>;

/** What is driven. Brains and circuits of the runs are places in the lists. */
export interface SharedPlan {
  readonly name: string;
  readonly folder: string;
  readonly isQueued: boolean;
  readonly brains: readonly string[];
  /** `source` is what a circuit is loaded from. */
  readonly circuits: readonly { readonly name: string; readonly source: string }[];
  readonly runs: readonly SharedRun[];
}

/** What came of a run. */
export type RunEnd = Omit<LiveCellRun, keyof LiveRun | 'state' | 'outcome'> & { readonly outcome: string };

/** What the process that runs an experiment tells the thread that serves its pages. Runs by their numbers. */
export type ExperimentNews =
  /** Before all others. */
  | { readonly kind: 'plan'; readonly plan: SharedPlan }
  | { readonly kind: 'started'; readonly run: number }
  /** What it drove is lost, and it begins again. */
  | { readonly kind: 'again'; readonly run: number }
  /** It was begun, and waits again. */
  | { readonly kind: 'waits'; readonly run: number }
  | { readonly kind: 'ended'; readonly run: number; readonly end: RunEnd }
  | { readonly kind: 'track'; readonly track: LiveTrack }
  | { readonly kind: 'tally'; readonly tally: TallyMessage };
