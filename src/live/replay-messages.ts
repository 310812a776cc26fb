/**
 * What the server and the page of `f1-brain replay` tell each other besides `messages.ts` (docs/replay.md): everything that
 * was recorded but for the images comes at once, and the page asks for each image that it shows.
 *
 * `time_s` is seconds since the first message of its bag. Columns of a table are equally long, in the order of time.
 */
import type {
  CommandColumns,
  FiguresMessage,
  LiveCard,
  LiveCircuit,
  PlaceColumns,
  Point,
} from './shared-messages';

/** Poses, thinned to some tens of thousands. */
export interface RecordedPoses extends PlaceColumns {
  readonly time_s: readonly number[];
  /** Along the line over all laps, 0 at the start line of the first; along the path without a circuit. */
  readonly distance_m: readonly number[];
}

/** What the car was told, thinned as the poses. */
export interface RecordedCommands extends CommandColumns {
  readonly time_s: readonly number[];
}

/** What a model answers to every image. */
export interface ModelColumns {
  readonly name: string;
  readonly v_mps: readonly (number | null)[];
  readonly w_radps: readonly (number | null)[];
}

/** A moment where two answer differently. */
export interface WorstMoment {
  readonly image: number;
  readonly time_s: number;
  readonly distance_m: number | null;
  /** In what they differ most here. */
  readonly of: readonly ('v' | 'w')[];
  readonly v_mps: readonly [a: number, b: number];
  readonly w_radps: readonly [a: number, b: number];
}

/** Two who answer, and where they differ most, in the order of time. */
export interface ComparedAnswers {
  readonly a: string;
  readonly b: string;
  /** Absolute differences. */
  readonly v_mps: { readonly mean: number | null; readonly p95: number | null; readonly max: number | null };
  readonly w_radps: {
    readonly mean: number | null;
    readonly p95: number | null;
    readonly max: number | null;
  };
  readonly worst: readonly WorstMoment[];
}

export interface SharedRecording {
  /** Of its file. */
  readonly name: string;
  readonly duration_s: number;
  readonly brain: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  /** Of the model that drove, or of the first of `--models`; null where its file was not found. */
  readonly card: LiveCard | null;
  readonly circuit: LiveCircuit | null;
  /** What the bag lacks, and what is therefore not shown: one line each. */
  readonly missing: readonly string[];
  readonly poses: RecordedPoses;
  readonly commands: RecordedCommands;
  /** When each image was recorded. */
  readonly images_s: readonly number[];
  readonly laps: readonly { readonly lap: number; readonly seconds: number; readonly time_s: number }[];
  /** Of the whole run; null without odometry. */
  readonly figures: FiguresMessage | null;
}

/** Sent behind `hello` and `state`; once more when models have answered, which run while the page is shown, or one is lost. */
export interface ReplayMessage {
  readonly type: 'replay';
  /** One, or two side by side. */
  readonly recordings: readonly SharedRecording[];
  /** How the second is aligned with the first: where it was at the same distance along the track, or at the same time. */
  readonly alignment: 'distance' | 'time';
  /** What models answer to the images of the first; none until they have answered all of them. */
  readonly models: readonly ModelColumns[];
  /** Why models answer none, one line each. */
  readonly lost: readonly string[];
  readonly compared: readonly ComparedAnswers[];
}

/** How far models are that run over the images; a `replay` with what they answer ends it. */
export interface ModelProgressMessage {
  readonly type: 'model_progress';
  /** 0 to 1. */
  readonly share: number;
  /** Null while it cannot be estimated. */
  readonly left_s: number | null;
}

/** An image that cannot be shown, in place of it. */
export interface NoImageMessage {
  readonly type: 'no_image';
  readonly recording: number;
  readonly image: number;
  /** One line. */
  readonly reason: string;
}

export type ReplayServerMessage = ReplayMessage | ModelProgressMessage | NoImageMessage;

export function isReplayMessage(message: { readonly type: string }): message is ReplayServerMessage {
  return ['replay', 'model_progress', 'no_image'].includes(message.type);
}

/** Asks for an image, in the kinds and the width of the page's `view`. Of those that wait the newest of each recording is
 *  answered. */
export interface LookRequest {
  readonly type: 'look';
  /** Number of the recording. */
  readonly recording: number;
  /** Number of the image. */
  readonly image: number;
}

/** What else is known of an image of a replay. */
export interface ReplayedImage {
  readonly recording: number;
  /** What models answer to it, with the road that their commands lead along, as `ImageHeader.path`. */
  readonly answers: readonly {
    readonly v_mps: number | null;
    readonly w_radps: number | null;
    readonly path: readonly Point[] | null;
  }[];
}
