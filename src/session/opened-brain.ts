import type { BrainConfiguration } from '../config/brain-configuration';
import { readBrain } from '../config/brain-file';
import { chooseCorruption, type ImageTransform } from '../config/image-transform';
import { withModel } from '../config/other-model';
import { openBesideDriving, openResponsiveBrain } from '../drive/brains/responsive-brain';
import { PROVIDER_REQUESTS, type ProviderRequest } from '../drive/inference/providers';
import { ConfigurationError } from '../errors';
import type { Services } from '../messages/types';
import { suggestion } from '../support/nearest';
import type { Brain } from '../types';

/** What command line and parameters say in place of a brain's file. */
export interface BrainChoice {
  /** A name in models/ or the path of an .onnx file. */
  readonly model?: string;
  readonly provider?: ProviderRequest;
  readonly imageTransform?: ImageTransform;
  /** Of the disturbance. */
  readonly seed: number;
  readonly cycle_ms?: number;
  readonly frameTimeout_ms?: number;
}

/** A brain that is open and warm, with what it was opened by. */
export interface OpenedBrain {
  readonly configuration: BrainConfiguration;
  readonly brain: Brain;
}

export type LoadRequest = Services['f1_brain/LoadBrain']['request'];

/** The brain's file with what was chosen in place of its keys.
 *  @param asked how an error line names the model that was asked for
 *  @throws ConfigurationError */
export function chosenConfiguration(
  file: BrainConfiguration,
  { model, imageTransform, cycle_ms, frameTimeout_ms }: BrainChoice,
  asked?: string,
): BrainConfiguration {
  const configuration = withModel(file, model, asked);
  return {
    ...configuration,
    imageTransform: chooseCorruption(imageTransform, configuration.imageTransform),
    cycle_ms: cycle_ms ?? configuration.cycle_ms,
    frameTimeout_ms: frameTimeout_ms ?? configuration.frameTimeout_ms,
  };
}

/** Opens and warms up the brain of a configuration.
 *  @throws ConfigurationError, ModelError, ProviderError */
export async function openChosen(
  configuration: BrainConfiguration,
  { provider, seed }: BrainChoice,
  open = openResponsiveBrain,
): Promise<OpenedBrain> {
  const brain = await open(configuration, {
    imageTransform: configuration.imageTransform ?? 'none',
    seed,
    ...(configuration.model === undefined ? {} : { model: configuration.model }),
    ...(provider === undefined ? {} : { provider }),
  });
  return { configuration, brain };
}

/**
 * Opens what ~load_brain asks for while `now` drives. What the request leaves empty stays: without a brain the
 * file that drives now (with its model, unless one is named), without a provider the one chosen at the start.
 * @throws ConfigurationError, ModelError, ProviderError
 */
export async function openAnother(
  now: BrainConfiguration,
  request: LoadRequest,
  choice: BrainChoice,
): Promise<OpenedBrain> {
  const { brain, model } = request;
  const provider = request.provider === '' ? choice.provider : knownProvider(request.provider);
  const kept = brain === '' ? now.model : undefined;
  const { model: _, provider: __, ...others } = choice;
  const chosen = {
    ...others,
    ...(model !== '' ? { model } : kept === undefined ? {} : { model: kept }),
    ...(provider === undefined ? {} : { provider }),
  };
  const file = readBrain(brain === '' ? now.file : brain);
  return openChosen(chosenConfiguration(file, chosen, `model ${model}`), chosen, openBesideDriving);
}

function knownProvider(name: string): ProviderRequest {
  const found = PROVIDER_REQUESTS.find((known) => known === name);
  if (found !== undefined) return found;
  throw new ConfigurationError(
    `provider '${name}' must be one of ${PROVIDER_REQUESTS.join(', ')}${suggestion(name, PROVIDER_REQUESTS)}`,
  );
}
