import type { InputContract, ModelCard, OutputContract } from '../../config/model-card';
import type { OnnxModel } from '../../onnx/graph';
import type { Frame } from '../../types';

/** Pictures that show a strategy what the network sees. */
export interface CalibrationSet {
  readonly folder: string;
  readonly size: number;
  /** Of its label files, so that the set can be told again; absent for pictures without labels. */
  readonly labels_sha256?: string;
  frame(index: number): Promise<Frame>;
  /** Whether the frame does not follow on the one before: stacks and states start anew. */
  startsSequence(index: number): boolean;
}

export interface StrategyOptions {
  readonly granularity?: 'per-tensor' | 'per-channel';
  readonly calibrationMethod?: 'minmax' | 'percentile' | 'entropy';
  /** 50 to 100: the share of values that the range must hold, with calibrationMethod percentile. */
  readonly percentile?: number;
  /** File of ranges from quantization-aware training. */
  readonly ranges?: string;
  /** Nodes, or layers by the names of their weights, that stay in float. */
  readonly keepFloat?: readonly string[];
  /** Activations of static quantization: uint8 with a zero point (fastest on the CPU) or int8 around 0 (TensorRT). */
  readonly activations?: 'uint8' | 'int8-symmetric';
  /** Weights in seven bits, for processors whose 8-bit kernels saturate (AVX2 without VNNI). */
  readonly reduceRange?: boolean;
  /** Largest mean absolute difference of w to the float model that integer-fallback may leave, in rad/s. */
  readonly errorBudget?: number;
  /** Share of weights set to 0, 0 to 1. */
  readonly sparsity?: number;
  /** The same for dense layers (prune-local). */
  readonly denseSparsity?: number;
  /** Share of filters and neurons removed, 0 to 1. */
  readonly ratio?: number;
  /** Distinct values a weight tensor keeps. */
  readonly clusters?: number;
  readonly seed: number;
}

export interface StrategyContext {
  readonly card: ModelCard;
  /** The strategy's own copy, may be changed; the values of its tensors are shared and may not. */
  readonly model: OnnxModel;
  readonly calibration: CalibrationSet | null;
  readonly options: StrategyOptions;
  readonly progress: (done: number, total: number, what: string) => void;
}

export interface StrategyResult {
  readonly model: OnnxModel;
  /** The card's `precision`: fp32, fp16, fp16-weights, int8, uint8-dynamic, uint8... */
  readonly precision: string;
  /** What the strategy was done with, for the card. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Only where it changes (integer only). */
  readonly contract?: { readonly input: InputContract; readonly output: OutputContract };
  /** What the user should know, a line each. */
  readonly notes: readonly string[];
}

export interface Strategy {
  readonly name: string;
  /** One line for `optimize --list`. */
  readonly summary: string;
  /** Without pictures it cannot run. */
  readonly needsCalibration: boolean;
  /** @throws ModelError when the strategy does not apply to the model */
  apply(context: StrategyContext): Promise<StrategyResult>;
}
