import { InterruptedError } from '../errors';
import { exitCodeOf, onShutdown } from '../support/shutdown';
import type { Invocation } from './io';

/**
 * Does work that Ctrl-C ends: its signal is then aborted, with an InterruptedError as the reason.
 * @param message what the reason says
 */
export async function interruptible<T>(
  cli: Invocation,
  message: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const release = onShutdown(cli, (cause) =>
    controller.abort(new InterruptedError(exitCodeOf(cause), message)),
  );
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}

/** Exit code of work that its signal may have ended early; 0 where it did not. */
export function exitCodeAfter({ reason }: AbortSignal): number {
  return reason instanceof InterruptedError ? reason.exitCode : 0;
}
