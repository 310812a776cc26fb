import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { modelsIn, namedModel, shortest } from '../../config/named-model';
import { ConfigurationError } from '../../errors';

/**
 * Finds model files: paths of `.onnx` files, folders of them, or names of models in `models/`. Each file once, in
 * the given order.
 * @throws ConfigurationError for a missing model
 */
export function findModels(asked: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const name of asked) {
    for (const file of findFiles(name)) {
      const real = path.resolve(file);
      if (!found.has(real)) found.set(real, file);
    }
  }
  return [...found.values()];
}

function findFiles(name: string): string[] {
  if (!existsSync(name) || !statSync(name).isDirectory())
    return [
      shortest(namedModel(name, (complaint) => new ConfigurationError(`--models ${name}: ${complaint}`))),
    ];
  const files = modelsIn(name);
  if (files.length === 0) throw new ConfigurationError(`--models ${name}: contains no .onnx file`);
  return files;
}
