import type { BrainConfiguration } from '../../config/brain-configuration';
import { formatBrainEntry } from '../../config/brain-entry';
import { readBrain } from '../../config/brain-file';
import type { CameraSettings } from '../../config/camera-settings';
import { describeCar, F1_CAR } from '../../config/car-preset';
import type { CompensationMode } from '../../config/compensation';
import { chooseCorruption, type ImageTransform } from '../../config/image-transform';
import { identifyModel, type ModelIdentity } from '../../config/model-identity';
import { withModel } from '../../config/other-model';
import type { ActiveBrain } from '../../drive/active-brain';
import { openBesideDriving, openResponsiveBrain } from '../../drive/brains/responsive-brain';
import { PROVIDER_REQUESTS, type ProviderRequest } from '../../drive/inference/providers';
import { BrainError, ConfigurationError } from '../../errors';
import { suggestion } from '../../support/nearest';
import type { Brain } from '../../types';
import type { SwapRequest } from '../controls';
import type { PeerFiles } from './peer-files';
import { DEFAULT_SEED, type RunSettings, withoutAbsent } from './settings';

/** What options and parameters set in place of a brain's file. */
export interface BrainChoice {
  /** A name in models/ or the path of an .onnx file. */
  readonly model?: string;
  readonly provider?: ProviderRequest;
  readonly threads?: number;
  readonly imageTransform?: ImageTransform;
  readonly corruptionStrength?: number;
  /** In place of the brain's `Car`: a name or a file. */
  readonly car?: string;
  /** In place of what the brain's `Camera` says under the same keys. */
  readonly camera?: CameraSettings;
  /** Seed of the image corruption. */
  readonly seed: number;
  readonly cycle_ms?: number;
  readonly frameTimeout_ms?: number;
  readonly compensation?: CompensationMode;
}

/** A brain that is open and warm, with its configuration. */
export interface OpenedBrain {
  readonly configuration: BrainConfiguration;
  readonly brain: Brain;
  /** Which file its network came from; null for a brain without one. */
  readonly model: ModelIdentity | null;
}

/** The settings that replace keys of the brain's file. */
export function choiceOf(settings: Omit<RunSettings, 'out'>): BrainChoice {
  const { model, provider, threads, imageTransform, corruptionStrength, car, camera, seed } = settings;
  const { cycle_ms, frameTimeout_ms, compensation } = settings;
  return {
    seed: seed ?? DEFAULT_SEED,
    // The settings were read.
    ...(typeof camera === 'object' && { camera }),
    ...withoutAbsent({ model, provider, threads, imageTransform, corruptionStrength, car }),
    ...withoutAbsent({ cycle_ms, frameTimeout_ms, compensation }),
  };
}

/** The brain's file with what was chosen in place of its keys.
 *  @param asked how an error line names the model that was asked for
 *  @throws ConfigurationError */
export function chosenConfiguration(
  file: BrainConfiguration,
  { model, imageTransform, corruptionStrength, camera, cycle_ms, frameTimeout_ms, compensation }: BrainChoice,
  asked?: string,
): BrainConfiguration {
  const configuration = withModel(file, model, asked);
  return {
    ...configuration,
    imageTransform: chooseCorruption(imageTransform, configuration.imageTransform),
    corruptionStrength: corruptionStrength ?? configuration.corruptionStrength,
    camera: { ...configuration.camera, ...camera },
    cycle_ms: cycle_ms ?? configuration.cycle_ms,
    frameTimeout_ms: frameTimeout_ms ?? configuration.frameTimeout_ms,
    compensation: compensation ?? configuration.compensation,
  };
}

/** What a drive has to know of a brain besides the brain itself. */
export function seatOf({
  limits,
  cycle_ms,
  frameTimeout_ms,
  compensation,
}: BrainConfiguration): Omit<ActiveBrain, 'brain'> {
  return { limits, cycle_ms, frameTimeout_ms, compensates: compensation === 'auto' };
}

/** Tells which car is driven unless it is the F1 car, and what a brain's file holds that is read otherwise than its user
 *  may expect. */
