import type { InputContract, ModelCard } from '../../config/model-card';
import type { LinearOutput } from '../../config/output-contract';
import type { OnnxModel } from '../../onnx/graph';
import type { Frame } from '../../types';

/** Fewest images that give usable activation ranges. */
export const MIN_CALIBRATION_FRAMES = 8;

/** Camera images to calibrate or compare a network on. */
export interface CalibrationSet {
  /** What was assumed about the labels of another program's dataset; none by default. */
  readonly assumptions?: readonly string[];
  readonly folder: string;
  readonly size: number;
  /** sha256 of the label files, which identifies the set; absent for images without labels. */
  readonly labels_sha256?: string;
  frame(index: number): Promise<Frame>;
  /** Whether the frame does not follow the one before, so that frame stacks and states are reset. */
  startsSequence(index: number): boolean;
}

export interface StrategyOptions {
  readonly granularity?: 'per-tensor' | 'per-channel';
  readonly calibrationMethod?: 'minmax' | 'percentile' | 'entropy';
  /** Percentage of the values that the range must contain, 50 to 100; for calibrationMethod percentile. */
  readonly percentile?: number;
  /** File of activation ranges from quantization-aware training. */
  readonly ranges?: string;
  /** File of activation ranges from quantization-aware training, of which only the weight scales are used. */
  readonly weightScales?: string;
  /** Nodes, or layers by the names of their weights, that are not quantized. */
  readonly keepFloat?: readonly string[];
  /** Activations of static quantization: uint8 with a zero point (fastest on the CPU) or int8 around 0 (TensorRT). */
  readonly activations?: 'uint8' | 'int8-symmetric';
  /** Weights of 7 bits, for processors whose 8-bit kernels saturate (AVX2 without VNNI). */
  readonly reduceRange?: boolean;
  /** Largest mean absolute difference of w to the float model for integer-fallback, in rad/s. */
  readonly errorBudget?: number;
  /** Share of weights set to 0, 0 to 1. */
  readonly sparsity?: number;
  /** Share of the weights of dense layers set to 0, 0 to 1 (prune-local). */
  readonly denseSparsity?: number;
  /** Share of filters and neurons removed, 0 to 1. */
  readonly ratio?: number;
  /** Number of distinct values in a weight tensor. */
  readonly clusters?: number;
  readonly seed: number;
}

export interface StrategyContext {
  readonly card: ModelCard;
  /** The strategy's own copy, to be changed in place. Tensor data is shared and must not be written to. */
  readonly model: OnnxModel;
  readonly calibration: CalibrationSet | null;
  readonly options: StrategyOptions;
  readonly progress: (done: number, total: number, what: string) => void;
}

export interface StrategyResult {
  readonly model: OnnxModel;
  /** The card's `precision`: fp32, fp16, fp16-weights, int8, uint8-dynamic, uint8... */
  readonly precision: string;
  /** Parameters of the strategy, for the card. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The new contract, if the strategy changes it (integer). */
  readonly contract?: { readonly input: InputContract; readonly output: LinearOutput };
  /** Notes for the user, one line each. */
  readonly notes: readonly string[];
}

export interface Strategy {
  readonly name: string;
  /** One line for `optimize --list`. */
  readonly summary: string;
  /** Whether the strategy requires a calibration set. */
  readonly needsCalibration: boolean;
  /** @throws ModelError when the strategy does not apply to the model */
  apply(context: StrategyContext): Promise<StrategyResult>;
}
