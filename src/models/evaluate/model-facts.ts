import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readCard } from '../../config/model-card';
import { ModelError, messageOf } from '../../errors';
import type { ModelFacts } from './evaluation';
import { weightsOf } from './weights';

export interface ReadFacts {
  readonly facts: ModelFacts;
  /** Why the model cannot be run at all: its card is missing or contradicts it. Null: it can be tried. */
  readonly complaint: string | null;
}

/** Sizes, weights and card of a model file that is there.
 *  @throws ModelError where it cannot be read */
export function readFacts(file: string): ReadFacts {
  const facts = { file, ...sizesOf(file) };
  try {
    const { name, sha256, precision } = readCard(file);
    return { facts: { ...facts, model: name, sha256, precision, ...countedWeights(file) }, complaint: null };
  } catch (error) {
    const unknown = { sha256: null, precision: null, parameters: null, sparsity: null };
    const model = path.basename(file).replace(/\.onnx$/i, '');
    return { facts: { ...facts, model, ...unknown }, complaint: messageOf(error) };
  }
}

function sizesOf(file: string): Pick<ModelFacts, 'size_bytes' | 'size_gzip_bytes'> {
  try {
    const content = readFileSync(file);
    return { size_bytes: content.length, size_gzip_bytes: gzipSync(content, { level: 9 }).length };
  } catch (error) {
    throw new ModelError(`${file}: cannot be read (${messageOf(error)})`, { cause: error });
  }
}

/** Null where the file is newer than what is read here: onnxruntime may run it all the same. */
function countedWeights(file: string): Pick<ModelFacts, 'parameters' | 'sparsity'> {
  try {
    return weightsOf(file);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { parameters: null, sparsity: null };
  }
}

/** Facts whose names tell them apart: where two models have one name, their files do. */
export function distinctNames<T extends { readonly facts: ModelFacts }>(read: readonly T[]): T[] {
  const times = new Map<string, number>();
  for (const { facts } of read) times.set(facts.model, (times.get(facts.model) ?? 0) + 1);
  return read.map((one) =>
    times.get(one.facts.model) === 1 ? one : { ...one, facts: { ...one.facts, model: one.facts.file } },
  );
}
