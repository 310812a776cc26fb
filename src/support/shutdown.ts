import { constants } from 'node:os';
import { messageOf } from '../errors';
import { END_SIGNALS, type EndSignal, type Signals } from './signals';
import type { TextSink } from './terminal/text-sink';

/** Why a command has to end early. */
export type ShutdownCause = EndSignal | 'crash';

const CRASHED = 70;

export interface ShutdownSources {
  readonly signals: Signals;
  /** An uncaught error is written here with its stack. */
  readonly stderr: TextSink;
}

/**
 * Calls `stop` on the first signal that would end the process and on an uncaught error, and keeps the process alive for it,
 * so that the car is stopped first.
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
  return cause === 'crash' ? CRASHED : 128 + constants.signals[cause];
}

/** Whether it is the usual way to end what runs until it is told to end. */
export function isOrderly(cause: ShutdownCause): boolean {
  return cause === 'SIGINT' || cause === 'SIGTERM';
}
