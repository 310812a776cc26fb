import { constants } from 'node:os';
import { messageOf } from '../errors';
import { ignoresHangup, passHangupOn } from '../support/hangup';
import { ASKING_SIGNALS, END_SIGNALS, type Signals } from '../support/signals';
import { hasStuckThreads } from '../support/stuck-threads';
import type { Io, ParentChannel } from './io';
import { isInBackground, leaveClosedTerminals, ProcessSink } from './process-streams';

/** npm passes a signal on that the terminal has delivered as well: two at once mean one. */
const SAME_SIGNAL_MS = 1000;
/** Exit code of a process that ends without a word: a bug. */
const BUG = 70;
/** Exit code of a command that is done and whose output could not be written. */
const UNWRITTEN = 1;
/** Everything has been closed and written by then; whatever still holds the process must not keep it. */
const EXIT_MS = 2000;
const FAREWELL_MS = 100;

type SignalName = Parameters<Signals['on']>[0];

/** Runs the command line on this process: its arguments, streams, environment and signals, and its exit code. */
export function runOnProcess(main: (argv: readonly string[], io: Io) => Promise<number>): void {
  leaveClosedTerminals();
  if (ignoresHangup(process.env)) {
    passHangupOn(process.env);
    process.on('SIGHUP', () => {});
  }
  let isResultLost = false;
  const stderr = new ProcessSink(process.stderr, { mayDrop: true });
  const stdout = new ProcessSink(process.stdout, {
    mayDrop: false,
    onFailure: (error) => {
      isResultLost = true;
      stderr.write(`f1-brain: standard output cannot be written: ${messageOf(error)}\n`);
    },
  });
  // Until the command says otherwise: an event loop that runs dry before it is done is no success.
  process.exitCode = BUG;
  const signals = new ProcessSignals();
  const io = { stdout, stderr, env: process.env, signals, parent: parentChannel() };
  void main(process.argv.slice(2), io).then(async (code) => {
    process.exitCode = code;
    // A slow reader gets everything, unless the process was asked to end.
    if (!signals.isAskedToEnd) await stdout.drained();
    const exitCode = code === 0 && isResultLost ? UNWRITTEN : code;
    process.exitCode = exitCode;
    if (hasStuckThreads()) await endBySignal(exitCode, signals);
    setTimeout(() => process.exit(exitCode), EXIT_MS).unref();
  });
}

/** The end of a process that cannot exit: Node would wait for a thread that native code holds. The shell sees the same
 *  code where that is of a signal. */
async function endBySignal(exitCode: number, signals: ProcessSignals): Promise<void> {
  // Standard error is written by then.
  await new Promise((resolve) => setTimeout(resolve, FAREWELL_MS));
  const [signal] = END_SIGNALS.filter((name) => constants.signals[name] === exitCode - 128);
  signals.die(signal ?? 'SIGKILL');
}

/**
 * Signals of this process. The first signal that ends it, or an uncaught error, reaches the listeners; a later one that
 * somebody sends ends the process at once, and one that the system repeats (SIGXCPU, SIGALRM) does nothing more.
 */
class ProcessSignals implements Signals {
  readonly #listeners = new Map<SignalName, Set<() => void>>();
  readonly #crashListeners = new Set<(error: unknown) => void>();
  #asked_ms: number | null = null;

  get isAskedToEnd(): boolean {
    return this.#asked_ms !== null;
  }

  on(signal: SignalName, listener: () => void): () => void {
    if (signal === 'SIGHUP' && ignoresHangup(process.env)) return () => {};
    const listeners = this.#listeners.get(signal) ?? new Set();
    this.#listeners.set(signal, listeners);
    if (listeners.size === 0) this.#attach(signal);
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

  interrupt(): void {
    if (this.#asked_ms === null) this.#receive('SIGINT');
  }

  suspend(): void {
    process.kill(process.pid, 'SIGSTOP');
  }

  /** In the background, SIGTTOU comes from the system for each write to the terminal; with a listener, the write and the
   *  signal would repeat forever. */
  #attach(signal: SignalName): void {
    if (signal !== 'SIGTTOU' || !isInBackground()) process.on(signal, this.#receive);
  }

  readonly #receive = (name: NodeJS.Signals): void => {
    const signal = name as SignalName;
    if (isEndSignal(signal)) {
      const now_ms = performance.now();
      if (this.#asked_ms !== null) {
        const isMeant = ASKING_SIGNALS.some((name) => name === signal);
        if (isMeant && now_ms - this.#asked_ms >= SAME_SIGNAL_MS) this.die(signal);
        return;
      }
      this.#asked_ms = now_ms;
      process.once('beforeExit', leave);
    }
    if (signal === 'SIGCONT' && this.#listeners.get('SIGTTOU')?.size) {
      process.off('SIGTTOU', this.#receive);
      this.#attach('SIGTTOU');
    }
    for (const listener of [...(this.#listeners.get(signal) ?? [])]) listener();
  };

  readonly #crash = (error: unknown): void => {
    this.#asked_ms ??= performance.now();
    for (const listener of [...this.#crashListeners]) listener(error);
  };

  /** process.exit waits for the threads, and one of them may wait for a disk that does not answer. */
  die(signal: NodeJS.Signals): void {
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
    // A parent that has gone is told by the end of the channel.
    send: (message) => void process.send?.(message as object, undefined, undefined, () => {}),
    onMessage: (listener) => void process.on('message', listener),
    onDisconnect: (listener) => void process.on('disconnect', listener),
    disconnect: () => {
      if (process.connected) process.disconnect();
    },
  };
}
