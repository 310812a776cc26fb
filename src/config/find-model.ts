import { existsSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../support/paths';
import type { Section } from './section';

/** File types of other frameworks, and what converts them. */
const CONVERTERS: Readonly<Record<string, string>> = {
  '.pth': 'torch.onnx.export',
  '.pt': 'torch.onnx.export',
  '.ckpt': 'torch.onnx.export',
  '.h5': 'tf2onnx',
  '.keras': 'tf2onnx',
  '.tflite': 'tf2onnx',
};

/**
 * The `.onnx` file that a `Model` means: a name in `models/`, a path relative to the brain's file, or a model of another
 * framework whose conversion (same name, `.onnx`) is in `models/`.
 * @throws ConfigurationError that names the places searched, or says how to convert
 */
export function findModel(model: string, brainFile: string, key: Section): string {
  const extension = path.extname(model).toLowerCase();
  const converter = CONVERTERS[extension];
  const stem = path.basename(model, path.extname(model));
  if (converter !== undefined) {
    const twin = path.join(PACKAGE_ROOT, 'models', `${stem}.onnx`);
    if (existsSync(twin)) return twin;
    throw key.error(
      'Model',
      `is '${model}'; f1-brain runs ONNX: convert it with ${converter} (docs/conversion.md) and put ${stem}.onnx and ` +
        `${stem}.card.yml into models/`,
    );
  }
  const candidates =
    extension === '.onnx'
      ? [path.resolve(path.dirname(brainFile), model), path.join(PACKAGE_ROOT, 'models', model)]
      : [path.join(PACKAGE_ROOT, 'models', `${model}.onnx`)];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw key.error('Model', `is '${model}', which does not exist; looked for ${candidates.join(' and ')}`);
}

/** Whether a model's file is of another framework. */
export function isForeignModel(model: string): boolean {
  return CONVERTERS[path.extname(model).toLowerCase()] !== undefined;
}
