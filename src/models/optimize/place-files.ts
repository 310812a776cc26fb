import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';

/** A file to write, with its final path. */
export interface NewFile {
  readonly file: string;
  readonly content: Uint8Array | string;
}

/**
 * Writes files, all or none: each is written to a temporary folder beside its target, then renamed. When one fails,
 * the earlier files are restored.
 * @throws ConfigurationError when they cannot be written
 */
export function placeFiles(files: readonly NewFile[]): void {
  const folder = path.dirname(files[0]!.file);
  let beside: string | null = null;
  const placed: string[] = [];
  const moved = new Map<string, string>();
  try {
    beside = mkdtempSync(path.join(folder, '.f1-brain-'));
    const written = path.join(beside, 'new');
    for (const [i, { content }] of files.entries()) writeFileSync(`${written}-${i}`, content);
    for (const [i, { file }] of files.entries()) {
      if (!existsSync(file)) continue;
      const old = path.join(beside, `old-${i}`);
      renameSync(file, old);
      moved.set(file, old);
    }
    for (const [i, { file }] of files.entries()) {
      renameSync(`${written}-${i}`, file);
      placed.push(file);
    }
  } catch (error) {
    for (const file of placed) rmSync(file, { force: true });
    for (const [file, old] of moved) renameSync(old, file);
    throw new ConfigurationError(`${folder}: cannot write the model there: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    if (beside !== null) rmSync(beside, { recursive: true, force: true });
  }
}
