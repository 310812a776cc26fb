import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { suggestion } from '../config/nearest';
import { PACKAGE_ROOT } from '../config/paths';
import { ConfigurationError } from '../errors';

const MODELS_FOLDER = path.join(PACKAGE_ROOT, 'models');

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
  if (existsSync(name)) return statSync(name).isDirectory() ? modelsIn(name) : [onnxFile(name)];
  const shipped = path.join(MODELS_FOLDER, name.endsWith('.onnx') ? name : `${name}.onnx`);
  if (!/[/\\]/.test(name) && existsSync(shipped)) return [shortest(shipped)];
  const names = existsSync(MODELS_FOLDER) ? modelsIn(MODELS_FOLDER).map((file) => path.parse(file).name) : [];
  throw new ConfigurationError(
    `--models ${name}: no such file, folder, or model in models/${suggestion(name, names)}; ` +
      `there are ${names.join(', ')}`,
  );
}

function modelsIn(folder: string): string[] {
  const files = readdirSync(folder)
    .filter((file) => /\.onnx$/i.test(file))
    .sort()
    .map((file) => path.join(folder, file));
  if (files.length === 0) throw new ConfigurationError(`--models ${folder}: holds no .onnx file`);
  return files;
}

function onnxFile(file: string): string {
  if (/\.onnx$/i.test(file)) return file;
  throw new ConfigurationError(
    `--models ${file}: is no .onnx file; docs/models.md says how to convert others`,
  );
}

/** From where the user stands, where that is shorter. */
function shortest(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.length < file.length ? relative : file;
}
