import { END_SIGNALS, type Signals } from '../support/signals';
import type { Io, ParentChannel } from './io';

/** npm passes a signal on that the terminal has delivered as well: two at once mean one. */
const SAME_SIGNAL_MS = 1000;
/** Exit code of a process that ends without a word: a bug. */
const BUG = 70;
/** Everything has been closed and written by then; whatever still holds the process must not keep it. */
const EXIT_MS = 2000;

type SignalName = Parameters<Signals['on']>[0];

/** Runs the command line on this process: its arguments, streams, environment and signals, and its exit code. */
export function runOnProcess(main: (argv: readonly string[], io: Io) => Promise<number>): void {
  // A pipe that nobody reads any more must not take the process down while the car drives.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  // Until the command says otherwise: an event loop that runs dry before it is done is no success.
  process.exitCode = BUG;
  void main(process.argv.slice(2), processIo()).then((code) => {
    process.exitCode = code;
    setTimeout(() => process.exit(code), EXIT_MS).unref();
  });
}

function processIo(): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signals: new ProcessSignals(),
    parent: parentChannel(),
  };
}

/**
 * Signals of this process. The first SIGINT, SIGTERM or SIGHUP, or an uncaught error, reaches the
 * listeners; a later signal ends the process at once.
 */
class ProcessSignals implements Signals {
  readonly #listeners = new Map<SignalName, Set<() => void>>();
  readonly #crashListeners = new Set<(error: unknown) => void>();
  #asked_ms: number | null = null;

  on(signal: SignalName, listener: () => void): () => void {
    const listeners = this.#listeners.get(signal) ?? new Set();
    this.#listeners.set(signal, listeners);
    if (listeners.size === 0) process.on(signal, this.#receive);
    listeners.add(listener);
    return () => {
      // What asked the process to end still means the same when it comes a second time while the process ends.
      if (isEndSignal(signal) && this.#asked_ms !== null) return;
      listeners.delete(listener);
      if (listeners.size === 0) process.off(signal, this.#receive);
    };
  }

  onCrash(listener: (error: unknown) => void): () => void {
    if (this.#crashListeners.size === 0) {
      process.on('uncaughtException', this.#crash);
      process.on('unhandledRejection', this.#crash);
    }
    this.#crashListeners.add(listener);
    return () => {
      this.#crashListeners.delete(listener);
      if (this.#crashListeners.size > 0) return;
      process.off('uncaughtException', this.#crash);
      process.off('unhandledRejection', this.#crash);
    };
  }

  suspend(): void {
    process.kill(process.pid, 'SIGSTOP');
  }

  readonly #receive = (name: NodeJS.Signals): void => {
    const signal = name as SignalName;
    if (isEndSignal(signal)) {
      const now_ms = performance.now();
      if (this.#asked_ms !== null) {
        if (now_ms - this.#asked_ms >= SAME_SIGNAL_MS) this.#die(signal);
        return;
      }
      this.#asked_ms = now_ms;
      process.once('beforeExit', leave);
    }
    for (const listener of [...(this.#listeners.get(signal) ?? [])]) listener();
  };

  readonly #crash = (error: unknown): void => {
    this.#asked_ms ??= performance.now();
    for (const listener of [...this.#crashListeners]) listener(error);
  };

  /** process.exit waits for the threads, and one of them may wait for a disk that does not answer. */
  #die(signal: NodeJS.Signals): void {
    for (const name of END_SIGNALS) process.off(name, this.#receive);
    process.kill(process.pid, signal);
  }
}

function isEndSignal(signal: SignalName): boolean {
  return END_SIGNALS.some((name) => name === signal);
}

/** Ends a process that has nothing left to do. Node gives signals back before it takes its parts down: the second of
 *  two would kill it there, and nobody would see its exit code. */
function leave(): void {
  process.exit();
}

function parentChannel(): ParentChannel | null {
  if (!process.send) return null;
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
    onDisconnect: (listener) => void process.on('disconnect', listener),
    disconnect: () => {
      if (process.connected) process.disconnect();
    },
  };
}
