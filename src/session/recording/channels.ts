import type { RingMemory } from './ring';

/** What the recording thread does with the messages of a channel of the ring. */
export type ChannelUse =
  /** Written as they came. */
  | 'message'
  /** f1_brain/Decision: written as JSON in std_msgs/String, and a row of the table. */
  | 'decision'
  /** sensor_msgs/Image that becomes sensor_msgs/CompressedImage. */
  | 'jpeg'
  /** A camera message that is kept until the end of the bag. */
  | 'first_image';

/** One topic of one publisher. */
export interface Channel {
  readonly number: number;
  readonly use: ChannelUse;
  readonly topic: string;
  readonly type: string;
  readonly callerId: string | null;
}

/** The ring's channel for control messages to the recording thread, in JSON. */
export const CONTROL_CHANNEL = 0;

export type Control =
  | { readonly type: 'channel'; readonly channel: Channel }
  /** Complete the bag: metadata, metrics, first image, index. */
  | { readonly type: 'finish'; readonly metadata: Readonly<Record<string, unknown>> };

/** What a recording's thread is to do. */
export interface RecordingThreadStart {
  readonly file: string;
  /** File of the table of decisions; null for none. */
  readonly table: string | null;
  /** File of the metrics as JSON, beside the bag; null for none. */
  readonly metrics: string | null;
  readonly compression: 'none' | 'lz4';
  /** What is known of the run at its beginning: written before the first message; null for nothing. */
  readonly metadata: object | null;
  /** Publisher of the closing messages. */
  readonly callerId: string;
  readonly measuring: MeasurementPlan;
  /** Whether the thread completes the bag and ends the process when the main thread hangs. Default false. */
  readonly endsHungProcess?: boolean;
}

/** Where the files of a recording are. */
export type FilePaths = Pick<RecordingThreadStart, 'file' | 'table' | 'metrics'>;

/** How the bag is measured at its end. */
export interface MeasurementPlan {
  /** As the user names it; null when the line is unknown. */
  readonly circuit: string | null;
  /** Path of a perfect lap's bag; null for points along the circuit's line. */
  readonly perfectLap: string | null;
}

/** How a bag ended. */
export type BagEnd = 'finished' | 'disk_full' | 'write_failed' | 'thread_lost' | 'main_hung';

export interface BagTally {
  readonly messages: number;
  readonly bytes: number;
}

/** What became of everything but the messages. */
export interface Extras {
  /** Why the metrics could not be computed; null when they were. */
  readonly unmeasured: string | null;
  /** What is missing in the bag or beside it, one line each. */
  readonly unsaved: readonly string[];
}

/** An image that is posted to the thread instead of going through the ring. */
export interface HandedImage {
  readonly type: string;
  readonly data: Uint8Array;
}

/** What is posted to the thread. */
export type ToRecordingThread =
  /** Record a bag. One at a time: the next one after `finished` or `start_failure`. */
  | { readonly type: 'start'; readonly start: RecordingThreadStart & { readonly ring: RingMemory } }
  /** The first image, where it does not fit the ring. */
  | { readonly type: 'image'; readonly image: HandedImage }
  /** No further bag: the thread ends. */
  | { readonly type: 'end' };

/** What the thread reports. */
export type FromRecordingThread =
  | { readonly type: 'ready' }
  /** @property exists a file of that name was there */
  | { readonly type: 'start_failure'; readonly message: string; readonly exists: boolean }
  /** The folder was renamed or removed: the files are there now. */
  | { readonly type: 'moved'; readonly paths: FilePaths }
  /** Nothing more is taken; what was recorded is measured now. */
  | { readonly type: 'failing'; readonly end: BagEnd; readonly reason: string }
  | ({ readonly type: 'failed'; readonly end: BagEnd; readonly reason: string } & BagTally & Extras)
  | ({
      readonly type: 'finished';
      /** Processor time of the thread while it recorded, ms; null where the system does not report it. */
      readonly cpu_ms: number | null;
    } & BagTally &
      Extras);
