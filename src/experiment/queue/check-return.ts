import type { ReturnedFile, RunJobReturn } from './job';

/** Whether this is what a worker gives for the run with this key: whoever has the password may have put it there. What the
 *  metrics of its statistics are is not checked. */
export function isReturnOf(key: string, value: unknown): value is RunJobReturn {
  if (!isObject(value) || !isObject(value.result)) return false;
  const { result, files, sharedFolder } = value;
  return (
    isResultOf(key, result) &&
    Array.isArray(files) &&
    files.every(isReturnedFile) &&
    isTextOrNull(sharedFolder)
  );
}

function isResultOf(key: string, result: Readonly<Record<string, unknown>>): boolean {
  const { format, run, outcome, detail, statistics, withheld, attempts, started_at, wall_s, machine } =
    result;
  const isDescribed = typeof outcome === 'string' && isTextOrNull(detail) && isObject(withheld);
  const isMeasured =
    typeof attempts === 'number' && typeof wall_s === 'number' && typeof started_at === 'string';
  const isOfRun = format === 1 && isObject(run) && run.key === key;
  return (
    isOfRun && isDescribed && isMeasured && isObject(machine) && (statistics === null || isObject(statistics))
  );
}

function isReturnedFile(file: unknown): file is ReturnedFile {
  return (
    isObject(file) &&
    typeof file.name === 'string' &&
    typeof file.sha256 === 'string' &&
    isTextOrNull(file.blob)
  );
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
