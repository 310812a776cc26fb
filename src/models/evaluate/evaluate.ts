import { cpus } from 'node:os';
import type { ProviderRequest } from '../../drive/inference/providers';
import { ConfigurationError } from '../../errors';
import type { Evaluation } from './evaluation';
import { FrameFile } from './frame-file';
import { hasGraphicsProcessor } from './gpu';
import { distinctNames, readFacts } from './model-facts';
import { comparedTo } from './of-reference';
import { partsOf, picturesOf } from './pictures';
import { end, open, type RoundOptions, takeTurns, WARM_UP_DECISIONS } from './rounds';
import { SETTLING_DECISIONS, scheduleRounds } from './schedule';
import { Tally } from './tally';

export interface EvaluateOptions extends RoundOptions {
  /** Model files that are there. */
  readonly models: readonly string[];
  readonly providers: readonly ProviderRequest[];
  /** Pictures of the dataset to use; null: all. */
  readonly pictures: number | null;
  /** Decisions to time of each model, at least. */
  readonly frames: number;
  /** Turns that the models take, at least. */
  readonly rounds: number;
  /** Name of the model that the others are compared to; null: the first. */
  readonly reference: string | null;
}

/**
 * Evaluates every model on every provider on one dataset. Each has a process of its own; they take turns in
 * rounds over the same pictures, in an order that is drawn anew each round, and one alone works at a time.
 * @throws ConfigurationError where the dataset is empty or the reference is none of the models
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { dataset, providers, frames, seed, threads, signal } = options;
  const pictures = picturesOf(dataset, options.pictures);
  if (pictures.length === 0) throw new ConfigurationError(`${dataset.folder}: holds no picture`);
  const read = distinctNames(options.models.map(readFacts));
  const reference = referenceOf(
    options.reference,
    read.map(({ facts }) => facts.model),
  );
  const graphics_processor = hasGraphicsProcessor();
  const tallies = read.flatMap(({ facts, complaint }) =>
    providers.map((provider) => {
      const timeless = provider === 'webgpu' && !graphics_processor ? NO_TIMES : null;
      const tally = new Tally(facts, provider, pictures, timeless);
      if (complaint !== null) tally.failWith(complaint);
      return { tally, runnable: complaint === null };
    }),
  );
  const rounds = scheduleRounds(pictures.length, frames, options.rounds);
  const file = new FrameFile();
  const kill = () => {
    for (const { tally } of tallies) tally.candidate?.kill();
  };
  signal?.addEventListener('abort', kill, { once: true });
  try {
    await open(
      tallies.filter(({ runnable }) => runnable).map(({ tally }) => tally),
      options,
    );
    const all = tallies.map(({ tally }) => tally);
    await takeTurns(all, pictures, rounds, file, options);
    for (const tally of all) await end(tally);
  } finally {
    signal?.removeEventListener('abort', kill);
    kill();
    file.remove();
  }
  signal?.throwIfAborted();
  return {
    dataset: {
      folder: dataset.folder,
      pictures: pictures.length,
      parts: partsOf(pictures).map((part) => ({
        part,
        pictures: pictures.filter((picture) => picture.part === part).length,
      })),
    },
    settings: {
      providers,
      threads,
      frames,
      rounds: rounds.length,
      warm_up_decisions: WARM_UP_DECISIONS,
      settling_decisions: SETTLING_DECISIONS,
      seed,
      reference,
    },
    machine: {
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      node: process.versions.node,
      onnxruntime: runtimeVersion(),
      graphics_processor,
    },
    models: comparedTo(
      reference,
      tallies.map(({ tally }) => tally.evaluation()),
    ),
  };
}

const NO_TIMES =
  'no graphics processor here: webgpu ran on a software driver, which shows its outputs and no times';

function referenceOf(asked: string | null, names: readonly string[]): string | null {
  if (asked === null) return names[0] ?? null;
  const bare = asked.replace(/\.onnx$/i, '');
  const found = names.find((name) => name === asked || name === bare);
  if (found !== undefined) return found;
  throw new ConfigurationError(`--reference ${asked}: is none of the models (${names.join(', ')})`);
}

function runtimeVersion(): string {
  return (require('onnxruntime-node/package.json') as { version: string }).version;
}
