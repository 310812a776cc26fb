import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type BrainEntry, formatBrainEntry, parseBrainEntry } from '../../config/brain-entry';
import { ConfigurationError } from '../../errors';
import { PACKAGE_ROOT } from '../../support/paths';
import { hashBrain } from '../run/planned-files';

/**
 * The brains of a result, where they are now. A file is looked for where it was measured, and by its name: in the current
 * folder, beside the result, in brains/ and models/. Of several, one with the content that was measured is taken; what is found
 * may be another one all the same.
 * @param asked names, or absolute paths of the machine that measured
 * @param result its file, or the folder that holds it
 * @param measured SHA-256 of the brains and models that were measured
 * @throws ConfigurationError with a line for each that is not there
 */
export function findBrains(
  asked: readonly string[],
  result: string,
  measured: ReadonlySet<string>,
): string[] {
  const found = asked.map((brain) => findBrain(brain, result, measured));
  const missing = asked.filter((_, i) => found[i] === null);
  if (missing.length > 0) {
    const lines = missing.map(
      (brain) => `${result}: was measured with ${brain}, which is not here; name its file with --brains`,
    );
    throw new ConfigurationError(lines.join('\n'));
  }
  return found.filter((brain) => brain !== null);
}

function findBrain(brain: string, result: string, measured: ReadonlySet<string>): string | null {
  const { file, entry } = parseBrainEntry(brain);
  // Paths of Windows too.
  if (!/[/\\]/.test(file)) return brain;
  const name = file.replace(/^.*[/\\]/, '');
  const shipped = ['brains', 'models'].map((folder) => path.join(PACKAGE_ROOT, folder));
  const folders = ['', path.dirname(result), result, ...shipped];
  const here = [file, ...folders.map((folder) => path.resolve(folder, name))].filter(isFile);
  const found = here.find((one) => isMeasured({ file: one, entry }, measured)) ?? here[0];
  return found === undefined ? null : formatBrainEntry({ file: found, entry });
}

function isMeasured(brain: BrainEntry, measured: ReadonlySet<string>): boolean {
  try {
    return measured.has(hashBrain(brain));
  } catch (error) {
    // One that cannot be read, or has no such entry.
    if (error instanceof ConfigurationError) return false;
    throw error;
  }
}

function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}
