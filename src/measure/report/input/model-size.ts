import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../../../support/paths';
import { walkFolders } from '../../../support/walk-folders';
import type { BagMeasurement } from '../../metrics/measurement';

/** Deeper than the folders of any SavedModel. */
const SAVED_MODEL_DEPTH = 8;

export type ModelSize =
  | { readonly model_bytes: number; readonly modelReason: null }
  | { readonly model_bytes: null; readonly modelReason: string | null };

/** Size of the model file of a run: as recorded in the bag, else of the model of that name found here, with the weights
 *  that PyTorch writes beside it. */
export function findModelSize({ identity, metadata, file }: BagMeasurement): ModelSize {
  const { model } = identity;
  if (model === null) return { model_bytes: null, modelReason: null };
  const own = metadata?.f1_brain as Record<string, unknown> | undefined;
  if (typeof own?.model_bytes === 'number' && own.model_bytes > 0) {
    return { model_bytes: own.model_bytes, modelReason: null };
  }
  const folders = [path.join(PACKAGE_ROOT, 'models'), 'models', '.', path.dirname(file)];
  const named = [model, `${model}.onnx`, path.basename(model)];
  for (const folder of folders) {
    for (const name of named) {
      const candidate = path.resolve(folder, name);
      if (!existsSync(candidate)) continue;
      const found = statSync(candidate);
      const model_bytes = found.isDirectory()
        ? sumFolderBytes(candidate)
        : found.size + (statSync(`${candidate}.data`, { throwIfNoEntry: false })?.size ?? 0);
      return { model_bytes, modelReason: null };
    }
  }
  return {
    model_bytes: null,
    modelReason: `model '${model}' was not found here, so its size is unknown`,
  };
}

/** Size of a TensorFlow SavedModel, which is a folder. */
function sumFolderBytes(folder: string): number {
  const sizes = walkFolders(folder, {
    maxDepth: SAVED_MODEL_DEPTH,
    isSkipped: () => false,
    visit: (_, entries) => ({
      found: entries.filter(({ kind }) => kind === 'file').map((entry) => statSync(entry.path).size),
      descend: true,
    }),
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
