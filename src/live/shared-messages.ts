/** What several kinds of messages of the live page hold; units as in `messages.ts`. */

export type Point = readonly [x: number, y: number];

/** A circuit from above, world coordinates in metres. */
export interface LiveCircuit {
  readonly name: string;
  readonly length_m: number;
  readonly lineWidth_m: number;
  /** Points of the closed line at equal distances, in its forward direction; the first is not repeated at the end. */
  readonly line: readonly Point[];
  /** The walls beside those points; null where there is none on that side. */
  readonly leftWall: readonly Point[] | null;
  readonly rightWall: readonly Point[] | null;
  readonly start: { readonly x_m: number; readonly y_m: number; readonly yaw_rad: number };
}

/** Where the car was, a column for each value; all columns are equally long, oldest first. */
export interface PlaceColumns {
  readonly x_m: readonly number[];
  readonly y_m: readonly number[];
  readonly yaw_rad: readonly number[];
  readonly v_mps: readonly number[];
  readonly w_radps: readonly number[];
  /** From the line, left of it positive in driving direction. */
  readonly deviation_m: readonly (number | null)[];
}

/** What the car was told, in columns as those of its places. */
export interface CommandColumns {
  readonly v_mps: readonly number[];
  readonly w_radps: readonly number[];
  /** Null where a node does not tell how it decided. */
  readonly step_ms: readonly (number | null)[];
  /** From the frame's arrival to its command being published; null as `step_ms`. */
  readonly latency_ms: readonly (number | null)[];
}

/** What the network's card says of it. */
export interface LiveCard {
  readonly name: string;
  readonly file: string;
  readonly precision: string;
  /** Name of the model that it was made from; null for none. */
  readonly parent: string | null;
  /** Size of the model file; null where it could not be read. */
  readonly bytes: number | null;
  /** Four dimensions; two of positions of the line. */
  readonly shape: readonly number[];
  readonly layout: 'NCHW' | 'NHWC';
  /** Rows [top, bottom) that the network sees, as shares of the frame's height. */
  readonly crop: { readonly top: number; readonly bottom: number };
  /** Successive frames that it sees at once. */
  readonly frames: number;
  /** Whether it keeps a state from one frame to the next. */
  readonly hasState: boolean;
  /** Whether it sees positions of the line in place of an image. */
  readonly seesLine: boolean;
}

/** Milliseconds. */
export interface LiveSpread {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** The metrics of the run so far, as its statistics will have them (docs/metrics.md); once a second, and once at the end. */
export interface FiguresMessage {
  readonly type: 'figures';
  readonly wall_ms: number;
  readonly sim_s: number | null;
  readonly step_ms: LiveSpread;
  readonly inference_ms: LiveSpread;
  readonly latency_ms: LiveSpread;
  /** Simulated. */
  readonly frame_age_ms: LiveSpread;
  /** 1 / mean step time. */
  readonly throughput_hz: number | null;
  /** Over the last second, of wall time. */
  readonly decisions_hz: number | null;
  readonly frames_hz: number | null;
  readonly realTimeFactor: number | null;
  readonly deviationMean_m: number | null;
  readonly deviationMax_m: number | null;
  readonly distance_m: number | null;
  readonly averageSpeed_mps: number | null;
  readonly percent: number | null;
  readonly lapsCompleted: number | null;
  /** Camera frames, and what became of them. */
  readonly frames: {
    readonly received: number | null;
    readonly answered: number | null;
    readonly superseded: number | null;
    readonly failed: number | null;
    readonly rejected: number | null;
  };
  /** Times that the drive itself stopped the car (watchdog, failed brain). */
  readonly stops: number | null;
  readonly offTrackEvents: number | null;
  readonly wallContactEvents: number | null;
}
