import { constants, getPriority, setPriority } from 'node:os';

/** Lowers the priority of this thread, which on Linux has one of its own (setpriority(2)): driving comes first. A process
 *  that is nice already may not raise its priority, and sandboxes may forbid to lower it. */
export function lowerThreadPriority(): void {
  if (process.platform !== 'linux') return;
  const priority = constants.priority.PRIORITY_BELOW_NORMAL;
  try {
    if (getPriority(0) < priority) setPriority(0, priority);
  } catch {
    // The thread works with any priority.
  }
}
