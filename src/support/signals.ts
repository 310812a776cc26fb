/** Signals that ask a process to end. */
export const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type EndSignal = (typeof END_SIGNALS)[number];

/** Signals and uncaught errors of a process, as a command hears of them. */
export interface Signals {
  /** Until a listener is there, a signal has its default effect: it ends or suspends the process.
   *  @returns a function that removes the listener */
  on(signal: EndSignal | 'SIGTSTP' | 'SIGCONT', listener: () => void): () => void;
  /** Uncaught errors and unhandled rejections; without a listener they end the process.
   *  @returns a function that removes the listener */
  onCrash(listener: (error: unknown) => void): () => void;
  /** Suspends the process until SIGCONT. */
  suspend(): void;
}

/** The same signals; `release` removes every listener that came this way and is still there. */
export function scopedSignals(signals: Signals): { readonly signals: Signals; release(): void } {
  const releases = new Set<() => void>();
  const scoped = (release: () => void) => {
    releases.add(release);
    return () => {
      releases.delete(release);
      release();
    };
  };
  return {
    signals: {
      on: (signal, listener) => scoped(signals.on(signal, listener)),
      onCrash: (listener) => scoped(signals.onCrash(listener)),
      suspend: () => signals.suspend(),
    },
    release: () => {
      for (const release of releases) release();
      releases.clear();
    },
  };
}
