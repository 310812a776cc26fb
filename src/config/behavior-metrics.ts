import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../errors';
import { suggestion } from '../support/nearest';
import { PACKAGE_ROOT } from '../support/paths';
import type { Section } from './section';

/** The brain that a `BrainPath` means here. */
export type BrainKind =
  | { readonly type: 'network' }
  | { readonly type: 'line_follower' }
  /** A user's own brain: a JavaScript or TypeScript module. */
  | { readonly type: 'module'; readonly file: string };

const BUILT_IN = ['network', 'line_follower'] as const;

/** BehaviorMetrics' brains with a network that sees one frame. */
const NETWORK_BRAINS = [
  'brain_f1_torch',
  'brain_f1_keras',
  'brain_f1_keras_opencv_dataset',
  'brain_f1_keras_tf_lite',
  'brain_f1_keras_tensorrt',
];

/** BehaviorMetrics' brains with a network that sees several frames or has states, by their names. */
const SEQUENCE_BRAINS = /seq|stacked|lstm|pilotnetx3|memdccp/i;

/** File types of other frameworks, and how to convert them to ONNX. */
const CONVERSIONS: Readonly<Record<string, string>> = {
  '.pth': 'export it with torch.onnx.export (fixed batch of 1)',
  '.pt': 'export it with torch.onnx.export (fixed batch of 1)',
  '.ckpt': 'export it with torch.onnx.export (fixed batch of 1)',
  '.h5': 'convert it with `python -m tf2onnx.convert --keras MODEL.h5 --output MODEL.onnx`',
  '.tflite': 'convert it with `python -m tf2onnx.convert --tflite MODEL.tflite --output MODEL.onnx`',
};

/** The brain that a BrainPath means: a built-in name, one of BehaviorMetrics' Python brains, or a user's module. */
export function brainKind(brainPath: string, robot: Section, file: string, remarks: string[]): BrainKind {
  if (brainPath === 'network' || brainPath === 'line_follower') return { type: brainPath };
  const extension = path.extname(brainPath).toLowerCase();
  if (extension === '.py') return theirs(brainPath, robot, remarks);
  if (['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts'].includes(extension)) {
    const module = path.resolve(path.dirname(file), brainPath);
    if (!existsSync(module)) throw robot.error('BrainPath', `is ${brainPath}, but ${module} does not exist`);
    return { type: 'module', file: module };
  }
  throw robot.error(
    'BrainPath',
    `is '${brainPath}'${suggestion(brainPath, BUILT_IN)}; it must be network, line_follower, ` +
      'a .js or .ts module of yours, or a brain of BehaviorMetrics',
  );
}

function theirs(brainPath: string, robot: Section, remarks: string[]): BrainKind {
  const name = path.basename(brainPath, '.py');
  if (/opencv/i.test(name) && !NETWORK_BRAINS.includes(name)) {
    remarks.push(`BrainPath ${brainPath} is driven by line_follower, f1-brain's own explicit brain`);
    return { type: 'line_follower' };
  }
  if (SEQUENCE_BRAINS.test(name)) {
    remarks.push(
      `BrainPath ${brainPath} is driven by network; the model's card says how many frames it sees and which ` +
        'states it keeps',
    );
    return { type: 'network' };
  }
  if (NETWORK_BRAINS.includes(name) || /^brain_f1_(torch|keras)/.test(name)) {
    remarks.push(`BrainPath ${brainPath} is driven by network, with the model's card for its preprocessing`);
    return { type: 'network' };
  }
  throw robot.error(
    'BrainPath',
    `is ${brainPath}, a Python brain that f1-brain does not know; write it as a JavaScript or ` +
      'TypeScript module (docs/brains.md), or use BrainPath: network or line_follower',
  );
}

/**
 * The `.onnx` file that a `Model` means: a name in `models/`, a path relative to the brain's file, or a model of another
 * framework whose conversion (same name, `.onnx`) is in `models/`.
 * @throws ConfigurationError that names the places searched, or says how to convert
 */
export function findModel(model: string, brainFile: string, key: Section): string {
  const extension = path.extname(model).toLowerCase();
  const conversion = CONVERSIONS[extension];
  const stem = path.basename(model, path.extname(model));
  if (conversion !== undefined) {
    const twin = path.join(PACKAGE_ROOT, 'models', `${stem}.onnx`);
    if (existsSync(twin)) return twin;
    throw key.error(
      'Model',
      `is '${model}'; f1-brain runs ONNX: ${conversion}, put ${stem}.onnx and ${stem}.card.yml into ` +
        `models/ (docs/models.md), or use Model: pilotnet`,
    );
  }
  const candidates =
    extension === '.onnx'
      ? [path.resolve(path.dirname(brainFile), model), path.join(PACKAGE_ROOT, 'models', model)]
      : [path.join(PACKAGE_ROOT, 'models', `${model}.onnx`)];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new ConfigurationError(
    `${brainFile}: Model '${model}' does not exist; looked for ${candidates.join(' and ')}`,
  );
}
