import { formatEnd, formatLapTime } from '../measure/report/format';
import { count } from '../support/count';
import { escapeText } from '../support/terminal/escape';
import { formatBar } from '../support/terminal/progress-bar';
import { StatusBlock } from '../support/terminal/status-block';
import { styled } from '../support/terminal/style';
import { type TextSink, writeCodes } from '../support/terminal/text-sink';
import { formatTimeLeft } from '../support/terminal/time-left';
import type { ExperimentEvent } from './experiment-events';
import type { PlannedRun } from './run/planned-run';
import type { RunResult } from './run/run-result';

const MOST_RUNNING = 6;
const MOST_CIRCUITS = 8;

/** The fastest lap on a circuit so far. */
interface Best {
  readonly lap_s: number;
  readonly brain: string;
}

/** Shows how far an experiment is: a few live lines on a terminal, elsewhere a line for each run. */
export class ExperimentProgress {
  readonly #sink: TextSink;
  readonly #block: StatusBlock;
  readonly #expected_s: ReadonlyMap<string, number>;
  readonly #now_ms: () => number;
  readonly #running = new Map<string, { readonly run: PlannedRun; percent: number }>();
  readonly #best = new Map<string, Best>();
  /** Null where this machine drives the runs. */
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
  constructor(
    sink: TextSink,
    expected_s: ReadonlyMap<string, number>,
    now_ms: () => number = () => performance.now(),
  ) {
    this.#sink = sink;
    this.#expected_s = expected_s;
    this.#now_ms = now_ms;
    this.#block = new StatusBlock(sink, now_ms);
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
    this.#block.show(() => this.lines());
  }

  /** Removes the live lines, so that something else can be written. */
  clear(): void {
    this.#block.clear();
  }

  /** The live lines: the whole, the runs that drive, the fastest laps. */
  lines(): string[] {
    const { size } = this.#running;
    const share = this.#planned === 0 ? 1 : this.#done / this.#planned;
    const left = formatTimeLeft(this.#now_ms() - this.#begun_ms, this.#spentShare());
    const best = [...this.#best].slice(0, MOST_CIRCUITS);
    return [
      `${formatBar(share)} ${left}${this.#done} of ${count(this.#planned, 'run')}, ${this.#activity()}, ${this.#faults} failed`,
      ...[...this.#running.values()]
        .slice(0, MOST_RUNNING)
        .map(({ run, percent }) => `  ${percent.toFixed(0).padStart(3)} %  ${nameOf(run)}`),
      ...(size > MOST_RUNNING ? [`         and ${size - MOST_RUNNING} more`] : []),
      ...best.map(
        ([circuit, { lap_s, brain }]) => `  best on ${circuit}: ${formatLapTime(lap_s)} by ${brain}`,
      ),
    ];
  }

  #activity(): string {
    if (this.#workers === null) return `${this.#running.size} running`;
    const { workers, running } = this.#workers;
    return `${running} running on ${count(workers, 'worker')}`;
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

  #finish(result: RunResult): void {
    const { run, statistics } = result;
    this.#running.delete(run.key);
    this.#done += 1;
    if (result.outcome === 'fault') this.#faults += 1;
    this.#spent_s += this.#expected_s.get(run.key) ?? 0;
    const lap_s = result.outcome === 'completed' ? (statistics?.lap_seconds ?? null) : null;
    const best = this.#best.get(run.circuit.name);
    if (lap_s !== null && (best === undefined || lap_s < best.lap_s)) {
      this.#best.set(run.circuit.name, { lap_s, brain: run.brain.name });
    }
    // A terminal has the live lines; faults are worth a line that stays.
    if (this.#sink.isTTY === true && result.outcome !== 'fault') return;
    this.#block.clear();
    const left = formatTimeLeft(this.#now_ms() - this.#begun_ms, this.#spentShare());
    writeCodes(
      this.#sink,
      `${this.#lineOf(result)}${escapeText(` (${left}${this.#done} of ${this.#planned})`)}\n`,
    );
  }

  #lineOf(result: RunResult): string {
    const { outcome, detail, run, statistics } = result;
    const isFault = outcome === 'fault';
    const text = `${nameOf(run)}: ${isFault ? 'fault' : formatEnd(outcome)}`;
    const time = statistics?.completed === true ? `, ${formatLapTime(statistics.lap_seconds)}` : '';
    const reason = isFault && detail !== null ? `: ${detail}` : '';
    const line = escapeText(`${text}${time}${reason}`);
    return isFault ? styled(this.#sink, 'red', line) : line;
  }

  #spentShare(): number {
    const running_s = [...this.#running.values()].reduce(
      (sum, { run, percent }) => sum + ((this.#expected_s.get(run.key) ?? 0) * percent) / 100,
      0,
    );
    return this.#missing_s <= 0 ? 0 : Math.min(1, (this.#spent_s + running_s) / this.#missing_s);
  }
}

function nameOf({ brain, circuit, direction, repetition }: PlannedRun): string {
  return `${brain.name} on ${circuit.name}, ${direction}, repetition ${repetition}`;
}
