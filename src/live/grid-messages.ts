/**
 * What the server of an experiment's page and the page tell each other beside `messages.ts`. Runs are numbered by their place in
 * the plan, brains and circuits by their places in `GridMessage`, all from 0. A missing value is null.
 */

/** What is driven: each brain on each circuit. Sent after `hello`, before everything else of the experiment. */
export interface GridMessage {
  readonly type: 'grid';
  /** Of the experiment. */
  readonly name: string;
  /** Folder that keeps the runs. */
  readonly folder: string;
  /** Labels, as reports have them. */
  readonly brains: readonly string[];
  readonly circuits: readonly string[];
  /** Whether workers of a queue drive: which runs drive is not known here then. */
  readonly isQueued: boolean;
}

/** The cells that have changed since the last message; at first all that have runs. A column for each value, equally long. */
export interface CellsMessage {
  readonly type: 'cells';
  readonly brain: readonly number[];
  readonly circuit: readonly number[];
  /** Runs that were asked for. */
  readonly planned: readonly number[];
  readonly running: readonly number[];
  /** With all laps completed. */
  readonly completed: readonly number[];
  /** That ended in another way by themselves, such as off the track. */
  readonly otherwise: readonly number[];
  /** That ended by a fault. */
  readonly failed: readonly number[];
  /** Mean over the runs that have a deviation. */
  readonly deviationMean_m: readonly (number | null)[];
  /** Mean over the runs that have a speed. */
  readonly averageSpeed_mps: readonly (number | null)[];
}

/** How far the whole is, as on the terminal. */
export interface TallyMessage {
  readonly type: 'tally';
  readonly wall_ms: number;
  readonly planned: number;
  /** With a result, whatever it is. */
  readonly done: number;
  /** Of those that are done: ended by a fault. */
  readonly failed: number;
  readonly running: number;
  /** Of a queue; null where this machine drives. */
  readonly workers: number | null;
  /** Time left; null while it cannot be estimated. */
  readonly left_s: number | null;
}

/** A run of the plan. */
export interface LiveRun {
  /** Its number. */
  readonly run: number;
  readonly brain: number;
  readonly circuit: number;
  readonly direction: 'forward' | 'reverse';
  /** From 1. */
  readonly repetition: number;
  readonly seed: number;
  /** Start, image corruption, camera and world where they are not the default; '' where they are. */
  readonly condition: string;
}

/** The runs that come next. */
export interface QueueMessage {
  readonly type: 'queue';
  /** Runs that have not begun. */
  readonly waiting: number;
  /** The first of them, in their order. */
  readonly next: readonly LiveRun[];
}

/** The runs that drive, those that drive longest first; at most as many as a page shows. */
export interface RunningMessage {
  readonly type: 'running';
  readonly runs: readonly LiveRun[];
  /** Runs that drive beside them. */
  readonly more: number;
}

/** Where the car of a run is, and where it has been since the last message. */
export interface LiveTrack {
  readonly run: number;
  /** Of its laps. */
  readonly percent: number | null;
  readonly sim_s: number | null;
  readonly v_mps: number | null;
  /** Left of the line positive, in driving direction. */
  readonly deviation_m: number | null;
  /** Of the last place; null where there is none. */
  readonly yaw_rad: number | null;
  /** Places about a metre and a half apart, oldest first; a column for each value. */
  readonly x_m: readonly number[];
  readonly y_m: readonly number[];
}

/** Up to 10 times a second, to pages that ask for it. */
export interface TracksMessage {
  readonly type: 'tracks';
  /** Whether they are the paths from the beginning on, in place of all that came before. */
  readonly isWhole: boolean;
  readonly tracks: readonly LiveTrack[];
}

/** A circuit from above, coarse. Comes before the first run that drives there is seen. */
export interface OutlineMessage {
  readonly type: 'outline';
  readonly circuit: number;
  /** Points of the closed line, metres; empty where it is unknown. */
  readonly line: readonly (readonly [x: number, y: number])[];
}

/** A run of a cell, and what came of it. */
export interface LiveCellRun extends LiveRun {
  readonly state: 'waiting' | 'running' | 'done';
  /** How it ended, as in the table of runs (docs/runs.md); null before. */
  readonly outcome: string | null;
  /** Why, in one line, where `outcome` does not say it. */
  readonly detail: string | null;
  readonly percent: number | null;
  readonly lap_s: number | null;
  readonly deviationMean_m: number | null;
  readonly deviationMax_m: number | null;
  readonly averageSpeed_mps: number | null;
  readonly attempts: number | null;
}

/** The runs of the cell that a page asked for, again whenever they change. */
export interface RunsMessage {
  readonly type: 'runs';
  readonly brain: number;
  readonly circuit: number;
  readonly runs: readonly LiveCellRun[];
  /** Runs beside them: a message has 500 at most. */
  readonly more: number;
}

export type BoardMessage =
  | GridMessage
  | CellsMessage
  | TallyMessage
  | QueueMessage
  | RunningMessage
  | TracksMessage
  | OutlineMessage
  | RunsMessage;

/** What a page of an experiment wants beside the grid; nothing before its first one. */
export interface BoardRequest {
  readonly type: 'board';
  /** Whether it shows the runs that drive. */
  readonly tracks: boolean;
  /** The cell whose runs it shows; null for none. */
  readonly cell: readonly [brain: number, circuit: number] | null;
}
