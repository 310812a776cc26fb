import { ModelError } from '../../../errors';
import { makeNode, type OnnxModel } from '../../../onnx/graph';
import { HALF_MAX } from '../../../onnx/half';
import { TYPE_CODES } from '../../../onnx/tensor';
import { requireFloat32 } from '../graph/require-float32';
import type { Strategy } from '../strategy';
import { toHalf } from './convert-tensor';

/** Smaller tensors are not worth the Cast node that widens them. */
const MIN_ELEMENTS = 64;

export const FLOAT16_WEIGHTS: Strategy = {
  name: 'float16-weights',
  summary: 'store the weights as float16, widened when the model is loaded: half the file size, same speed',
  needsCalibration: false,
  async apply({ model, card }) {
    requireFloat32(model, card.modelFile, 'float16-weights');
    const { stored, tooLarge } = storeAsHalf(model);
    if (stored === 0) {
      throw new ModelError(
        `${card.modelFile}: has no weight tensor of ${MIN_ELEMENTS} or more elements for 'float16-weights'`,
      );
    }
    const notes = tooLarge.map((name) => `'${name}' stays float32: it contains values beyond ${HALF_MAX}`);
    return { model, precision: 'fp16-weights', parameters: { tensors: stored }, notes };
  },
};

function storeAsHalf({ graph }: OnnxModel): { stored: number; tooLarge: string[] } {
  const tooLarge: string[] = [];
  const casts = [];
  for (const [name, tensor] of graph.initializers) {
    if (tensor.type !== 'float32' || tensor.data.length < MIN_ELEMENTS) continue;
    const half = toHalf(tensor);
    if (!half) {
      tooLarge.push(name);
      continue;
    }
    const wide = graph.freshName(`${name}_float32`);
    graph.redirect(name, wide);
    graph.initializers.set(name, half);
    casts.push(
      makeNode('Cast', {
        inputs: [name],
        outputs: [wide],
        attributes: { to: { kind: 'int', value: TYPE_CODES.float32 } },
      }),
    );
  }
  graph.nodes.unshift(...casts);
  return { stored: casts.length, tooLarge };
}
