import type { PixelEncoding, Stamp } from '../types';
import type { OpenBrainOptions } from './open-brain';

/** What the brain's thread is started with. */
export interface WorkerStart extends OpenBrainOptions {
  readonly brainFile: string;
}

/** To the thread: a frame lies in `pixels`, which nobody writes until the answer comes. */
export type ToWorker =
  | {
      readonly type: 'frame';
      readonly pixels: SharedArrayBuffer;
      readonly bytes: number;
      readonly width: number;
      readonly height: number;
      readonly step: number;
      readonly encoding: PixelEncoding;
      readonly sequence: number;
      readonly stamp: Stamp | null;
    }
  | { readonly type: 'close' };

/** From the thread. One `command` or `failure` for each frame. */
export type FromWorker =
  | {
      readonly type: 'ready';
      readonly name: string;
      readonly model: string | null;
      readonly provider: string | null;
    }
  | { readonly type: 'start_failure'; readonly errorName: string; readonly message: string }
  | {
      readonly type: 'command';
      readonly v_mps: number;
      readonly w_radps: number;
      readonly inference_ms: number | null;
    }
  | { readonly type: 'failure'; readonly message: string }
  | { readonly type: 'closed' };
