import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../errors';
import { removeRest } from '../../support/open-file';
import type { Cell } from '../run/run-row';
import type { Suite } from './suite-file';
import {
  SUITE_RESULT_FILE,
  SUITE_RESULT_FORMAT,
  type SuiteResult,
  type SuiteRunResult,
} from './suite-result';

/** A run as the file has it. */
type PackedRun = Omit<SuiteRunResult, 'conditions' | 'figures'> & {
  readonly conditions: readonly Cell[];
  readonly figures: readonly Cell[];
};

type ResultFile = Omit<SuiteResult, 'runs'> & {
  readonly condition_columns: readonly string[];
  readonly figure_columns: readonly string[];
  readonly runs: readonly PackedRun[];
};

/** Keys of a run that hold several columns: in the file a list, whose columns are named once. */
const COLUMNS_OF = { conditions: 'condition_columns', figures: 'figure_columns' } as const;

/** Writes the result of a suite into the folder of its runs: a line for each run, with its columns in lists.
 *  @returns the file
 *  @throws ConfigurationError where it cannot be written */
export function writeSuiteResult(result: SuiteResult, folder: string, name = SUITE_RESULT_FILE): string {
  const file = path.join(folder, name);
  const unfinished = `${file}.tmp`;
  const { runs, ...rest } = result;
  const head = {
    ...rest,
    [COLUMNS_OF.conditions]: Object.keys(runs[0]?.conditions ?? {}),
    [COLUMNS_OF.figures]: Object.keys(runs[0]?.figures ?? {}),
  };
  const lines = runs.map((run) => `    ${JSON.stringify(packed(run))}`).join(',\n');
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

function packed(run: SuiteRunResult): object {
  return { ...run, conditions: Object.values(run.conditions), figures: Object.values(run.figures) };
}

/** Reads the result of a suite. @param given the file, or the folder that holds it
 *  @throws ConfigurationError that names the file */
export function readSuiteResult(given: string): SuiteResult {
  const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? path.join(given, SUITE_RESULT_FILE) : given;
  const value = parse(file) as Partial<ResultFile> | null;
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
  const { condition_columns, figure_columns, runs, ...rest } = value;
  const unpacked = runs.map((run) => ({
    ...run,
    conditions: named(condition_columns, run.conditions),
    figures: named(figure_columns, run.figures),
  }));
  return { ...rest, runs: unpacked };
}

/** The brains of the result that a folder has; none where it has no result, or that of another suite. */
export function brainsOfResult(folder: string, suite: Suite): readonly string[] {
  if (!existsSync(path.join(folder, SUITE_RESULT_FILE))) return [];
  const { suite: measured, brains_asked } = readSuiteResult(folder);
  return measured.sha256 === suite.sha256 ? brains_asked : [];
}

function named(columns: readonly string[], cells: readonly Cell[]): Record<string, Cell> {
  return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? null]));
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
function isResult(value: Partial<ResultFile>): value is ResultFile {
  const { suite, brains, runs, driven_by, condition_columns, figure_columns } = value;
  const isText = (text: unknown) => typeof text === 'string';
  const isMapping = (mapping: unknown): boolean => typeof mapping === 'object' && mapping !== null;
  const isList = <T>(list: unknown, of: (item: T) => boolean) => Array.isArray(list) && list.every(of);
  return (
    isMapping(suite) &&
    [suite?.name, suite?.sha256].every(isText) &&
    isMapping(driven_by) &&
    [driven_by?.program_versions, driven_by?.cpus, value.brains_asked].every((list) =>
      isList(list, isText),
    ) &&
    [condition_columns, figure_columns].every((list) => isList(list, isText)) &&
    isList(brains, (brain: { brain?: unknown }) => isMapping(brain) && isText(brain.brain)) &&
    isList(runs, (run: Partial<PackedRun>) => {
      return isMapping(run) && [run.key, run.brain, run.circuit].every(isText) && isPacked(run, value);
    })
  );
}

function isPacked(
  run: Partial<PackedRun>,
  { condition_columns, figure_columns }: Partial<ResultFile>,
): boolean {
  return (
    Array.isArray(run.conditions) &&
    run.conditions.length === condition_columns?.length &&
    Array.isArray(run.figures) &&
    run.figures.length === figure_columns?.length
  );
}
