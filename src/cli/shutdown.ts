/**
 * Calls `stop` on the first SIGINT or SIGTERM and keeps the process alive for it; the second one ends
 * the process at once. @returns a function that gives the signals back
 */
export function onShutdown(stop: (signal: NodeJS.Signals) => void): () => void {
  let asked = false;
  const handle = (signal: NodeJS.Signals) => {
    if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
    asked = true;
    stop(signal);
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return () => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
}

/** Exit code of a command that a signal ended (POSIX shells: 128 + signal number). */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return signal === 'SIGINT' ? 130 : 143;
}
