import type { Invocation, Io, ParentChannel } from '../../src/cli/io';
import { main } from '../../src/cli/main';
import { parseRosArguments } from '../../src/ros/names';
import { END_SIGNALS, type Signals } from '../../src/support/signals';
import type { Ended } from './command-line';

type SignalName = Parameters<Signals['on']>[0];

/** Signals that a test sends by hand. */
export class FakeSignals implements Signals {
  readonly #listeners = new Map<string, Set<(error?: unknown) => void>>();
  suspended = 0;
  #isAsked = false;

  on(signal: SignalName, listener: () => void): () => void {
    return this.#add(signal, listener);
  }

  onCrash(listener: (error: unknown) => void): () => void {
    return this.#add('crash', listener);
  }

  interrupt(): void {
    if (!this.#isAsked) this.#tell('SIGINT');
  }

  suspend(): void {
    this.suspended += 1;
  }

  /** Throws where nobody listens: the process would have ended. */
  send(signal: SignalName): void {
    this.#tell(signal);
  }

  crash(error: unknown): void {
    this.#tell('crash', error);
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  #add(name: string, listener: (error?: unknown) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #tell(name: string, error?: unknown): void {
    if (END_SIGNALS.some((signal) => signal === name)) this.#isAsked = true;
    const listeners = [...(this.#listeners.get(name) ?? [])];
    if (listeners.length === 0) throw new Error(`nobody listens to ${name}`);
    for (const listener of listeners) listener(error);
  }
}

/** A stream that keeps what is written. */
class MemoryStream {
  text = '';
  readonly #waiting = new Set<() => void>();

  constructor(
    readonly isTTY: boolean,
    readonly columns: number,
  ) {}

  write(text: string): boolean {
    this.text += text;
    for (const look of this.#waiting) look();
    return true;
  }

  /** Calls `look` after each write. */
  watch(look: () => void): void {
    this.#waiting.add(look);
  }
}

export interface CalledOptions {
  /** Standard output and error are terminals. Default false. */
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly parent?: ParentChannel;
}

export interface Called {
  readonly signals: FakeSignals;
  readonly ended: Promise<Ended>;
  /** What was written so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when standard output or error has matched; rejects when the command ends before. */
  said(pattern: RegExp): Promise<void>;
}

/** Calls the command line in this process, and checks that it leaves no listener behind.
 *  @param env beside the environment of the test; undefined takes a variable away */
export function call(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  options: CalledOptions = {},
): Called {
  const { isTTY = false, columns = 100, parent = null } = options;
  const stdout = new MemoryStream(isTTY, columns);
  const stderr = new MemoryStream(isTTY, columns);
  const signals = new FakeSignals();
  const io: Io = { stdout, stderr, env: { ...process.env, ...env }, signals, parent };
  const ended = main(args, io).then((code) => {
    if (signals.listenerCount > 0)
      throw new Error(`${args.join(' ')} left ${signals.listenerCount} listeners`);
    return { code, stdout: stdout.text, stderr: stderr.text };
  });
  const said = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (pattern.test(stdout.text) || pattern.test(stderr.text)) resolve();
      };
      for (const stream of [stdout, stderr]) stream.watch(look);
      look();
      void ended.then(
        () => reject(new Error(`ended without ${pattern}: ${stderr.text}`)),
        (error: unknown) => reject(error),
      );
    });
  return { signals, ended, stdout: () => stdout.text, stderr: () => stderr.text, said };
}

/** Calls the command line in this process and waits for its end. */
export function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  options: CalledOptions = {},
): Promise<Ended> {
  return call(args, env, options).ended;
}

/** What a part of the command line gets that is called by itself; nothing of what it writes is kept. */
export function silentInvocation(argv: readonly string[] = []): Invocation {
  const nowhere = { write: () => true };
  return {
    stdout: nowhere,
    stderr: nowhere,
    env: { ...process.env, F1_BRAIN_LOG_LEVEL: 'silent' },
    signals: new FakeSignals(),
    parent: null,
    argv,
    ros: parseRosArguments(argv),
    logFile: null,
    finish: () => {},
    atEnd: () => {},
  };
}
