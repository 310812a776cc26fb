import { type ChildProcess, spawn } from 'node:child_process';
import { messageOf, WorldError } from '../../errors';

/** roslaunch waits 15 s before it prints in red that it has to kill a node. */
const PATIENCE_MS = { SIGINT: 7000, SIGTERM: 2000 } as const;
const STILL_THERE_MS = 100;

export interface GazeboProcess {
  /** Resolves with how it ended by itself: a signal or an exit code. */
  readonly ended: Promise<string>;
  /** Ends it and everything it has started: asked first, then killed. */
  close(): Promise<void>;
}

/**
 * Starts a program of Gazebo in a process group of its own, so that nobody else's Ctrl-C ends its parts in an order of
 * their own; its output is ours.
 * @throws WorldError when the program cannot be started
 */
export async function startGazeboProcess(
  command: string,
  args: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<GazeboProcess> {
  const child = spawn(command, args, { env: { ...environment }, stdio: 'inherit', detached: true });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) =>
      reject(new WorldError(`${command} cannot be started (${messageOf(error)})`, { cause: error })),
    );
  });
  return { ended, close: () => closeGroup(child) };
}

async function closeGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (!signalGroup(pid, signal) || (await isGone(pid, PATIENCE_MS[signal]))) return;
  }
  signalGroup(pid, 'SIGKILL');
}

async function isGone(pid: number, patience_ms: number): Promise<boolean> {
  for (let waited_ms = 0; waited_ms < patience_ms; waited_ms += STILL_THERE_MS) {
    await new Promise((resolve) => setTimeout(resolve, STILL_THERE_MS));
    if (!signalGroup(pid, 0)) return true;
  }
  return false;
}

/** @returns false when no process of the group is left */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
