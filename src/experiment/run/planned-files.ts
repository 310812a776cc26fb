import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type BrainEntry, chooseEntry } from '../../config/brain-entry';
import { readBrainYaml } from '../../config/brain-yaml';
import { IMAGE_TRANSFORM_KEYS } from '../../config/image-transform';
import { ConfigurationError, messageOf } from '../../errors';
import { hashJson } from './key';
import type { PlannedFile } from './planned-run';

/** SHA-256 of a file's content, in hexadecimal.
 *  @throws ConfigurationError that names the file */
export function hashFile(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch (error) {
    throw new ConfigurationError(`${file}: cannot be read (${messageOf(error)})`, { cause: error });
  }
}

/** A file as a run names it. @throws ConfigurationError */
export function planFile(file: string, name = path.parse(file).name): PlannedFile {
  const absolute = path.resolve(file);
  return { name, path: absolute, sha256: hashFile(absolute) };
}

interface Behaviors {
  readonly Robot?: { readonly Parameters?: object };
  readonly Recovery?: unknown;
  readonly RecoveryLimit?: unknown;
}

/**
 * SHA-256 of a brain, as runs have it: of its file, or, where the file lists several, of what it says of this one. What a
 * run names itself (model, image corruption, world, repetitions) does not count there, so that more repetitions leave the
 * runs that are done as they are.
 * @throws ConfigurationError
 */
export function hashBrain(brain: BrainEntry): string {
  if (brain.entry === null) return hashFile(brain.file);
  const chosen = chooseEntry(readBrainYaml(brain.file).value, brain) as { readonly Behaviors: Behaviors };
  const { Robot, Recovery, RecoveryLimit } = chosen.Behaviors;
  const ofRun: readonly string[] = ['Model', ...IMAGE_TRANSFORM_KEYS];
  const parameters = Object.entries(Robot?.Parameters ?? {}).filter(([key]) => !ofRun.includes(key));
  return hashJson({
    Robot: { ...Robot, Parameters: Object.fromEntries(parameters) },
    Recovery,
    RecoveryLimit,
  });
}
