import { cpus } from 'node:os';
import type { ProviderRequest } from '../../drive/inference/providers';
import { ConfigurationError } from '../../errors';
import { compareWithReference } from './compare-with-reference';
import type { Evaluation } from './evaluation';
import { hasGraphicsProcessor } from './gpu';
import { makeNamesUnique, readFacts } from './model-facts';
import { profileModels } from './profile/profile-models';
import { type RoundOptions, runRounds, WARM_UP_DECISIONS } from './rounds';
import { SETTLING_DECISIONS, scheduleRounds } from './schedule';
import { type EvaluationImage, listParts, selectImages } from './select-images';
import { explainShortSequences } from './short-sequences';
import { Tally } from './tally';

export interface EvaluateOptions extends RoundOptions {
  /** Existing model files. */
  readonly models: readonly string[];
  readonly providers: readonly ProviderRequest[];
  /** Number of images of the dataset to use; null for all. */
  readonly pictures: number | null;
  /** Minimum number of timed decisions per model. */
  readonly frames: number;
  /** Minimum number of rounds. */
  readonly rounds: number;
  /** Name of the reference model; null for the first. */
  readonly reference: string | null;
  /** Whether to time every operator of the models too, after the evaluation. */
  readonly profile?: boolean;
}

/**
 * Evaluates every model on every provider with one dataset. Each runs in a separate process; they take turns in
 * rounds over the same images, in a random order per round, and only one works at a time.
 * @throws ConfigurationError for an empty dataset, or a reference that is not among the models
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { dataset, providers, frames, seed, threads, signal } = options;
  const images = selectImages(dataset, options.pictures);
  if (images.length === 0) throw new ConfigurationError(`${dataset.folder}: contains no image`);
  const read = makeNamesUnique(options.models.map(readFacts));
  const reference = findReference(
    options.reference,
    read.map(({ facts }) => facts.model),
  );
  const graphics_processor = hasGraphicsProcessor();
  const tallies = read.flatMap(({ facts, problem, memory }) =>
    providers.map((provider) => {
      const untimedReason = provider === 'webgpu' && !graphics_processor ? SOFTWARE_DRIVER : null;
      const sequenceReason = explainShortSequences(memory, dataset, images);
      const tally = new Tally(facts, provider, images, untimedReason, sequenceReason);
      if (problem !== null) tally.failWith(problem);
      return tally;
    }),
  );
  const rounds = scheduleRounds(images.length, frames, options.rounds);
  const share = options.profile === true ? EVALUATION_SHARE : 1;
  await runRounds(tallies, images, rounds, withShare(options, 0, share));
  signal?.throwIfAborted();
  const models = compareWithReference(
    reference,
    tallies.map((tally) => tally.evaluate()),
  );
  const measured = tallies.filter((_, i) => models[i]!.status === 'measured');
  const profiles =
    options.profile === true
      ? await profileModels(measured, images, reference, withShare(options, share, 1))
      : null;
  return {
    dataset: describeDataset(dataset.folder, images),
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
    machine: describeMachine(graphics_processor),
    models,
    profiles,
  };
}

/** Share of the progress that the evaluation takes where operators are profiled afterwards. */
const EVALUATION_SHARE = 0.7;

/** The same options with the progress of one part of the work. */
function withShare(options: RoundOptions, from: number, to: number): RoundOptions {
  const { onProgress } = options;
  return { ...options, onProgress: (share, doing) => onProgress?.(from + (to - from) * share, doing) };
}

const SOFTWARE_DRIVER =
  'no GPU on this machine: webgpu ran on a software driver, so its outputs are valid and its times are not';

function describeDataset(folder: string, images: readonly EvaluationImage[]): Evaluation['dataset'] {
  return {
    folder,
    pictures: images.length,
    parts: listParts(images).map((part) => ({
      part,
      pictures: images.filter((image) => image.part === part).length,
    })),
  };
}

function describeMachine(graphics_processor: boolean): Evaluation['machine'] {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    node: process.versions.node,
    onnxruntime: readRuntimeVersion(),
    graphics_processor,
  };
}

function findReference(requested: string | null, names: readonly string[]): string | null {
  if (requested === null) return names[0] ?? null;
  const bare = requested.replace(/\.onnx$/i, '');
  const found = names.find((name) => name === requested || name === bare);
  if (found !== undefined) return found;
  throw new ConfigurationError(`--reference ${requested}: is not among the models (${names.join(', ')})`);
}

function readRuntimeVersion(): string {
  return (require('onnxruntime-node/package.json') as { version: string }).version;
}
