import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { suggestion } from '../support/nearest';
import { PACKAGE_ROOT } from '../support/paths';

const MODELS_FOLDER = path.join(PACKAGE_ROOT, 'models');

/**
 * The model file that a command line names: the path of an `.onnx` file, or a name in `models/`. A file of another
 * framework is rejected, even if its conversion exists.
 * @param fail makes the error of a complaint
 * @throws what `fail` makes, when there is no such model
 */
export function namedModel(name: string, fail: (complaint: string) => Error): string {
  if (existsSync(name) && /\.onnx$/i.test(name) && statSync(name).isFile()) return name;
  const stem = name.replace(/\.onnx$/i, '');
  const names = shippedModels();
  if (names.includes(stem)) return path.join(MODELS_FOLDER, `${stem}.onnx`);
  if (existsSync(name) || /\.(pth?|ckpt|h5|keras|tflite)$/i.test(name))
    throw fail('is not an .onnx file; docs/conversion.md says how to convert others');
  throw fail(
    `no such file, and no such model in models/${suggestion(stem, names)}; there are ${names.join(', ')}`,
  );
}

/** Names of the models in `models/`. */
export function shippedModels(): string[] {
  if (!existsSync(MODELS_FOLDER)) return [];
  return modelsIn(MODELS_FOLDER).map((file) => path.parse(file).name);
}

/** Model files of a folder, by name. */
export function modelsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => /\.onnx$/i.test(file))
    .sort()
    .map((file) => path.join(folder, file))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** The path of a file relative to the current folder, where that is shorter. */
export function shortest(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.length < file.length ? relative : file;
}
