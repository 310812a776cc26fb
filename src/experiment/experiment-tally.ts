import { estimateLeft_s } from '../support/terminal/time-left';
import type { ExperimentEvent } from './experiment-events';
import type { PlannedRun } from './run/planned-run';
import type { RunResult } from './run/run-result';

/** The fastest lap on a circuit so far. */
export interface Best {
  readonly lap_s: number;
  readonly brain: string;
}

/** A run that drives. */
export interface RunningRun {
  readonly run: PlannedRun;
  /** Of its laps; 0 while unknown. */
  readonly percent: number;
}

/** How far an experiment is, by its events: what terminal and page show of it. */
export class ExperimentTally {
  readonly #expected_s: ReadonlyMap<string, number>;
  readonly #now_ms: () => number;
  readonly #running = new Map<string, RunningRun>();
  readonly #best = new Map<string, Best>();
  #workers: Extract<ExperimentEvent, { type: 'workers' }> | null = null;
  #planned = 0;
  #done = 0;
  #faults = 0;
  #begun_ms = 0;
  /** Expected time of all runs that were missing at the start, and of those that are done since. */
  #missing_s = 0;
  #spent_s = 0;

  /** @param expected_s wall time of each run by its key, as it was planned
   *  @param now_ms monotonic clock */
  constructor(expected_s: ReadonlyMap<string, number>, now_ms: () => number) {
    this.#expected_s = expected_s;
    this.#now_ms = now_ms;
  }

  take(event: ExperimentEvent): void {
    switch (event.type) {
      case 'begun':
        this.#begin(event);
        break;
      case 'started':
        this.#running.set(event.run.key, { run: event.run, percent: 0 });
        break;
      case 'progress':
        this.#running.set(event.run.key, { run: event.run, percent: event.percent ?? 0 });
        break;
      case 'workers':
        this.#workers = event;
        break;
      case 'given_back':
        this.#running.delete(event.run.key);
        break;
      case 'finished':
        this.#finish(event.result);
    }
  }

  get planned(): number {
    return this.#planned;
  }

  /** With a result, faults among them. */
  get done(): number {
    return this.#done;
  }

  get faults(): number {
    return this.#faults;
  }

  /** By key; empty over a queue, which does not tell which runs drive. */
  get running(): ReadonlyMap<string, RunningRun> {
    return this.#running;
  }

  /** By circuit. */
  get best(): ReadonlyMap<string, Best> {
    return this.#best;
  }

  /** Those of a queue, and the runs that they drive; null where this machine drives the runs. */
  get workers(): { readonly workers: number; readonly running: number } | null {
    return this.#workers;
  }

  /** Since the first run could begin. */
  get elapsed_ms(): number {
    return this.#now_ms() - this.#begun_ms;
  }

  /** What is done of the work that was missing at the start, by the expected times, 0 to 1. */
  get share(): number {
    const running_s = [...this.#running.values()].reduce(
      (sum, { run, percent }) => sum + ((this.#expected_s.get(run.key) ?? 0) * percent) / 100,
      0,
    );
    return this.#missing_s <= 0 ? 0 : Math.min(1, (this.#spent_s + running_s) / this.#missing_s);
  }

  /** Time left; null while it cannot be estimated. */
  get left_s(): number | null {
    return estimateLeft_s(this.elapsed_ms, this.share);
  }

  #begin({ planned, done, faults }: Extract<ExperimentEvent, { type: 'begun' }>): void {
    this.#planned = planned;
    this.#done = done;
    this.#faults = faults;
    this.#begun_ms = this.#now_ms();
    const all_s = [...this.#expected_s.values()].reduce((sum, expected) => sum + expected, 0);
    // Which runs are missing is not known; those that are done were not longer than the others.
    this.#missing_s = planned === 0 ? 0 : (all_s * (planned - done)) / planned;
  }

  #finish({ run, outcome, statistics }: RunResult): void {
    this.#running.delete(run.key);
    this.#done += 1;
    if (outcome === 'fault') this.#faults += 1;
    this.#spent_s += this.#expected_s.get(run.key) ?? 0;
    const lap_s = outcome === 'completed' ? (statistics?.lap_seconds ?? null) : null;
    const best = this.#best.get(run.circuit.name);
    if (lap_s !== null && (best === undefined || lap_s < best.lap_s)) {
      this.#best.set(run.circuit.name, { lap_s, brain: run.brain.name });
    }
  }
}
