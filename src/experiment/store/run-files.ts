import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { RunResult } from '../run/run-result';

const RESULT_FILE = 'result.json';

/** Writes the result beside the other files of an attempt, and waits until the disk has all of them. */
export function sealFolder(folder: string, result: RunResult): void {
  const file = path.join(folder, RESULT_FILE);
  const text = Buffer.from(`${JSON.stringify(result, null, 2)}\n`);
  const descriptor = openSync(file, 'w');
  try {
    for (let at = 0; at < text.length; ) at += writeSync(descriptor, text, at);
  } finally {
    closeSync(descriptor);
  }
  syncTree(folder);
}

/** Moves a sealed folder to where readers look. */
export function publishFolder(from: string, to: string): void {
  // A folder without result that is in the way came from elsewhere, or is what remains of one being removed.
  rmSync(to, { recursive: true, force: true });
  renameSync(from, to);
  sync(path.dirname(to));
  sync(path.dirname(from));
}

/** Takes a folder away, where it is still there. */
export function moveFolder(from: string, to: string): void {
  removeFolder(to);
  if (!existsSync(from)) return;
  renameSync(from, to);
  sync(path.dirname(from));
}

/** Copies files into a folder, under their own names; without using room twice where the file system can. */
export function copyInto(folder: string, files: readonly string[]): void {
  for (const file of files) {
    copyFileSync(file, path.join(folder, path.basename(file)), constants.COPYFILE_FICLONE);
  }
}

/** The result in a finished run's folder; null where there is none, or it is not whole. */
export function readResult(folder: string): RunResult | null {
  const file = path.join(folder, RESULT_FILE);
  if (!existsSync(file)) return null;
  try {
    const result = JSON.parse(readFileSync(file, 'utf8')) as Partial<RunResult> | null;
    return result?.format === 1 && typeof result.run?.key === 'string' ? (result as RunResult) : null;
  } catch {
    return null;
  }
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) syncTree(file);
    else if (entry.isFile()) sync(file);
  }
  sync(folder);
}

/** Waits until the disk has a file, or the names in a folder. */
function sync(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
