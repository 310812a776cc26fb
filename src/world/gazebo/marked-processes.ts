import { readdirSync, readFileSync } from 'node:fs';

/** Environment variable by which the processes of a launch are known, whatever session or parent they have. */
export const MARK_VARIABLE = 'F1_BRAIN_LAUNCH';

/** Processes with this mark in the environment that they were started with; none where there is no /proc. */
export function markedProcesses(mark: string): number[] {
  const entry = Buffer.from(`${MARK_VARIABLE}=${mark}\0`);
  return processIds().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`).includes(entry);
    } catch {
      // Gone meanwhile, or another user's.
      return false;
    }
  });
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
