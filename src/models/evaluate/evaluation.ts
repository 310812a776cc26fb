import type { ProviderRequest } from '../../drive/inference/providers';
import type { Accuracy } from './accuracy';
import type { ModelProfile } from './profile/model-profile';
import type { Times } from './times';

/** Whether a model was measured; `not_measured_here` if its provider cannot run on this machine. */
export type Status = 'measured' | 'not_measured_here' | 'failed';

/** Facts about a model that need no run. Null where its file or card is unreadable. */
export interface ModelFacts {
  /** Name in the card; the file name without a card. */
  readonly model: string;
  readonly file: string;
  readonly sha256: string | null;
  readonly precision: string | null;
  readonly size_bytes: number;
  /** Size after gzip at level 9, which shows the effect of pruning and clustering. */
  readonly size_gzip_bytes: number;
  /** Weights and biases in the file. */
  readonly parameters: number | null;
  /** Share of zeros among them, 0 to 1. */
  readonly sparsity: number | null;
}

/** Median times of one round, ms. */
export interface RoundTimes {
  readonly inference_p50_ms: number | null;
  readonly step_p50_ms: number | null;
}

/** Errors on one part of a dataset. */
export interface PartAccuracy extends Accuracy {
  readonly part: string;
}

/** Comparison with the reference model, on the same provider and in the same rounds. */
export interface ReferenceComparison {
  /** File size, percent of the reference. */
  readonly size_percent: number | null;
  /** Speed-up: median over the rounds of the ratio of the median inference times, so that a slow phase of the
   *  machine affects both models. */
  readonly speed: number | null;
  /** Speed-up of the step time, from the frame in memory to the command. */
  readonly step_speed: number | null;
  /** Change of the MSE, percent of the reference; negative if better. */
  readonly mse_change_percent: number | null;
}

/** One model on one provider. Missing values are null. */
export interface ModelEvaluation extends ModelFacts, Accuracy {
  readonly provider_asked: ProviderRequest;
  /** The provider that actually ran it, for example "cuda+cpu" if some nodes fell back to the CPU. */
  readonly provider: string | null;
  readonly status: Status;
  /** Why it was not measured, or only partly, or why its errors say little; else null. */
  readonly reason: string | null;
  /** The command that measures it on a suitable machine; null if it was measured. */
  readonly command: string | null;
  /** Time inside onnxruntime. */
  readonly inference_time_ms: Times;
  /** Step time: from the frame in memory to the command. */
  readonly step_time_ms: Times;
  readonly rounds: readonly RoundTimes[];
  /** Peak memory of the process of this model. */
  readonly peak_memory_bytes: number | null;
  /** Peak memory before the model was loaded. */
  readonly bare_runtime_memory_bytes: number | null;
  readonly of_reference: ReferenceComparison | null;
  /** Empty for a dataset of one folder. */
  readonly parts: readonly PartAccuracy[];
}

/** The output of `f1-brain evaluate --json`. */
export interface Evaluation {
  readonly dataset: {
    readonly folder: string;
    /** Number of images that every model decided on. */
    readonly pictures: number;
    readonly parts: readonly { readonly part: string; readonly pictures: number }[];
  };
  readonly settings: {
    readonly providers: readonly ProviderRequest[];
    readonly threads: number;
    /** Minimum number of timed decisions per model. */
    readonly frames: number;
    readonly rounds: number;
    readonly warm_up_decisions: number;
    readonly settling_decisions: number;
    readonly seed: number;
    readonly reference: string | null;
  };
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly node: string;
    readonly onnxruntime: string;
    readonly graphics_processor: boolean;
  };
  readonly models: readonly ModelEvaluation[];
  /** Where the time of each measured model goes; null where it was not asked for. */
  readonly profiles: readonly ModelProfile[] | null;
}
