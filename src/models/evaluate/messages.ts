import type { ProviderRequest } from '../../drive/inference/providers';
import type { PixelEncoding } from '../../types';

/** Where a decoded picture lies in the file of a round. */
export interface FramePlace {
  readonly offset: number;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly step: number;
  readonly encoding: PixelEncoding;
  /** Nothing before this picture belongs to its drive: stacks and states begin anew. */
  readonly starts: boolean;
}

/** What a model's process is told; one answer to each. */
export type ToCandidate =
  | {
      readonly type: 'open';
      readonly modelFile: string;
      readonly provider: ProviderRequest;
      readonly threads: number;
    }
  /** Decide so often on one picture, untimed, and forget it. */
  | {
      readonly type: 'warm_up';
      readonly file: string;
      readonly frame: FramePlace;
      readonly decisions: number;
    }
  | {
      readonly type: 'turn';
      readonly file: string;
      readonly frames: readonly FramePlace[];
      /** Decisions at the beginning whose times do not count: caches are full of other models. */
      readonly settling: number;
    }
  | { readonly type: 'end' };

/** What a model's process answers. */
export type FromCandidate =
  | {
      readonly type: 'opened';
      /** The provider that runs it. */
      readonly provider: string;
      /** Peak of the process before the model was loaded. */
      readonly bare_runtime_memory_bytes: number;
    }
  | { readonly type: 'warm' }
  | ({ readonly type: 'turn' } & Turn)
  | { readonly type: 'ended'; readonly peak_memory_bytes: number }
  | { readonly type: 'failed'; readonly errorName: string; readonly message: string };

/** One model's decisions in one round. */
export interface Turn {
  /** One entry a picture. */
  readonly v_mps: Float64Array;
  readonly w_radps: Float64Array;
  /** One entry a timed decision. */
  readonly inference_ms: Float64Array;
  readonly step_ms: Float64Array;
}
