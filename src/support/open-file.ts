import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readlinkSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freeNames } from './free-names';
import { makeFolder } from './make-folder';

/** Where an open file is. */
export interface FilePlace {
  readonly file: string;
  /** To write on with; another one where the file was written again. */
  readonly descriptor: number;
}

/**
 * Finds an open file whose folder may have been renamed or removed meanwhile. One that was removed is written again from
 * its descriptor, in its old place, else in the system's folder for temporary files; nothing of it is lost.
 * @param file where it was last
 * @throws the system's error where it cannot be written anywhere
 */
export function findOpenFile(descriptor: number, file: string): FilePlace {
  const open = fstatSync(descriptor);
  if (isSame(open, statsOf(file))) return { file, descriptor };
  const place = linkOf(descriptor);
  if (open.nlink > 0 || place === null) return { file: place ?? file, descriptor };
  return writeAgain(descriptor, file);
}

/** Where an open folder is, or null where it was removed. @param folder where it was last */
export function findOpenFolder(descriptor: number, folder: string): string | null {
  const open = fstatSync(descriptor);
  if (isSame(open, statsOf(folder))) return folder;
  if (open.nlink === 0) return null;
  return linkOf(descriptor);
}

/** What the system says of a path; undefined where nothing can be reached there: its folder may be a file by now, a loop
 *  of links, or closed. */
export function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

/** Removes what was written of a file, where anything was. */
export function removeRest(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Nothing was: its folder cannot be reached.
  }
}

function isSame(one: Stats, other: Stats | undefined): boolean {
  return other !== undefined && one.ino === other.ino && one.dev === other.dev;
}

/** The path that Linux knows of an open file; null elsewhere. Ends with " (deleted)" where there is none any more. */
function linkOf(descriptor: number): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return null;
  }
}

function writeAgain(descriptor: number, file: string): FilePlace {
  const { dir, base } = path.parse(file);
  try {
    makeFolder(dir);
    return copied(descriptor, freeNames(dir, [base] as const)[0]);
  } catch {
    const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-'));
    return copied(descriptor, path.join(folder, base));
  }
}

function copied(descriptor: number, target: string): FilePlace {
  copyFileSync(`/proc/self/fd/${descriptor}`, target, constants.COPYFILE_EXCL);
  try {
    const copy = openSync(target, 'r+');
    closeSync(descriptor);
    return { file: target, descriptor: copy };
  } catch (error) {
    removeRest(target);
    throw error;
  }
}
