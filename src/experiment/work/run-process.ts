import { type ChildProcess, fork } from 'node:child_process';
import { InterruptedError } from '../../errors';
import { builtFile } from '../../support/paths';
import type { PlannedRun } from '../run/planned-run';
import type { RunResult } from '../run/run-result';
import { type OnProgress, SimulatorLostError } from './driven';
import type { FromRunProcess, ToRunProcess } from './messages';
import { RunLog } from './run-log';

/** The compiled file, even if this file runs from source (tests). */
const MAIN_FILE = builtFile('experiment', 'work', 'run-process-main.js');

/** A run that is to end stops its car and completes its bag. */
const END_PATIENCE_MS = 20_000;
const CHECK_MS = 500;
/** Else V8 collects garbage and compiles in threads of its own, for which no core is left where all drive. */
const ON_ONE_CORE = ['--single-threaded'];
/** MB of the heap before V8 collects all of it: else it does after nearly each run, and compiles again what it had compiled for
 *  objects that are gone then. */
const ROOMY = ['--initial-heap-size=256', '--min-semi-space-size=32', '--max-semi-space-size=32'];

export interface RunProcessLimits {
  /** Wall time without any progress after which the process counts as hung. */
  readonly hung_s: number;
  /** The same until a run drives: TensorRT builds its engine first. */
  readonly opening_s: number;
  /** Memory above which the process is ended. */
  readonly memory_bytes: number;
}

/** The process of a run ended, hung or needed too much memory: the run has no result. */
export class ProcessLostError extends Error {}

/** The run that a process drives now. */
interface Driving {
  readonly log: RunLog;
  readonly onProgress: OnProgress;
  readonly resolve: (result: RunResult) => void;
  readonly reject: (error: Error) => void;
}

/** A process that drives runs, one at a time. */
export class RunProcess {
  readonly #child: ChildProcess;
  readonly #limits: RunProcessLimits;
  readonly #ended: Promise<void>;
  #driving: Driving | null = null;
  /** Why no further run is given to it; null while it may have some. */
  #lost: string | null = null;
  #silent_ms = 0;
  #checked_ms = 0;
  #sawDriving = false;
  #memory_bytes = 0;

  /** @param isOneOfMany whether others drive beside it: it keeps to one core then
   *  @param mainFile tests start another program */
  constructor(limits: RunProcessLimits, isOneOfMany = false, mainFile = MAIN_FILE) {
    this.#limits = limits;
    const execArgv = isOneOfMany ? [...ROOMY, ...ON_ONE_CORE] : ROOMY;
    this.#child = fork(mainFile, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#driving?.log.raw(text));
    }
    this.#child.on('message', (message: FromRunProcess) => this.#receive(message));
    this.#child.on('error', ({ message }) => this.#lose(message));
    this.#ended = new Promise((resolve) => {
      // After 'exit' what it wrote may still be under way.
      this.#child.once('close', (code, signal) => {
        this.#lose(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
        resolve();
      });
    });
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** Whether it can drive another run. */
  get isUsable(): boolean {
    return this.#lost === null && this.#memory_bytes < this.#limits.memory_bytes;
  }

  /** @throws ProcessLostError where the process did not live to give a result; SimulatorLostError where its simulator did
   *    not; InterruptedError when `signal` ended the run */
  async drive(
    run: PlannedRun,
    folder: string,
    { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: OnProgress },
  ): Promise<RunResult> {
    const watch = setInterval(() => this.#check(), CHECK_MS);
    let patience: NodeJS.Timeout | undefined;
    const end = () => {
      this.#send({ type: 'end' });
      patience = setTimeout(() => this.#kill('did not end its run'), END_PATIENCE_MS);
    };
    try {
      return await new Promise<RunResult>((resolve, reject) => {
        if (signal.aborted) throw new InterruptedError();
        this.#begin({ log: new RunLog(folder), onProgress, resolve, reject });
        signal.addEventListener('abort', end);
        this.#send({ type: 'drive', run, folder });
      });
    } catch (error) {
      throw signal.aborted ? new InterruptedError() : error;
    } finally {
      signal.removeEventListener('abort', end);
      clearInterval(watch);
      clearTimeout(patience);
      this.#driving = null;
    }
  }

  /** Has it tell where its cars are, or no longer. */
  watch(isWatched: boolean): void {
    this.#send({ type: 'watch', isWatched });
  }

  /** Ends the process at once. */
  async close(): Promise<void> {
    this.#kill('was closed');
    await this.#ended;
  }

  #begin(driving: Driving): void {
    this.#driving = driving;
    this.#sawDriving = false;
    this.#silent_ms = 0;
    this.#checked_ms = performance.now();
    if (this.#lost !== null) throw new ProcessLostError(this.#lost);
  }

  #send(message: ToRunProcess): void {
    if (this.#lost === null) this.#child.send(message, (error) => error && this.#lose(error.message));
  }

  #receive(message: FromRunProcess): void {
    this.#silent_ms = 0;
    const driving = this.#driving;
    if (message.type === 'ready' || driving === null) return;
    if (message.type === 'ended') {
      driving.reject(new InterruptedError());
      return;
    }
    if (message.type === 'simulator_lost') {
      driving.reject(new SimulatorLostError(message.why));
      return;
    }
    this.#memory_bytes = message.memory_bytes;
    if (message.type === 'result') {
      driving.resolve(message.result);
      return;
    }
    this.#sawDriving ||= message.simulated_s !== null;
    driving.onProgress(message.percent, message.simulated_s, message.track);
    this.#requireMemory(message.memory_bytes);
  }

  #requireMemory(memory_bytes: number): void {
    if (memory_bytes <= this.#limits.memory_bytes) return;
    const [has_mb, most_mb] = [memory_bytes, this.#limits.memory_bytes].map((bytes) =>
      Math.round(bytes / 1e6),
    );
    this.#kill(`needed ${has_mb} MB of memory, more than its share of ${most_mb} MB`);
  }

  /** A machine that was suspended meanwhile has not waited. */
  #check(): void {
    const now_ms = performance.now();
    this.#silent_ms += Math.min(now_ms - this.#checked_ms, 2 * CHECK_MS);
    this.#checked_ms = now_ms;
    const most_s = this.#sawDriving ? this.#limits.hung_s : this.#limits.opening_s;
    if (this.#silent_ms > 1000 * most_s) this.#kill(`made no progress for ${most_s} s`);
  }

  #kill(why: string): void {
    this.#lose(why);
    this.#child.kill('SIGKILL');
  }

  #lose(why: string): void {
    this.#lost ??= why;
    this.#driving?.reject(new ProcessLostError(this.#lost));
  }
}
