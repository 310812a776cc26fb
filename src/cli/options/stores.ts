import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RunRow } from '../../experiment/run/run-row';
import { TABLE_FILE } from '../../experiment/store/layout';
import { readStore } from '../../experiment/store/read-store';
import type { Invocation } from '../io';
import { printError } from '../print';

/** Whether a folder is that of an experiment. */
export function isStore(folder: string): boolean {
  return existsSync(path.join(folder, TABLE_FILE));
}

/** The finished runs of an experiment's folder. @throws ConfigurationError where a newer version of the program wrote it */
export function readStoreRows(folder: string, cli: Invocation): RunRow[] {
  const store = readStore(folder, { warn: (line) => printError(cli, line) });
  try {
    return store.rows();
  } finally {
    store.close();
  }
}
