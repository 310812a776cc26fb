import { adviseCommand } from '../../config/advice';
import type { BrainConfiguration } from '../../config/brain-configuration';
import { chooseCorruption, type ImageTransform } from '../../config/image-transform';
import { BEHAVIOR_METRICS_PARAMETERS, readNetworkCard } from '../../config/network-parameters';
import { Problems } from '../../config/problems';
import type { Section } from '../../config/section';
import type { Brain } from '../../types';
import { PROVIDER_REQUESTS, type ProviderRequest } from '../inference/providers';
import { CorruptedBrain } from './corrupted-brain';
import { LineFollower, lineFollowerOptions } from './line-follower';
import { openModuleBrain } from './module-brain';
import { NetworkBrain } from './network';

/** Of one network on the CPU. */
export const MOST_THREADS = 64;

export interface OpenBrainOptions {
  /** Overrides `Parameters.Provider` of the brain's file. */
  readonly provider?: ProviderRequest;
  /** Overrides `Parameters.Model`. */
  readonly model?: string;
  /** Overrides `Parameters.Threads`. */
  readonly threads?: number;
  /** Overrides `Parameters.ImageTranform`. */
  readonly imageTransform?: ImageTransform;
  /** Strength of the corruption, 0 to 3. Default 1. */
  readonly corruptionStrength?: number;
  /** Seed of the corruption. Default 1. */
  readonly seed?: number;
}

/** Creates the brain that a configuration describes: the only place that knows every kind of brain.
 *  @throws ConfigurationError, ModelError, ProviderError */
export async function openBrain(
  configuration: BrainConfiguration,
  options: OpenBrainOptions = {},
): Promise<Brain> {
  const brain = await openUncorrupted(configuration, options);
  const corruption = chooseCorruption(options.imageTransform, configuration.imageTransform);
  if (corruption === null) return brain;
  return new CorruptedBrain(brain, corruption, options.seed ?? 1, options.corruptionStrength);
}

async function openUncorrupted(configuration: BrainConfiguration, options: OpenBrainOptions): Promise<Brain> {
  const { kind, name, file, parameters, camera } = configuration;
  switch (kind.type) {
    case 'line_follower':
      return new LineFollower({
        name,
        ...lineFollowerOptions(lineFollowerParameters(parameters), file),
        camera,
      });
    case 'module':
      return openModuleBrain(name, kind.file, parameters);
    case 'network':
      return openNetwork(configuration, options);
  }
}

async function openNetwork(configuration: BrainConfiguration, options: OpenBrainOptions): Promise<Brain> {
  const { name, file, parameters, world, compensation } = configuration;
  const problems = new Problems();
  const provider = problems.attempt(() => options.provider ?? requestedProvider(parameters), 'auto');
  const threads = problems.attempt(
    () => (parameters.has('Threads') ? parameters.integer('Threads', 1, MOST_THREADS) : 1),
    1,
  );
  const card = readNetworkCard(parameters, file, problems, options.model);
  problems.throwAny(adviseCommand({ file, parameters, world }));
  // Without a card there was a problem.
  return NetworkBrain.open(name, card!, {
    provider,
    threads: options.threads ?? threads,
    compensates: compensation === 'auto',
  });
}

/** `GPU: true` of a BehaviorMetrics file means "a GPU if there is one", as `Provider: auto` does. */
function requestedProvider(parameters: Section): ProviderRequest {
  if (parameters.has('Provider')) return parameters.oneOf('Provider', PROVIDER_REQUESTS);
  return parameters.optionalBoolean('GPU') === false ? 'cpu' : 'auto';
}

/** Without the keys of BehaviorMetrics' explicit brain files that have no meaning for a line follower. */
function lineFollowerParameters(parameters: Section): Record<string, unknown> {
  const ignored = new Set(['Model', ...BEHAVIOR_METRICS_PARAMETERS]);
  return Object.fromEntries(
    parameters.keys.filter((key) => !ignored.has(key)).map((key) => [key, parameters.raw(key)]),
  );
}
