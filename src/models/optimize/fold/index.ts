import { cloneModel, type OnnxModel } from '../../../onnx/graph';
import { requireFloat32 } from '../graph/require-float32';
import type { Strategy } from '../strategy';
import { foldAffine } from './affine-layers';
import { foldConstants } from './constants';
import { removeDeadCode } from './dead-code';
import { removeNoOperations } from './no-operations';
import { widenWeights } from './widen';

export interface FoldCounts {
  readonly constants: number;
  readonly layers: number;
  readonly rearrangements: number;
  readonly dead: number;
}

/** Far more rounds than any driving network needs. */
const MAX_ROUNDS = 100;

/**
 * Simplifies a model without changing its function: computes constants, folds batch normalization and arithmetic
 * with constants into neighbouring layers, and removes nodes without effect.
 * @returns a new model; its outputs differ by float32 rounding
 */
export function foldModel(model: OnnxModel, file: string): { model: OnnxModel; counts: FoldCounts } {
  const folded = cloneModel(model);
  const counts = { constants: 0, layers: 0, rearrangements: 0, dead: 0 };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const constants = foldConstants(folded, file);
    const rearrangements = removeNoOperations(folded, file);
    const layers = foldAffine(folded, file);
    counts.constants += constants;
    counts.rearrangements += rearrangements;
    counts.layers += layers;
    counts.dead += removeDeadCode(folded);
    if (constants + rearrangements + layers === 0) break;
  }
  return { model: folded, counts };
}

export const FOLD: Strategy = {
  name: 'fold',
  summary: 'fold batch normalization and constants into the layers; same function, less to compute',
  needsCalibration: false,
  async apply({ model, card }) {
    const float = cloneModel(model);
    const widened = widenWeights(float.graph);
    removeDeadCode(float);
    requireFloat32(float, card.modelFile, 'fold');
    const { model: folded, counts } = foldModel(float, card.modelFile);
    return widened === 0
      ? { model: folded, precision: card.precision, parameters: { ...counts }, notes: [] }
      : { model: folded, precision: 'fp32', parameters: { ...counts, widened }, notes: [] };
  },
};
