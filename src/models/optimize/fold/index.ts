import { cloneModel, type OnnxModel } from '../../../onnx/graph';
import { requireFloat32 } from '../graph/applicable';
import type { Strategy } from '../strategy';
import { foldAffine } from './affine-layers';
import { foldConstants } from './constants';
import { removeDead } from './dead-code';
import { removeNoOperations } from './no-operations';

export interface FoldCounts {
  readonly constants: number;
  readonly layers: number;
  readonly rearrangements: number;
  readonly dead: number;
}

/** More rounds than any chain of foldable nodes in a driving network needs. */
const MAX_ROUNDS = 100;

/**
 * The same function with less to do at run time: constants computed beforehand, batch normalisation and arithmetic
 * with constants moved into the layers beside them, nodes without effect taken out.
 * @returns a model of its own; outputs differ by float32 rounding
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
    counts.dead += removeDead(folded);
    if (constants + rearrangements + layers === 0) break;
  }
  return { model: folded, counts };
}

export const FOLD: Strategy = {
  name: 'fold',
  summary: 'batch normalisation and constants into the layers; the same function, less to compute',
  needsCalibration: false,
  async apply({ model, card }) {
    requireFloat32(model, card.modelFile, 'fold');
    const { model: folded, counts } = foldModel(model, card.modelFile);
    return { model: folded, precision: card.precision, parameters: { ...counts }, notes: [] };
  },
};
