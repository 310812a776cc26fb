import { formatEnd, formatLapTime } from '../measure/report/format';
import { count } from '../support/count';
import { roundPercent } from '../support/percent';
import { escapeText } from '../support/terminal/escape';
import { formatBar } from '../support/terminal/progress-bar';
import { StatusBlock } from '../support/terminal/status-block';
import { styled } from '../support/terminal/style';
import { type TextSink, writeCodes } from '../support/terminal/text-sink';
import { formatTimeLeft } from '../support/terminal/time-left';
import type { ExperimentEvent } from './experiment-events';
import { ExperimentTally } from './experiment-tally';
import type { PlannedRun } from './run/planned-run';
import type { RunResult } from './run/run-result';

const MOST_RUNNING = 6;
const MOST_CIRCUITS = 8;

/** Shows how far an experiment is: a few live lines on a terminal, elsewhere a line for each run. */
export class ExperimentProgress {
  readonly tally: ExperimentTally;
  readonly #sink: TextSink;
  readonly #block: StatusBlock;

  /** @param expected_s wall time of each run by its key, as it was planned
   *  @param now_ms monotonic clock */
  constructor(
    sink: TextSink,
    expected_s: ReadonlyMap<string, number>,
    now_ms: () => number = () => performance.now(),
  ) {
    this.tally = new ExperimentTally(expected_s, now_ms);
    this.#sink = sink;
    this.#block = new StatusBlock(sink, now_ms);
  }

  take(event: ExperimentEvent): void {
    this.tally.take(event);
    if (event.type === 'finished') this.#tellEnd(event.result);
    this.#block.show(() => this.lines());
  }

  /** Removes the live lines, so that something else can be written. */
  clear(): void {
    this.#block.clear();
  }

  /** The live lines: the whole, the runs that drive, the fastest laps. */
  lines(): string[] {
    const { planned, done, faults, running } = this.tally;
    const { size } = running;
    const best = [...this.tally.best].slice(0, MOST_CIRCUITS);
    return [
      `${formatBar(planned === 0 ? 1 : done / planned)} ${this.#left()}${done} of ${count(planned, 'run')}, ` +
        `${this.#activity()}, ${faults} failed`,
      ...[...running.values()]
        .slice(0, MOST_RUNNING)
        .map(({ run, percent }) => `  ${String(roundPercent(percent, 0)).padStart(3)} %  ${nameOf(run)}`),
      ...(size > MOST_RUNNING ? [`         and ${size - MOST_RUNNING} more`] : []),
      ...best.map(
        ([circuit, { lap_s, brain }]) => `  best on ${circuit}: ${formatLapTime(lap_s)} by ${brain}`,
      ),
    ];
  }

  #left(): string {
    return formatTimeLeft(this.tally.elapsed_ms, this.tally.share);
  }

  #activity(): string {
    const { workers, running } = this.tally;
    if (workers === null) return `${running.size} running`;
    return `${workers.running} running on ${count(workers.workers, 'worker')}`;
  }

  /** A terminal has the live lines; faults are worth a line that stays. */
  #tellEnd(result: RunResult): void {
    if (this.#sink.isTTY === true && result.outcome !== 'fault') return;
    this.#block.clear();
    const { done, planned } = this.tally;
    const so = escapeText(` (${this.#left()}${done} of ${planned})`);
    writeCodes(this.#sink, `${this.#lineOf(result)}${so}\n`);
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
}

function nameOf({ brain, circuit, direction, repetition }: PlannedRun): string {
  return `${brain.name} on ${circuit.name}, ${direction}, repetition ${repetition}`;
}
