import { constants } from 'node:os';

/**
 * Signals that end a process by default and can be handled. Not among them: SIGKILL and real-time signals, which Node
 * cannot hear; SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGTRAP, after which a process cannot go on; SIGPROF and SIGUSR1,
 * which belong to Node's profiler and debugger.
 */
const ENDING = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGABRT',
  'SIGALRM',
  'SIGIO',
  'SIGPWR',
  'SIGSTKFLT',
  'SIGSYS',
  'SIGUSR2',
  'SIGVTALRM',
  'SIGXCPU',
] as const;
/** Signals that suspend a process until SIGCONT: Ctrl-Z, and the use of a terminal from the background. */
export const SUSPEND_SIGNALS = ['SIGTSTP', 'SIGTTIN', 'SIGTTOU'] as const;

export type EndSignal = (typeof ENDING)[number];

/** Those of them that the system knows. */
export const END_SIGNALS: readonly EndSignal[] = ENDING.filter((name) => name in constants.signals);

/** Signals that a person or a launcher sends, which mean it all the more when they come again. */
export const ASKING_SIGNALS: readonly EndSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/** Signals that a terminal sends to all of its processes. */
export const TERMINAL_SIGNALS: readonly string[] = ['SIGINT', 'SIGHUP', 'SIGQUIT'];

/** Signals and uncaught errors of a process, as a command hears of them. */
export interface Signals {
  /** Until a listener is there, a signal has its default effect: it ends or suspends the process.
   *  @returns a function that removes the listener */
  on(signal: EndSignal | (typeof SUSPEND_SIGNALS)[number] | 'SIGCONT', listener: () => void): () => void;
  /** Uncaught errors and unhandled rejections; without a listener they end the process.
   *  @returns a function that removes the listener */
  onCrash(listener: (error: unknown) => void): () => void;
  /** Asks the process to end, as a first Ctrl-C does, which is then the second; nothing where it was asked to end before. */
  interrupt(): void;
  /** Suspends the process until SIGCONT. */
  suspend(): void;
}

/** The same signals; `release` removes every listener that was added here. */
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
      interrupt: () => signals.interrupt(),
      suspend: () => signals.suspend(),
    },
    release: () => {
      for (const release of releases) release();
      releases.clear();
    },
  };
}
