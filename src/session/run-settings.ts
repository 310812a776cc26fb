import path from 'node:path';
import type { Logger } from 'pino';
import type { Circuit } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';
import { loadCircuit } from '../circuit/load';
import type { BrainConfiguration } from '../config/brain-configuration';
import { readBrain } from '../config/brain-file';
import type { ImageTransform } from '../config/image-transform';
import type { ProviderRequest } from '../drive/inference/providers';
import { ConfigurationError } from '../errors';
import type { RosArguments } from '../ros/names';
import { type Cleanups, openOutputFolder } from '../support/output-folder';
import type { NodeParameters } from './node-parameters';
import { type BrainChoice, chosenConfiguration, type OpenedBrain, openChosen } from './opened-brain';
import type { RecordOptions } from './record-settings';
import { type StartOptions, startSettings } from './start';

/** What the command line says; what is absent is not said. */
export interface RunOptions extends RecordOptions, StartOptions {
  circuit?: string;
  direction?: Direction;
  model?: string;
  provider?: ProviderRequest;
  imageTransform?: ImageTransform;
  seed?: number;
  out?: string;
  startPaused?: boolean;
  json: boolean;
}

/** What the command line says goes before the node's private parameters, and both before the brain's YAML. */
export type Settings = NodeParameters & RunOptions;

/** The command line beside its options. */
export interface GivenArguments extends Cleanups {
  readonly ros: RosArguments;
}

export const DEFAULT_BRAIN = 'pilotnet';
export const DEFAULT_SEED = 1;

/** Nothing is drawn at random without a disturbance. */
export function seedOf(
  { imageTransform }: BrainConfiguration,
  { seed }: Pick<Settings, 'seed'>,
): number | null {
  return imageTransform === null ? null : (seed ?? DEFAULT_SEED);
}

export function choiceOf(settings: Omit<Settings, 'brain'>): BrainChoice {
  const { model, provider, imageTransform, seed, cycle_ms, frameTimeout_ms } = settings;
  return {
    seed: seed ?? DEFAULT_SEED,
    ...withoutAbsent({ model, provider, imageTransform, cycle_ms, frameTimeout_ms }),
  };
}

function openFor(file: BrainConfiguration, settings: Omit<Settings, 'brain'>): Promise<OpenedBrain> {
  const choice = choiceOf(settings);
  return openChosen(chosenConfiguration(file, choice), choice);
}

/** Without a ~model that was set for another brain than the one that the command line names, which has no network. */
export function withoutOthersModel(
  parameters: NodeParameters,
  brainName: string | null,
  { model }: RunOptions,
  warn: (line: string) => void,
): NodeParameters {
  const { model: ofServer, ...others } = parameters;
  if (brainName === null || model !== undefined || ofServer === undefined) return parameters;
  if (readBrain(brainName).kind.type === 'network') return parameters;
  warn(`parameter ~model is '${ofServer}', but ${brainName} drives without a network; it is left alone`);
  return others;
}

/** Opens what the command line alone asks for. What it asks of start and laps has to be whole by itself, unless it
 *  sets parameters that may complete it. */
export async function openEarly(
  name: string,
  options: RunOptions,
  given: GivenArguments,
): Promise<OpenedBrain> {
  const file = readBrain(name);
  const known = await knownCircuit(options.circuit ?? null, file, { warn: () => {} });
  const { direction = 'forward', seed = DEFAULT_SEED } = options;
  const isWhole = given.ros.privateParams.size === 0;
  if (isWhole || known !== null) startSettings(options, { circuit: known?.circuit ?? null, direction, seed });
  if (options.out !== undefined) openOutputFolder(options.out, name, given);
  return openFor(file, options);
}

/** The brain that was opened before the parameters were known, unless they want another. */
export async function openAsSet(
  early: OpenedBrain | null,
  name: string,
  options: RunOptions,
  settings: Settings,
): Promise<OpenedBrain> {
  const asWanted = JSON.stringify(choiceOf(options)) === JSON.stringify(choiceOf(settings));
  if (early !== null && asWanted) return early;
  await early?.brain.close();
  return openFor(readBrain(name), settings);
}

/** Without the keys that have no value, which would hide those of another object under it. */
export function withoutAbsent<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** The line to measure against: asked for, or named by the YAML as perfect lap or world; else null. */
export async function knownCircuit(
  asked: string | null,
  { file, perfectLap, world }: BrainConfiguration,
  log: Pick<Logger, 'warn'>,
): Promise<{ readonly name: string; readonly circuit: Circuit } | null> {
  if (asked !== null) return { name: asked, circuit: await loadCircuit(asked) };
  // A file that was written elsewhere may name a lap or a world that is not here; it drives all the same.
  const named = [perfectLap === null ? null : path.resolve(path.dirname(file), perfectLap), world];
  for (const name of named) {
    if (name === null) continue;
    try {
      return { name, circuit: await loadCircuit(name) };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      log.warn(`${error.message}; not measured against (--circuit names another)`);
    }
  }
  return null;
}
