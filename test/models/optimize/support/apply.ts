import type { ModelCard } from '../../../../src/config/model-card';
import type { Strategy, StrategyOptions, StrategyResult } from '../../../../src/models/optimize/strategy';
import { checkModel } from '../../../../src/onnx/check';
import { cloneModel, type OnnxModel } from '../../../../src/onnx/graph';
import { inferShapes } from '../../../../src/onnx/shapes';
import { toNumbers } from '../../../../src/onnx/tensor';
import { cardOutput, inputContract } from '../../../helpers/contracts';

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
    input: inputContract(input!.shape as [number, number, number, number], { name: input!.name }),
    output: { ...cardOutput(), name: output!.name, shape: output!.shape as number[] },
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
  return Array.from(toNumbers(model.graph.initializers.get(name)!));
}

/** Share of zeros of an initializer. */
export function measureSparsity(model: OnnxModel, name: string): number {
  const values = readValues(model, name);
  return values.filter((value) => value === 0).length / values.length;
}
