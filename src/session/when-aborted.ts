/** Calls `then` once when a signal is aborted, at once where it is already.
 *  @returns a function that ends the wait */
export function whenAborted(signal: AbortSignal, then: () => void): () => void {
  if (signal.aborted) then();
  signal.addEventListener('abort', then);
  return () => signal.removeEventListener('abort', then);
}
