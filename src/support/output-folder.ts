import { accessSync, constants, existsSync, mkdirSync, rmdirSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf, SettingError } from '../errors';
import { makeFolder } from './make-folder';

/** Upper limit of what a run writes without a recording: statistics and images. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024;

/** Collects what to do when a command ends, for whatever reason; last added, first done. */
export interface Cleanups {
  atEnd(cleanup: () => void): void;
}

/**
 * Makes the folder that a run writes into, before anything moves. It is removed if it is still empty when the
 * command ends because the run failed.
 * @param asked the folder that the user named, or null for `out/TIME-LABEL`
 * @throws ConfigurationError when it cannot be written or its disk is full
 */
export function openOutputFolder(
  asked: string | null,
  label: string,
  { atEnd }: Cleanups,
  now = new Date(),
): string {
  if (asked?.trim() === '') {
    throw new SettingError((nameOf) => `${nameOf('out')} must be a folder, found an empty text`);
  }
  let folder = path.resolve(asked ?? path.join('out', `${timestamp(now)}-${label}`));
  try {
    const isNew = !existsSync(folder);
    if (asked === null) folder = makeOwnFolder(folder);
    else makeFolder(folder);
    if (isNew || asked === null) atEnd(() => removeEmpty(folder));
    if (!statSync(folder).isDirectory()) throw new Error('it is a file, not a folder');
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new SettingError(
      (nameOf) =>
        `${folder}: cannot write the results there (${messageOf(error)}); choose another folder with ${nameOf('out')}`,
    );
  }
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < LEAST_FREE_BYTES) {
    const free_mb = Math.floor((bavail * bsize) / 1e6);
    throw new SettingError(
      (nameOf) => `${folder}: only ${free_mb} MB are free there; choose another folder with ${nameOf('out')}`,
    );
  }
  return folder;
}

/** A folder that no other run has, also where several start in one second: FOLDER, FOLDER-2 and so on. */
function makeOwnFolder(folder: string): string {
  makeFolder(path.dirname(folder));
  for (let number = 1; ; number += 1) {
    const own = number === 1 ? folder : `${folder}-${number}`;
    try {
      mkdirSync(own);
      return own;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // What was written there stays.
  }
}

/** Local time as 20260131-235959, as BehaviorMetrics names its bags. */
export function timestamp(now: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return (
    `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}-` +
    `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  );
}
