import { findModel } from '../../config/behavior-metrics';
import type { BrainConfiguration } from '../../config/brain-configuration';
import { chooseCorruption, IMAGE_TRANSFORM_KEYS, type ImageTransform } from '../../config/image-transform';
import { type ModelCard, readCard } from '../../config/model-card';
import type { Section } from '../../config/section';
import type { Brain } from '../../types';
import { PROVIDER_REQUESTS, type ProviderRequest } from '../inference/providers';
import { CorruptedBrain } from './corrupted-brain';
import { LineFollower, lineFollowerOptions } from './line-follower';
import { openModuleBrain } from './module-brain';
import { NetworkBrain } from './network';

export interface OpenBrainOptions {
  /** Overrides `Parameters.Provider` of the brain's file. */
  readonly provider?: ProviderRequest;
  /** Overrides `Parameters.Model`. */
  readonly model?: string;
  /** Overrides `Parameters.ImageTranform`. */
  readonly imageTransform?: ImageTransform;
  /** Seed of the corruption. Default 1. */
  readonly seed?: number;
}

const NETWORK_KEYS = [
  'Model',
  'Provider',
  'Threads',
  'ImageCrop',
  'ImageCropped',
  'ImageSize',
  'ImageNormalized',
  'PredictionsNormalized',
  'GPU',
  'UseOptimized',
  ...IMAGE_TRANSFORM_KEYS,
];

/** Creates the brain that a configuration describes: the only place that knows every kind of brain.
 *  @throws ConfigurationError, ModelError, ProviderError */
export async function openBrain(
  configuration: BrainConfiguration,
  options: OpenBrainOptions = {},
): Promise<Brain> {
  const brain = await openUncorrupted(configuration, options);
  const corruption = chooseCorruption(options.imageTransform, configuration.imageTransform);
  return corruption === null ? brain : new CorruptedBrain(brain, corruption, options.seed ?? 1);
}

async function openUncorrupted(configuration: BrainConfiguration, options: OpenBrainOptions): Promise<Brain> {
  const { kind, name, parameters } = configuration;
  switch (kind.type) {
    case 'line_follower':
      return new LineFollower({ name, ...lineFollowerOptions(lineFollowerParameters(parameters)) });
    case 'module':
      return openModuleBrain(name, kind.file, parameters);
    case 'network': {
      parameters.allow(NETWORK_KEYS);
      const card = readCard(
        findModel(options.model ?? parameters.string('Model'), configuration.file, parameters),
      );
      checkAgainstCard(parameters, card);
      return NetworkBrain.open(name, card, {
        provider: options.provider ?? requestedProvider(parameters),
        threads: parameters.has('Threads') ? parameters.integer('Threads', 1, 64) : 1,
      });
    }
  }
}

/** `GPU: true` of a BehaviorMetrics file means "a GPU if there is one", as `Provider: auto` does. */
function requestedProvider(parameters: Section): ProviderRequest {
  if (parameters.has('Provider')) return parameters.oneOf('Provider', PROVIDER_REQUESTS);
  return parameters.optionalBoolean('GPU') === false ? 'cpu' : 'auto';
}

/** The card defines the preprocessing; a YAML that contradicts it was written for another model. */
function checkAgainstCard(parameters: Section, card: ModelCard): void {
  const contradict = (key: string, cardSays: string) =>
    parameters.error(
      key,
      `contradicts ${card.cardFile}, where ${cardSays}; remove the key or change the model`,
    );
  const { input } = card;
  const height = input.layout === 'NCHW' ? input.shape[2] : input.shape[1];
  const width = input.layout === 'NCHW' ? input.shape[3] : input.shape[2];
  if (parameters.has('ImageSize')) {
    const [w, h] = parameters.numbers('ImageSize', 2);
    if (w !== width || h !== height) throw contradict('ImageSize', `the input is ${width}x${height}`);
  }
  for (const key of ['ImageCrop', 'ImageCropped']) {
    const crop = parameters.optionalBoolean(key);
    if (crop !== null && crop !== input.crop.top > 0) {
      throw contradict(key, `the crop starts at row ${input.crop.top}`);
    }
  }
  const normalised = parameters.optionalBoolean('ImageNormalized');
  const byStatistics = input.std.some((s) => s !== 1) || input.mean.some((m) => m !== 0);
  // The PyTorch brains of BehaviorMetrics call the plain division by 255 "normalized" too.
  if (normalised === false && byStatistics) {
    throw contradict('ImageNormalized', `mean is [${input.mean}] and std [${input.std}]`);
  }
  const predictions = parameters.optionalBoolean('PredictionsNormalized');
  const scaled = card.output.v.scale !== 1 || card.output.w.scale !== 1;
  if (predictions !== null && predictions !== scaled) {
    throw contradict('PredictionsNormalized', `the output is ${scaled ? '' : 'not '}scaled`);
  }
}

/** Without the keys of BehaviorMetrics' explicit brain files that have no meaning for a line follower. */
function lineFollowerParameters(parameters: Section): Record<string, unknown> {
  const ignored = new Set<string>([
    ...IMAGE_TRANSFORM_KEYS,
    'Model',
    'ImageCrop',
    'ImageCropped',
    'ImageSize',
    'ImageNormalized',
    'GPU',
    'UseOptimized',
    'PredictionsNormalized',
  ]);
  return Object.fromEntries(
    parameters.keys.filter((key) => !ignored.has(key)).map((key) => [key, parameters.raw(key)]),
  );
}
