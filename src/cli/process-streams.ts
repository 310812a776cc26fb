import { closeSync, openSync, readFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { TextSink } from '../support/terminal/text-sink';

/** What a reader that has stopped may leave waiting in memory before lines of the log are left out. */
const MOST_WAITING_BYTES = 1024 * 1024;
const STANDARD_STREAMS = [0, 1, 2];

/** What is used of process.stdout and process.stderr. */
export type OutputStream = Pick<NodeJS.WriteStream, 'write' | 'on' | 'writableLength' | 'isTTY' | 'columns'>;

export interface ProcessSinkOptions {
  /** Leaves text out while a reader has stopped (Ctrl-S, a suspended pager): for a log, never for results. */
  readonly mayDrop: boolean;
  /** Called once when the stream cannot be written any more, except where its reader has gone. */
  readonly onFailure?: (error: Error) => void;
}

/** Standard output or standard error. Writing never throws and never waits for a reader: a process that drives a car must not
 *  depend on its log. A stream that fails (full disk, closed terminal, closed pipe) takes nothing more. */
export class ProcessSink implements TextSink {
  readonly #stream: OutputStream;
  readonly #options: ProcessSinkOptions;
  #isLost = false;
  #dropped = 0;

  constructor(stream: OutputStream, options: ProcessSinkOptions) {
    this.#stream = stream;
    this.#options = options;
    stream.on('error', (error: Error) => this.#lose(error));
    unblock(stream);
  }

  get isTTY(): boolean {
    return this.#stream.isTTY;
  }

  get columns(): number {
    return this.#stream.columns;
  }

  write(text: string): void {
    if (this.#isLost) return;
    const isBusy = this.#stream.writableLength > MOST_WAITING_BYTES;
    if (this.#options.mayDrop && isBusy) {
      this.#dropped += 1;
      return;
    }
    try {
      if (this.#dropped > 0) this.#stream.write(`warn: ${this.#dropped} lines of this log were left out\n`);
      this.#dropped = 0;
      this.#stream.write(text);
    } catch (error) {
      this.#lose(error as Error);
    }
  }

  /** Resolves when everything has been written, or cannot be. */
  drained(): Promise<void> {
    if (this.#isLost || this.#stream.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stream.on('error', () => resolve());
      this.#stream.write('', () => resolve());
    });
  }

  #lose(error: NodeJS.ErrnoException): void {
    if (this.#isLost) return;
    this.#isLost = true;
    // A reader that has seen enough (head) is no failure.
    if (error.code !== 'EPIPE') this.#options.onFailure?.(error);
  }
}

/** Node writes to terminals synchronously: one that is stopped with Ctrl-S would stop the process. */
function unblock(stream: OutputStream): void {
  if (!stream.isTTY) return;
  const { _handle } = stream as { _handle?: { setBlocking?(blocks: boolean): unknown } };
  _handle?.setBlocking?.(false);
}

/** At its end Node restores the mode of its terminals, and aborts where one has gone meanwhile: those are replaced. */
export function leaveClosedTerminals(): void {
  const terminals = STANDARD_STREAMS.filter((descriptor) => isatty(descriptor));
  process.once('exit', () => {
    for (const descriptor of terminals) {
      if (isatty(descriptor)) continue;
      closeSync(descriptor);
      openSync('/dev/null', 'r+');
    }
  });
}

/** Whether another job has the terminal that this process writes to (proc(5): pgrp and tpgid); true where the system does
 *  not tell. */
export function isInBackground(): boolean {
  if (!STANDARD_STREAMS.some((descriptor) => isatty(descriptor))) return false;
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ');
    const [group, ofTerminal] = [fields[2], fields[5]];
    return ofTerminal !== '-1' && ofTerminal !== group;
  } catch {
    return true;
  }
}
