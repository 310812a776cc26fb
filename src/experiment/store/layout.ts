/** The table of runs, in the folder of a store. */
export const TABLE_FILE = 'runs.db';
/** Runs, in the folder of a store; what begins with a point there is none. */
export const RUNS_FOLDER = 'runs';
/** Attempts in progress, among the runs. */
export const CLAIMED_FOLDER = '.claimed';

/** Between the parts of an attempt's name: RUN~aATTEMPT~OWNER. */
const BETWEEN = '~';

export function attemptName(run: string, attempt: number, owner: string): string {
  return [run, `a${attempt}`, owner].join(BETWEEN);
}

/** The parts of an attempt's name; those of another name are empty. */
export function attemptParts(name: string): { readonly run: string; readonly owner: string } {
  const [run = '', , owner = ''] = name.split(BETWEEN);
  return { run, owner };
}
