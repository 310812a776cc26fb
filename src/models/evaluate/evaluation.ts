import type { ProviderRequest } from '../../drive/inference/providers';
import type { Accuracy } from './accuracy';
import type { Times } from './times';

/** Whether a model was measured; `not_measured_here` where its provider cannot run on this machine. */
export type Status = 'measured' | 'not_measured_here' | 'failed';

/** What is known of a model without running it. Null where its file or card could not be read that far. */
export interface ModelFacts {
  /** The card's name; the file's where there is no card. */
  readonly model: string;
  readonly file: string;
  readonly sha256: string | null;
  readonly precision: string | null;
  readonly size_bytes: number;
  /** Compressed by gzip at level 9: where pruning and clustering show. */
  readonly size_gzip_bytes: number;
  /** Weights and biases in the file. */
  readonly parameters: number | null;
  /** Share of zeros among them, 0 to 1. */
  readonly sparsity: number | null;
}

/** Times of one round, ms. */
export interface RoundTimes {
  readonly inference_p50_ms: number | null;
  readonly step_p50_ms: number | null;
}

/** Errors on one folder of a dataset that has several, a circuit each. */
export interface PartAccuracy extends Accuracy {
  readonly part: string;
}

/** Against the reference model, on the same provider and in the same rounds. */
export interface OfReference {
  /** Size of the file, percent of the reference's. */
  readonly size_percent: number | null;
  /** How many times as fast as the reference: median over the rounds of the quotient of the median inference
   *  times, so that a slow minute of the machine counts for both. */
  readonly speed: number | null;
  /** The same for the step, frame in memory to command. */
  readonly step_speed: number | null;
  /** How much larger its MSE is, percent of the reference's; negative where it is better. */
  readonly mse_change_percent: number | null;
}

/** One model on one provider. What could not be measured is null. */
export interface ModelEvaluation extends ModelFacts, Accuracy {
  readonly provider_asked: ProviderRequest;
  /** The provider that ran it, for example "cuda+cpu" where some nodes fell back. */
  readonly provider: string | null;
  readonly status: Status;
  /** Why it was not measured, or only in part; null where there is nothing to say. */
  readonly reason: string | null;
  /** What measures it on a machine that can; null where it was measured. */
  readonly command: string | null;
  /** Time inside onnxruntime. */
  readonly inference_time_ms: Times;
  /** From the frame in memory to the command. */
  readonly step_time_ms: Times;
  readonly rounds: readonly RoundTimes[];
  /** Of the process that held this model alone. */
  readonly peak_memory_bytes: number | null;
  /** The part of it that was taken before the model was loaded. */
  readonly bare_runtime_memory_bytes: number | null;
  readonly of_reference: OfReference | null;
  /** Empty where the dataset is one folder. */
  readonly parts: readonly PartAccuracy[];
}

/** What `f1-brain evaluate --json` prints. */
export interface Evaluation {
  readonly dataset: {
    readonly folder: string;
    /** Pictures that every model decided on. */
    readonly pictures: number;
    readonly parts: readonly { readonly part: string; readonly pictures: number }[];
  };
  readonly settings: {
    readonly providers: readonly ProviderRequest[];
    readonly threads: number;
    /** Decisions that each model was timed on, at least. */
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
}
