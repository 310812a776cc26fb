import type { BrainConfiguration } from '../../config/brain-configuration';
import type { BrainOutput, NetworkImage, PixelEncoding, Stamp } from '../../types';
import type { OpenBrainOptions } from './open-brain';

/** Start data of the brain's thread. */
export interface WorkerStart extends OpenBrainOptions {
  /** As `readBrain` takes it. */
  readonly brainFile: string;
  /** Name of the brain, if it differs from the file's. */
  readonly name?: string;
  /** What was chosen in place of the file's. */
  readonly chosen?: Partial<Pick<BrainConfiguration, 'camera' | 'compensation'>>;
}

/** To the thread. A frame is in `pixels`, which is not changed until the answer arrives. */
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
  | { readonly type: 'look' }
  | { readonly type: 'close' };

/** From the thread: one `command` or `failure` per frame, one `image` per look. */
export type FromWorker =
  | {
      readonly type: 'ready';
      readonly name: string;
      readonly model: string | null;
      readonly provider: string | null;
      /** Median step at the end of the warm-up; null for brains that are not timed. */
      readonly typicalStep_ms: number | null;
      /** Time of opening alone, which blocks the thread. */
      readonly opening_ms: number;
    }
  | { readonly type: 'start_failure'; readonly errorName: string; readonly message: string }
  | ({ readonly type: 'command' } & BrainOutput)
  | { readonly type: 'failure'; readonly message: string; readonly gaveUp: boolean }
  | { readonly type: 'image'; readonly image: NetworkImage | null }
  | { readonly type: 'closed' };
