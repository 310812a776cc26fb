import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readCard } from '../../config/model-card';
import { ModelError, messageOf } from '../../errors';
import { requireOneFile } from '../../onnx/external-data';
import type { ModelFacts } from './evaluation';
import type { Memory } from './short-sequences';
import { countWeights } from './weights';

export interface ReadFacts {
  readonly facts: ModelFacts;
  /** Why the model cannot be run: its card is missing or contradicts it. Null if it can be tried. */
  readonly problem: string | null;
  /** What it remembers of earlier frames, by its card. */
  readonly memory: Memory;
}

/** Reads sizes, weights and card of an existing model file.
 *  @throws ModelError if it cannot be read, or keeps its weights in other files */
export function readFacts(file: string): ReadFacts {
  const facts = { file, ...readSizes(file) };
  try {
    const { name, sha256, precision, input, states } = readCard(file);
    const memory = { frames: input.frames, isRecurrent: states.length > 0 };
    return {
      facts: { ...facts, model: name, sha256, precision, ...countModelWeights(file) },
      problem: null,
      memory,
    };
  } catch (error) {
    const unknown = { sha256: null, precision: null, parameters: null, sparsity: null };
    const model = path.basename(file).replace(/\.onnx$/i, '');
    const memory = { frames: 1, isRecurrent: false };
    return { facts: { ...facts, model, ...unknown }, problem: messageOf(error), memory };
  }
}

function readSizes(file: string): Pick<ModelFacts, 'size_bytes' | 'size_gzip_bytes'> {
  try {
    const content = readFileSync(file);
    requireOneFile(content, file);
    return { size_bytes: content.length, size_gzip_bytes: gzipSync(content, { level: 9 }).length };
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(`${file}: cannot be read (${messageOf(error)})`, { cause: error });
  }
}

/** Null if our reader does not support the file; onnxruntime may still run it. */
function countModelWeights(file: string): Pick<ModelFacts, 'parameters' | 'sparsity'> {
  try {
    return countWeights(file);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { parameters: null, sparsity: null };
  }
}

/** Replaces names shared by several models with their file paths. */
export function makeNamesUnique<T extends { readonly facts: ModelFacts }>(read: readonly T[]): T[] {
  const times = new Map<string, number>();
  for (const { facts } of read) times.set(facts.model, (times.get(facts.model) ?? 0) + 1);
  return read.map((one) =>
    times.get(one.facts.model) === 1 ? one : { ...one, facts: { ...one.facts, model: one.facts.file } },
  );
}
