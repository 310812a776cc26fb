import type { BoardRequest } from './grid-messages';
import type { LookRequest } from './replay-messages';

/** What a page asks the server of a live page, as JSON texts that `read-request.ts` checks. */

/** `camera`: the whole frame; `crop`: what the network sees; `saliency`: which pixels of the crop moved the command, bright
 *  for those that did. */
export const IMAGE_KINDS = ['camera', 'crop', 'saliency'] as const;
export type ImageKind = (typeof IMAGE_KINDS)[number];

export const ACTIONS = [
  'pause',
  'resume',
  'stop',
  'reset',
  'reset_metrics',
  'swap',
  'change_circuit',
  'start_recording',
  'stop_recording',
  'start_dataset',
  'stop_dataset',
  'drive_by_hand',
  'drive_by_brain',
] as const;

/**
 * - `pause`, `resume`: stops the car (in lockstep: time), and drives on
 * - `stop`: ends the run; its statistics and files are written
 * - `reset`: the car goes to where the run began, and metrics, laps and path begin again
 * - `reset_metrics`: metrics, laps and path of a watched node begin again; the car drives on
 * - `swap`: another brain, model or provider drives from the next frame on, or the old one drives on
 * - `change_circuit`: the run ends, and another one begins on that circuit; `hello` comes again
 * - `start_recording`, `stop_recording`
 * - `start_dataset`, `stop_dataset`: images and the hands' commands, while somebody drives by hand
 * - `drive_by_hand`: `hand` messages drive from now on; `drive_by_brain` ends that
 */
export type Action = (typeof ACTIONS)[number];

/** Null where an action may be used now, else why not, in one line; absent where the session does not have it. */
export type LiveControls = { readonly [action in Action]?: string | null };

/** Which images a page wants; none before its first one. */
export interface ViewRequest {
  readonly type: 'view';
  readonly kinds: readonly ImageKind[];
  /** Widest image that is of use, pixels: a whole number from 64 to 1920. The server rounds it up to a multiple of 64, so
   *  that pages share images. */
  readonly width: number;
  /** Most images a second of each kind: 1 to 30. */
  readonly rate_hz: number;
}

export interface ControlRequest {
  readonly type: 'control';
  /** Comes back in the answer; 0 to 2^31. */
  readonly id: number;
  readonly action: Action;
  /** Of a swap: names from `LiveChoices`; what is absent stays as it is. */
  readonly brain?: string;
  readonly model?: string;
  readonly provider?: string;
  /** Of `change_circuit`: a name from `LiveChoices`. */
  readonly circuit?: string;
}

/** Sent every 200 ms at least, and 60 times a second at most, while this page drives by hand. Without them the car stops after
 *  500 ms, and after 5 s it is paused and the brain has the wheel. */
export interface HandRequest {
  readonly type: 'hand';
  /** -1 (backwards) to 1, a share of the highest speed. */
  readonly throttle: number;
  /** -1 (right) to 1 (left). */
  readonly steering: number;
}

export type PageRequest = ViewRequest | ControlRequest | HandRequest | BoardRequest | LookRequest;
