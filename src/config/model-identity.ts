import { statSync } from 'node:fs';
import type { BrainConfiguration } from './brain-configuration';
import { findModel } from './find-model';
import { readCard } from './model-card';

/** Which model a network brain drives with. Its name is a label: several files may bear it. */
export interface ModelIdentity {
  readonly sha256: string;
  /** Absolute path of the `.onnx` file. */
  readonly path: string;
  /** Size of that file. */
  readonly bytes: number;
}

/** The model of a configuration; null for a brain without one.
 *  @throws ConfigurationError, ModelError when it is missing or not that of its card */
export function identifyModel({ kind, parameters, file }: BrainConfiguration): ModelIdentity | null {
  if (kind.type !== 'network') return null;
  const { sha256, modelFile } = readCard(findModel(parameters.single('Model'), file, parameters));
  return { sha256, path: modelFile, bytes: statSync(modelFile).size };
}
