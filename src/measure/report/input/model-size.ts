import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../../../support/paths';
import { walkFolders } from '../../../support/walk-folders';
import type { BagMeasurement } from '../../metrics/measurement';

/** Deeper than the folders of any SavedModel. */
const SAVED_MODEL_DEPTH = 8;

export type ModelSize =
  | { readonly model_bytes: number; readonly modelReason: null }
  | { readonly model_bytes: null; readonly modelReason: string | null };

/** Size of the model file of a run: as recorded in the bag, else of that file found here by its name, with the weights
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
  const places = folders.flatMap((folder) => named.map((name) => path.resolve(folder, name)));
  for (const candidate of identity.model_path === null ? places : [identity.model_path, ...places]) {
    if (!existsSync(candidate)) continue;
    if (identity.model_sha256 !== null && !hasHash(candidate, identity.model_sha256)) continue;
    const found = statSync(candidate);
    const model_bytes = found.isDirectory()
      ? sumFolderBytes(candidate)
      : found.size + (statSync(`${candidate}.data`, { throwIfNoEntry: false })?.size ?? 0);
    return { model_bytes, modelReason: null };
  }
  return {
    model_bytes: null,
    modelReason: `model '${model}' was not found here, so its size is unknown`,
  };
}

/** Whether a file is the one that drove, and not another of its name. */
function hasHash(file: string, sha256: string): boolean {
  if (!statSync(file).isFile()) return false;
  return createHash('sha256').update(readFileSync(file)).digest('hex') === sha256;
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
