import { existsSync } from 'node:fs';
import path from 'node:path';
import { formatBrainEntry, parseBrainEntry } from '../../config/brain-entry';
import { ConfigurationError } from '../../errors';
import { PACKAGE_ROOT } from '../../support/paths';

/**
 * The brains of a result, where they are now. A file that is not where it was measured is looked for by its name: in the current
 * folder, beside the result, in brains/ and models/. What is found may be another one; its content tells.
 * @param asked names, or absolute paths of the machine that measured
 * @param result its file, or the folder that holds it
 * @throws ConfigurationError with a line for each that is not there
 */
export function findBrains(asked: readonly string[], result: string): string[] {
  const found = asked.map((brain) => findBrain(brain, result));
  const missing = asked.filter((_, i) => found[i] === null);
  if (missing.length > 0) {
    const lines = missing.map(
      (brain) => `${result}: was measured with ${brain}, which is not here; name its file with --brains`,
    );
    throw new ConfigurationError(lines.join('\n'));
  }
  return found.filter((brain) => brain !== null);
}

function findBrain(brain: string, result: string): string | null {
  const { file, entry } = parseBrainEntry(brain);
  // Paths of Windows too.
  if (!/[/\\]/.test(file) || existsSync(file)) return brain;
  const name = file.replace(/^.*[/\\]/, '');
  const shipped = ['brains', 'models'].map((folder) => path.join(PACKAGE_ROOT, folder));
  const here = ['', path.dirname(result), result, ...shipped]
    .map((folder) => path.resolve(folder, name))
    .find((one) => existsSync(one));
  return here === undefined ? null : formatBrainEntry({ file: here, entry });
}
