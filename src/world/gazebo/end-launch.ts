import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { markedProcesses } from './marked-processes';

/** roslaunch gives each node 15 s to end; Gazebo needs a few, or never does. */
const INTERRUPTED_MS = 10_000;
/** roslaunch has ended: what is left of its nodes is not asked by it any more. */
const LEFT_MS = 500;
const TERMINATED_MS = 3000;
const KILLED_MS = 2000;
const LOOK_MS = 100;

/**
 * Ends a launch: roslaunch is interrupted, which ends its nodes; whatever has the mark of the launch then is terminated, and
 * killed in the end.
 * @param leader roslaunch or what wraps it, in a process group of its own
 */
export async function endLaunch(leader: ChildProcess, mark: string): Promise<void> {
  const leads = () => leader.exitCode === null && leader.signalCode === null && leader.pid !== undefined;
  const signal = (pid: number, name: NodeJS.Signals) => {
    try {
      process.kill(pid, name);
    } catch {
      // Gone meanwhile.
    }
  };
  const isGone = () => !leads() && markedProcesses(mark).length === 0;
  if (leads()) signal(-leader.pid!, 'SIGINT');
  await until(() => !leads(), INTERRUPTED_MS);
  if (await until(isGone, LEFT_MS)) return;
  for (const [name, patience_ms] of [
    ['SIGTERM', TERMINATED_MS],
    ['SIGKILL', KILLED_MS],
  ] as const) {
    if (leads()) signal(-leader.pid!, name);
    for (const pid of markedProcesses(mark)) signal(pid, name);
    if (await until(isGone, patience_ms)) return;
  }
}

/** @returns whether it came true in time */
async function until(isTrue: () => boolean, patience_ms: number): Promise<boolean> {
  for (let waited_ms = 0; !isTrue(); waited_ms += LOOK_MS) {
    if (waited_ms >= patience_ms) return false;
    await pause(LOOK_MS);
  }
  return true;
}
