import type { ProviderRequest } from '../../drive/inference/providers';
import type { PixelEncoding } from '../../types';

/** Location and format of a decoded image in the file of a round. */
export interface FramePlace {
  readonly offset: number;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly step: number;
  readonly encoding: PixelEncoding;
  /** Whether the image starts a sequence, so that frame stacks and states are reset. */
  readonly starts: boolean;
}

/** Requests to the process of a model; each has one answer. */
export type ToCandidate =
  | {
      readonly type: 'open';
      readonly modelFile: string;
      readonly provider: ProviderRequest;
      readonly threads: number;
      readonly profileFolder?: string | undefined;
    }
  /** Decide repeatedly on one image, untimed, and reset. */
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
      /** Initial decisions that are not timed, because the caches hold data of other models. */
      readonly settling: number;
    }
  | { readonly type: 'end' };

/** Answers of the process of a model. */
export type FromCandidate =
  | {
      readonly type: 'opened';
      /** The provider that actually runs the model. */
      readonly provider: string;
      /** Peak memory before the model was loaded. */
      readonly bare_runtime_memory_bytes: number;
    }
  | { readonly type: 'warm' }
  | ({ readonly type: 'turn' } & Turn)
  | { readonly type: 'ended'; readonly peak_memory_bytes: number }
  | { readonly type: 'failed'; readonly errorName: string; readonly message: string };

/** Decisions of one model in one round. */
export interface Turn {
  /** One entry per image. */
  readonly v_mps: Float64Array;
  readonly w_radps: Float64Array;
  /** One entry per timed decision. */
  readonly inference_ms: Float64Array;
  readonly step_ms: Float64Array;
}
