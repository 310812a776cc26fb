import { InterruptedError } from '../errors';
import { exitCodeOf, onShutdown, type ShutdownCause } from '../support/shutdown';
import type { Invocation } from './io';

/**
 * Does work that Ctrl-C ends: its signal is then aborted, with an InterruptedError as the reason.
 * @param message what the reason says
 * @param work gets that signal, and what does the same as Ctrl-C
 */
export async function interruptible<T>(
  cli: Invocation,
  message: string,
  work: (signal: AbortSignal, interrupt: () => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const end = (cause: ShutdownCause) => controller.abort(new InterruptedError(exitCodeOf(cause), message));
  const release = onShutdown(cli, end);
  try {
    return await work(controller.signal, () => cli.signals.interrupt());
  } finally {
    release();
  }
}

/** Exit code of work that its signal may have ended early; 0 where it did not. */
export function exitCodeAfter({ reason }: AbortSignal): number {
  return reason instanceof InterruptedError ? reason.exitCode : 0;
}
