import { messageOf } from '../errors';
import { END_SIGNALS, type EndSignal, type Signals } from './signals';
import type { TextSink } from './terminal/text-sink';

/** Why a command has to end early. */
export type ShutdownCause = EndSignal | 'crash';

const EXIT_CODES: Readonly<Record<ShutdownCause, number>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
  crash: 70,
};

export interface ShutdownSources {
  readonly signals: Signals;
  /** An uncaught error is written here with its stack. */
  readonly stderr: TextSink;
}

/**
 * Calls `stop` on the first SIGINT, SIGTERM or SIGHUP and on an uncaught error, and keeps the
 * process alive for it, so that the car is stopped first.
 * @returns a function that removes the listeners
 */
export function onShutdown(
  { signals, stderr }: ShutdownSources,
  stop: (cause: ShutdownCause) => void,
): () => void {
  let stopped = false;
  const releases = END_SIGNALS.map((signal) =>
    signals.on(signal, () => {
      if (stopped) return;
      stopped = true;
      stop(signal);
    }),
  );
  releases.push(
    signals.onCrash((error) => {
      stderr.write(`f1-brain: uncaught error, stopping the car: ${messageOf(error)}\n`);
      if (error instanceof Error && error.stack) stderr.write(`${error.stack}\n`);
      stopped = true;
      stop('crash');
    }),
  );
  return () => {
    for (const release of releases) release();
  };
}

/** Exit code of a command that was ended early (POSIX shells: 128 + signal number; 70: a bug). */
export function exitCodeOf(cause: ShutdownCause): number {
  return EXIT_CODES[cause];
}
