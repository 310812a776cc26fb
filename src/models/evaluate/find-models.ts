import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { modelsIn, namedModel, shortest } from '../../config/named-model';
import { ConfigurationError } from '../../errors';

/**
 * Model files that were asked for: paths of `.onnx` files, folders of them, or names of models in `models/`.
 * Each once, in the order asked for.
 * @throws ConfigurationError where one is not there
 */
export function findModels(asked: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const name of asked) {
    for (const file of filesOf(name)) {
      const real = path.resolve(file);
      if (!found.has(real)) found.set(real, file);
    }
  }
  return [...found.values()];
}

function filesOf(name: string): string[] {
  if (!existsSync(name) || !statSync(name).isDirectory())
    return [shortest(namedModel(name, `--models ${name}`))];
  const files = modelsIn(name);
  if (files.length === 0) throw new ConfigurationError(`--models ${name}: holds no .onnx file`);
  return files;
}
