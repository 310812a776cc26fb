import { messageOf } from '../errors';

/** Why a command that drives has to end early. */
export type ShutdownCause = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'crash';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const EXIT_CODES: Readonly<Record<ShutdownCause, number>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
  crash: 70,
};

/** npm passes a signal on that the terminal has delivered as well: two at once mean one. */
const SAME_SIGNAL_MS = 1000;

/**
 * Calls `stop` on the first SIGINT, SIGTERM or SIGHUP and on an error that nobody caught, and keeps the
 * process alive for it, so that the car is stopped first; a later signal ends the process at once.
 * @returns a function that gives errors back, and signals unless one has come: what asked once still means the
 *   same when it comes a second time while the process ends
 */
export function onShutdown(stop: (cause: ShutdownCause) => void): () => void {
  let asked_ms: number | null = null;
  const handle = (signal: NodeJS.Signals) => {
    const now_ms = performance.now();
    if (asked_ms !== null && now_ms - asked_ms < SAME_SIGNAL_MS) return;
    const cause = signal as ShutdownCause;
    if (asked_ms !== null) {
      // process.exit waits for the threads, and one of them may wait for a disk that does not answer.
      releaseSignals();
      process.kill(process.pid, signal);
      return;
    }
    asked_ms = now_ms;
    process.once('beforeExit', leave);
    stop(cause);
  };
  const crash = (error: unknown) => {
    process.stderr.write(`f1-brain: an error that nobody caught; stopping the car: ${messageOf(error)}\n`);
    if (error instanceof Error && error.stack) process.stderr.write(`${error.stack}\n`);
    asked_ms ??= performance.now();
    stop('crash');
  };
  const releaseSignals = () => {
    for (const name of SIGNALS) process.off(name, handle);
  };
  const release = () => {
    if (asked_ms === null) releaseSignals();
    process.off('uncaughtException', crash);
    process.off('unhandledRejection', crash);
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  return release;
}

/** Ends a process that has nothing left to do. Node gives signals back before it takes its parts down: the second of
 *  two would kill it there, and nobody would see its exit code. */
function leave(): void {
  process.exit();
}

/** Exit code of a command that was ended early (POSIX shells: 128 + signal number; 70: a bug). */
export function exitCodeOf(cause: ShutdownCause): number {
  return EXIT_CODES[cause];
}
