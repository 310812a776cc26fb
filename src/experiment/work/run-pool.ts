import { readdirSync, rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { InterruptedError } from '../../errors';
import { MOST_ATTEMPTS } from '../run/attempts';
import type { PlannedRun } from '../run/planned-run';
import type { RunResult } from '../run/run-result';
import type { Audience } from './audience';
import { faultOf, type OnProgress, SimulatorLostError } from './driven';
import { thisMachine } from './machine';
import { LOG_FILES, RunLog } from './run-log';
import { ProcessLostError, RunProcess, type RunProcessLimits } from './run-process';
import { Turns } from './turns';

const HUNG_S = 120;
const OPENING_S = 900;
/** Part of the machine's memory that all processes together may take. */
const MEMORY_SHARE = 0.8;
const LEAST_MEMORY_BYTES = 1e9;

export interface RunPoolOptions {
  /** Runs at a time. */
  readonly slots: number;
  /** Attempts at a run whose process ends, hangs or needs too much memory. Default 3. */
  readonly attempts?: number;
  /** Who wants to know where the cars are. Default: nobody. */
  readonly audience?: Audience;
  /** Told why an attempt was lost of a run that gets another one. */
  readonly onRepeat?: (run: PlannedRun, why: string) => void;
  /** In place of the defaults. */
  readonly limits?: Partial<RunProcessLimits>;
  /** Makes a process; tests put another in its place. */
  readonly start?: (limits: RunProcessLimits, isOneOfMany: boolean) => RunProcess;
}

/**
 * Drives runs in processes of their own: lockstep runs side by side, each process run after run; runs in real time alone, each
 * in a process that is new. A process that is lost is replaced and its run repeated; so is a run whose simulator is lost.
 */
export class RunPool {
  readonly slots: number;
  readonly #attempts: number;
  readonly #limits: RunProcessLimits;
  readonly #start: (limits: RunProcessLimits, isOneOfMany: boolean) => RunProcess;
  readonly #audience: Audience | null;
  readonly #onRepeat: NonNullable<RunPoolOptions['onRepeat']>;
  readonly #endWatch: () => void;
  readonly #turns = new Turns();
  readonly #idle: RunProcess[] = [];
  readonly #all = new Set<RunProcess>();
  #closed = false;

  constructor({ slots, attempts, limits, start, audience, onRepeat }: RunPoolOptions) {
    this.slots = slots;
    this.#onRepeat = onRepeat ?? (() => {});
    this.#audience = audience ?? null;
    this.#endWatch =
      audience?.onChange((isWatching) => {
        for (const each of this.#all) each.watch(isWatching);
      }) ?? (() => {});
    this.#attempts = attempts ?? MOST_ATTEMPTS;
    this.#start = start ?? ((given, isOneOfMany) => new RunProcess(given, isOneOfMany));
    this.#limits = {
      hung_s: HUNG_S,
      opening_s: OPENING_S,
      memory_bytes: Math.max(LEAST_MEMORY_BYTES, (MEMORY_SHARE * totalmem()) / slots),
      ...limits,
    };
  }

  /** Resolves with the result, a fault included.
   *  @param folder of the run, empty
   *  @throws InterruptedError only when it was told to end */
  async drive(
    run: PlannedRun,
    folder: string,
    signal: AbortSignal,
    onProgress: OnProgress = () => {},
  ): Promise<RunResult> {
    const isRealTime = run.world.kind !== 'lockstep';
    const endTurn = await this.#turns.take(isRealTime);
    try {
      if (signal.aborted) throw new InterruptedError();
      return await this.#repeat(run, folder, { signal, onProgress });
    } finally {
      endTurn();
    }
  }

  /** Ends all processes at once. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#endWatch();
    await Promise.all([...this.#all].map((each) => each.close()));
  }

  async #repeat(
    run: PlannedRun,
    folder: string,
    options: { readonly signal: AbortSignal; readonly onProgress: OnProgress },
  ): Promise<RunResult> {
    const start_ms = performance.now();
    const started_at = new Date().toISOString();
    const lost = { process: 0, simulator: 0 };
    for (;;) {
      try {
        return { ...(await this.#once(run, folder, options)), ...countsOf(run, lost, 1) };
      } catch (error) {
        if (this.#closed) throw new InterruptedError();
        const why = whatWasLost(error);
        if (why === null) throw error;
        lost[why.lost] += 1;
        // A worker of a queue gives a run whose process was lost back to it; a simulator is started again here.
        const most = why.lost === 'process' ? this.#attempts : MOST_ATTEMPTS;
        removeAllButLogs(folder);
        new RunLog(folder).write('error', `attempt ${lost[why.lost]} of ${most}: ${why.line}`);
        if (lost[why.lost] < most) {
          this.#onRepeat(run, why.line);
          continue;
        }
        return {
          format: 1,
          run,
          ...faultOf(why.line),
          ...countsOf(run, lost, 0),
          started_at,
          wall_s: (performance.now() - start_ms) / 1000,
          machine: thisMachine(),
        };
      }
    }
  }

  async #once(
    run: PlannedRun,
    folder: string,
    options: { readonly signal: AbortSignal; readonly onProgress: OnProgress },
  ): Promise<RunResult> {
    const isRealTime = run.world.kind !== 'lockstep';
    // rosnodejs knows one node in the life of a process.
    const used = (isRealTime ? null : this.#takeIdle()) ?? this.#open(!isRealTime && this.slots > 1);
    try {
      return await used.drive(run, folder, options);
    } finally {
      if (!isRealTime && used.isUsable) this.#idle.push(used);
      else await this.#end(used);
    }
  }

  /** One that has ended while it was idle is nobody's attempt. */
  #takeIdle(): RunProcess | null {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop()) {
      if (last.isUsable) return last;
      this.#all.delete(last);
    }
    return null;
  }

  #open(isOneOfMany: boolean): RunProcess {
    const opened = this.#start(this.#limits, isOneOfMany);
    if (this.#audience?.isWatching) opened.watch(true);
    this.#all.add(opened);
    return opened;
  }

  async #end(used: RunProcess): Promise<void> {
    await used.close();
    this.#all.delete(used);
  }
}

type Lost = 'process' | 'simulator';

/** What an attempt ended with; null where that is no reason for another. */
function whatWasLost(error: unknown): { readonly lost: Lost; readonly line: string } | null {
  if (error instanceof SimulatorLostError) return { lost: 'simulator', line: error.message };
  if (!(error instanceof ProcessLostError)) return null;
  return { lost: 'process', line: `the process of the run ${error.message}` };
}

/** @param more attempts than those that lost something */
function countsOf(
  { world }: PlannedRun,
  { process, simulator }: Readonly<Record<Lost, number>>,
  more: number,
): Pick<RunResult, 'attempts' | 'simulator_crashes'> {
  const attempts = process + simulator + more;
  return world.kind === 'gazebo' ? { attempts, simulator_crashes: simulator } : { attempts };
}

/** Whatever an attempt left is not of the next one. */
function removeAllButLogs(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!LOG_FILES.includes(name)) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}
