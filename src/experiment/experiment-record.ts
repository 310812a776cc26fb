import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../errors';
import { removeRest } from '../support/open-file';
import { version } from '../support/version';
import type { ExperimentPlan } from './plan/plan-experiments';

/** In the folder of an experiment. */
export const RECORD_FILE = 'experiment.json';

/** Writes what was asked for last: the experiment files as given, and the runs planned from them in their order.
 *  @throws ConfigurationError where it cannot be written */
export function recordExperiment(
  { name, files, runs, remarks, warnings }: ExperimentPlan,
  folder: string,
): void {
  const file = path.join(folder, RECORD_FILE);
  const record = {
    format: 1,
    name,
    program_version: version(),
    files: files.map((given) => ({ path: given, text: readFileSync(given, 'utf8') })),
    remarks,
    warnings,
    runs: runs.map(({ key }) => key),
  };
  const unfinished = `${file}.tmp`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(record, null, 2)}\n`);
    renameSync(unfinished, file);
  } catch (error) {
    removeRest(unfinished);
    throw new ConfigurationError(`${file}: cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
