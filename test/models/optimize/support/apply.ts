import type { ModelCard } from '../../../../src/config/model-card';
import type { Strategy, StrategyOptions, StrategyResult } from '../../../../src/models/optimize/strategy';
import { checkModel } from '../../../../src/onnx/check';
import { cloneModel, type OnnxModel } from '../../../../src/onnx/graph';
import { inferShapes } from '../../../../src/onnx/shapes';
import { numbersOf } from '../../../../src/onnx/tensor';

/** Creates a card whose contract is the model's first input and output. */
export function createCard(model: OnnxModel, more: Partial<ModelCard> = {}): ModelCard {
  const [input] = model.graph.inputs;
  const [output] = model.graph.outputs;
  return {
    name: 'test',
    cardFile: 'test.card.yml',
    modelFile: 'test.onnx',
    sha256: '',
    precision: 'fp32',
    parent: null,
    input: {
      name: input!.name,
      type: 'float32',
      shape: input!.shape as [number, number, number, number],
      layout: 'NCHW',
      channels: 'rgb',
      crop: { top: 240, bottom: 480 },
      resize: 'opencv-bilinear',
      fit: 'stretch',
      scale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      frames: 1,
      order: 'oldest-first',
    },
    output: {
      name: output!.name,
      type: 'float32',
      shape: output!.shape as number[],
      v: { index: 0, scale: 17.5, offset: 6.5 },
      w: { index: 1, scale: 14.2, offset: -7.1 },
    },
    states: [],
    document: {},
    ...more,
  };
}

/** Applies a strategy to a copy and checks the result against the ONNX specification. */
export async function applyStrategy(
  strategy: Strategy,
  model: OnnxModel,
  options: Partial<StrategyOptions> = {},
  card = createCard(model),
): Promise<StrategyResult> {
  const result = await strategy.apply({
    card,
    model: cloneModel(model),
    calibration: null,
    options: { seed: 1, ...options },
    progress: () => {},
  });
  checkModel(result.model, 'result.onnx');
  inferShapes(result.model, 'result.onnx');
  return result;
}

export function readValues(model: OnnxModel, name: string): number[] {
  return Array.from(numbersOf(model.graph.initializers.get(name)!));
}

/** Share of zeros of an initializer. */
export function measureSparsity(model: OnnxModel, name: string): number {
  const values = readValues(model, name);
  return values.filter((value) => value === 0).length / values.length;
}
