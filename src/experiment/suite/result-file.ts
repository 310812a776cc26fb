import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import { removeRest } from '../../support/open-file';
import { SUITE_RESULT_FILE, SUITE_RESULT_FORMAT, type SuiteResult } from './suite-result';

/** Writes the result of a suite into the folder of its runs, a line for each run.
 *  @returns the file
 *  @throws ConfigurationError where it cannot be written */
export function writeSuiteResult(result: SuiteResult, folder: string): string {
  const file = path.join(folder, SUITE_RESULT_FILE);
  const unfinished = `${file}.tmp`;
  const { runs, ...head } = result;
  const lines = runs.map((run) => `    ${JSON.stringify(run)}`).join(',\n');
  const text = `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "runs": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  } catch (error) {
    removeRest(unfinished);
    throw new ConfigurationError(`${file}: cannot be written: ${messageOf(error)}`, { cause: error });
  }
  return file;
}

/** Reads the result of a suite. @param given the file, or the folder that holds it
 *  @throws ConfigurationError that names the file */
export function readSuiteResult(given: string): SuiteResult {
  const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? path.join(given, SUITE_RESULT_FILE) : given;
  const value = parse(file) as Partial<SuiteResult> | null;
  if (typeof value !== 'object' || value === null || typeof value.format !== 'number') {
    throw new ConfigurationError(`${file}: is not the result of a suite`);
  }
  if (value.format > SUITE_RESULT_FORMAT) {
    throw new ConfigurationError(
      `${file}: was written by a newer version of f1-brain (format ${value.format}, this one reads ${SUITE_RESULT_FORMAT})`,
    );
  }
  if (!isResult(value)) {
    throw new ConfigurationError(
      `${file}: is not the result of a suite, or is damaged; drive the suite again`,
    );
  }
  return value;
}

function parse(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ConfigurationError(
      isAbsent
        ? `${file}: no such file; f1-brain experiment suite writes it`
        : `${file}: cannot be read: ${messageOf(error)}`,
      { cause: error },
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(`${file}: is not JSON (${messageOf(error)})`, { cause: error });
  }
}

/** Whether a file holds what is read of it here; what a person may have changed is found by comparing. */
function isResult(value: Partial<SuiteResult>): value is SuiteResult {
  const { suite, brains, brains_asked, runs, driven_by } = value;
  const isText = (text: unknown) => typeof text === 'string';
  const isMapping = (mapping: unknown): boolean => typeof mapping === 'object' && mapping !== null;
  return (
    isMapping(suite) &&
    isText(suite?.name) &&
    isText(suite?.sha256) &&
    isMapping(driven_by) &&
    [driven_by?.program_versions, driven_by?.cpus, brains_asked].every(
      (list) => Array.isArray(list) && list.every(isText),
    ) &&
    Array.isArray(brains) &&
    brains.every((brain) => isMapping(brain) && isText(brain.brain)) &&
    Array.isArray(runs) &&
    runs.every(
      (run) => isMapping(run) && [run.key, run.brain, run.circuit].every(isText) && isMapping(run.figures),
    )
  );
}