export function tellOfFile(
  { car, topics, remarks, warnings }: BrainConfiguration,
  log: { info(line: string): void; warn(line: string): void },
): void {
  if (car.name !== F1_CAR.name) log.info(describeCar(car, topics));
  for (const warning of warnings) log.warn(warning);
  for (const remark of remarks) log.info(remark);
}

/** The corruption of the brain's images as statistics and records have it: the strength only where it is not the usual. */
export function corruptionFacts({
  imageTransform,
  corruptionStrength,
}: Pick<BrainConfiguration, 'imageTransform' | 'corruptionStrength'>) {
  const isUsual = imageTransform === null || corruptionStrength === 1;
  return { image_transform: imageTransform, ...(!isUsual && { corruption_strength: corruptionStrength }) };
}

/** The car as statistics and records have it; nothing where it is the F1 car. */
export function carFacts({ car }: Pick<BrainConfiguration, 'car'>) {
  return car.name === F1_CAR.name ? {} : { car: car.name };
}

/** Who drives, and which file its network came from. */
export function identityOf({ brain, model }: OpenedBrain) {
  return {
    brain: brain.name,
    model: brain.model,
    model_sha256: model?.sha256 ?? null,
    model_path: model?.path ?? null,
    provider: brain.provider,
  };
}

/** Opens and warms up the brain of a configuration.
 *  @throws ConfigurationError, ModelError, ProviderError */
export async function openChosen(
  configuration: BrainConfiguration,
  { provider, threads, seed }: BrainChoice,
  open = openResponsiveBrain,
): Promise<OpenedBrain> {
  // Before it opens: the file may be replaced while the brain drives.
  const model = modelOf(configuration);
  const brain = await open(configuration, {
    imageTransform: configuration.imageTransform ?? 'none',
    corruptionStrength: configuration.corruptionStrength,
    seed,
    ...(configuration.model === undefined ? {} : { model: configuration.model }),
    ...(provider === undefined ? {} : { provider }),
    ...(threads === undefined ? {} : { threads }),
  });
  return { configuration, brain, model };
}

/** Null also for a model that cannot be read: opening the brain then fails with everything that is wrong. */
function modelOf(configuration: BrainConfiguration): ModelIdentity | null {
  try {
    return identifyModel(configuration);
  } catch (error) {
    if (error instanceof BrainError) return null;
    throw error;
  }
}

/**
 * Opens what a swap asks for while `now` drives. What the request leaves open stays: the file that drives now (with its
 * model, unless one is named), and the provider chosen at the start.
 * @param files what may be read for it; null for whatever the owner of the session names
 * @throws ConfigurationError, ModelError, ProviderError
 */
export async function openAnother(
  now: BrainConfiguration,
  request: SwapRequest,
  choice: BrainChoice,
  files: PeerFiles | null = null,
): Promise<OpenedBrain> {
  const { model: _, provider: __, ...others } = choice;
  const provider = request.provider === undefined ? choice.provider : knownProvider(request.provider);
  const asked = request.model === undefined ? undefined : fileOf(request.model, 'model', files);
  const model = asked ?? (request.brain === undefined ? now.model : undefined);
  const chosen = { ...others, ...withoutAbsent({ model, provider }) };
  const named =
    request.brain === undefined
      ? formatBrainEntry({ entry: null, ...now })
      : fileOf(request.brain, 'brain', files);
  const { imageTransform } = choice;
  const file = readBrain(named, { circuit: '', car: now.car, ...withoutAbsent({ model, imageTransform }) });
  if (request.brain !== undefined) files?.checkKind(file);
  return openChosen(chosenConfiguration(file, chosen, `model ${request.model}`), chosen, openBesideDriving);
}

function fileOf(named: string, kind: 'brain' | 'model', files: PeerFiles | null): string {
  return files === null ? named : files[kind](named, kind);
}

function knownProvider(name: string): ProviderRequest {
  const found = PROVIDER_REQUESTS.find((known) => known === name);
  if (found !== undefined) return found;
  throw new ConfigurationError(
    `provider '${name}' must be one of ${PROVIDER_REQUESTS.join(', ')}${suggestion(name, PROVIDER_REQUESTS)}`,
  );
}
