import type { Circuit } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';
import type { Walls } from '../measure/metrics/line';
import type { RecordedRun } from '../measure/metrics/run-metadata';
import type { RunMetrics } from '../measure/metrics/run-metrics';
import type { Command, Frame } from '../types';

/**
 * A recorded drive, open for replay (`openRecording` in `open-recording.ts`): numbers in memory, camera images read from
 * the bag one at a time. `time_s` is seconds since the first message that counts, by the recording times; where those start
 * again, as after a reset of the simulation, it goes on. A missing value is null.
 */
export interface Recording {
  readonly file: string;
  /** What the bag says of the run: brain, model, laps, ... */
  readonly run: RecordedRun;
  /** Of the whole run; null without odometry of one car. */
  readonly metrics: RunMetrics | null;
  /** Null where it is unknown, or the car was nowhere near it. */
  readonly circuit: Circuit | null;
  /** Null where they are unknown. */
  readonly walls: Walls | null;
  readonly direction: Direction;
  /** From the first message that counts to the last. */
  readonly duration_s: number;
  /** What the bag lacks, or has lost, and what is therefore not shown: one line each. */
  readonly missing: readonly string[];
  readonly poses: RecordedTable<RecordedPose>;
  /** What the car was told: decisions, else messages of the command topic. */
  readonly commands: RecordedTable<RecordedCommand>;
  readonly images: RecordedTable<RecordedImage>;
  readonly laps: readonly RecordedLap[];
  /** When the car first came so far (`RecordedPose.distance_m`), between two poses as well; null where it never did. */
  timeAt(distance_m: number): number | null;
  /** Reads and decodes an image; the frame owns its pixels, and its `sequence` is the index.
   *  @throws FrameError for an image that cannot be decoded, BagError for a file that has changed */
  readImage(index: number): Promise<Frame>;
  close(): Promise<void>;
}

/** Rows in the order of `time_s`. */
export interface RecordedTable<Row extends { readonly time_s: number }> {
  readonly length: number;
  /** @param index 0 to length - 1 */
  row(index: number): Row;
  /** Index of the newest row at or before a time; null where there is none. */
  indexAt(time_s: number): number | null;
  /** The newest row at or before a time; null where there is none. */
  at(time_s: number): Row | null;
}

/** Where the car was; velocities are its own. */
export interface RecordedPose {
  readonly time_s: number;
  readonly sim_s: number | null;
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  readonly v_mps: number;
  readonly w_radps: number;
  /** From the line, left of it positive in driving direction. */
  readonly deviation_m: number | null;
  /** Along the line in driving direction, over all laps: 0 is the start line at the beginning of the first lap. Without a
   *  circuit, along the driven path. */
  readonly distance_m: number;
}

/** What the car was told. */
export interface RecordedCommand {
  readonly time_s: number;
  readonly sim_s: number | null;
  readonly v_mps: number;
  readonly w_radps: number;
  /** Index of the image that it answers; null where that is not known. */
  readonly image: number | null;
  /** What the brain itself answered, before compensation; null where the bag does not tell. */
  readonly brain_v_mps: number | null;
  readonly brain_w_radps: number | null;
  readonly step_ms: number | null;
  readonly inference_ms: number | null;
  /** From the frame's arrival to its command being published. */
  readonly latency_ms: number | null;
  readonly frame_age_ms: number | null;
}

/** A camera image, without its pixels. */
export interface RecordedImage {
  readonly index: number;
  readonly time_s: number;
  /** Of its answer in `Recording.commands`; null where the bag does not tell. */
  readonly answer: number | null;
  /** What it was answered with; where the bag does not tell, the newest command when it was recorded. */
  readonly command: Command | null;
}

export interface RecordedLap {
  /** From 1. */
  readonly lap: number;
  /** Simulated; by recording times where there is no clock. */
  readonly seconds: number;
  /** When it was completed. */
  readonly time_s: number;
}
