import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { FolderEntry } from '../../../support/walk-folders';
import { LABELS_FILE } from '../layout';
import { DONKEYCAR_MANIFEST, readDonkeycar } from './donkeycar';
import type { ReadPart } from './part-rows';
import { readAcademy, readStudio } from './studio';
import { readUdacity, UDACITY_LABELS } from './udacity';

/** A part of a dataset, as found by looking at the names in its folder. */
export interface FoundPart {
  readonly folder: string;
  /** Label files of the part, absolute paths; the first is read first. */
  readonly labels: readonly string[];
  /** Added to the folder's name where a folder holds several parts. */
  readonly suffix: string | null;
  readonly read: ReadPart;
  /** Whether its images may have any size: they are stretched to that of our camera. */
  readonly anySize: boolean;
}

/** Enough for a header. */
const HEAD_BYTES = 512;

/** The parts that lie in a folder itself; none where no layout fits. */
export function findLayout(folder: string, entries: readonly FolderEntry[]): FoundPart[] {
  const files = entries.filter(({ kind }) => kind !== 'folder').map(({ name }) => name);
  const at = (name: string) => path.join(folder, name);
  const one = (read: ReadPart, labels: readonly string[], anySize: boolean): FoundPart[] => [
    { folder, labels: labels.map(at), suffix: null, read, anySize },
  ];
  if (files.includes(LABELS_FILE)) return one(readStudio, [LABELS_FILE], false);
  if (files.includes(UDACITY_LABELS)) return one(readUdacity, [UDACITY_LABELS], true);
  const catalogs = files.filter((name) => name.endsWith('.catalog'));
  if (files.includes(DONKEYCAR_MANIFEST) && catalogs.length > 0) {
    return one(readDonkeycar, [DONKEYCAR_MANIFEST, ...catalogs], true);
  }
  return files
    .filter((name) => name.endsWith('.csv') && hasAcademyHeader(at(name)))
    .map((name) => ({
      folder,
      labels: [at(name)],
      suffix: name.replace(/\.csv$/, ''),
      read: readAcademy,
      anySize: false,
    }));
}

function hasAcademyHeader(file: string): boolean {
  const head = Buffer.alloc(HEAD_BYTES);
  const handle = openSync(file, 'r');
  const length = readSync(handle, head, 0, HEAD_BYTES, 0);
  closeSync(handle);
  const [line = ''] = head.toString('utf8', 0, length).replace('\ufeff', '').split(/\r?\n/);
  const names = line.split(',').map((name) => name.trim());
  return ['image', 'v', 'w'].every((name) => names.includes(name));
}
