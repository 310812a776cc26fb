import type { ExperimentEvent } from '../../experiment/experiment-events';
import type { ExperimentTally } from '../../experiment/experiment-tally';
import type { RunResult } from '../../experiment/run/run-result';
import { type RunRow, rowOf } from '../../experiment/run/run-row';
import type { IncidentMessage } from '../messages';
import type { ExperimentNews, RunEnd, SharedPlan } from './experiment-news';

export interface ExperimentFeedOptions {
  readonly plan: SharedPlan;
  /** Number of each run of the plan, by its key. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Has taken each event before. */
  readonly tally: ExperimentTally;
  /** Monotonic time at which `wall_ms` is 0. */
  readonly zero_ms: number;
  readonly onNews: (news: ExperimentNews) => void;
  readonly onIncident: (incident: IncidentMessage) => void;
}

/** Tells what happens to the runs of an experiment to the thread that serves its pages. */
export class ExperimentFeed {
  readonly #options: ExperimentFeedOptions;

  constructor(options: ExperimentFeedOptions) {
    this.#options = options;
    options.onNews({ kind: 'plan', plan: options.plan });
  }

  /** Results that were there before the first run. */
  takeStored(rows: readonly RunRow[]): void {
    for (const row of rows) this.#tellEnd(String(row.key), row);
  }

  take(event: ExperimentEvent): void {
    switch (event.type) {
      case 'started':
        this.#tell(event.run.key, (run) => ({ kind: 'started', run }));
        break;
      case 'progress':
        this.#tellTrack(event);
        return;
      case 'given_back':
        this.#tell(event.run.key, (run) => ({ kind: 'waits', run }));
        break;
      case 'repeated':
        this.#tell(event.run.key, (run) => ({ kind: 'again', run }));
        this.#tellIncident('repeated', event.run.key, event.why);
        return;
      case 'finished':
        this.#finish(event.result);
    }
    this.tellTally();
  }

  /** How far the whole is: it changes while nothing happens, too. */
  tellTally(): void {
    const { tally, onNews } = this.#options;
    const { planned, done, faults, workers, left_s } = tally;
    const running = workers?.running ?? tally.running.size;
    onNews({
      kind: 'tally',
      tally: {
        type: 'tally',
        wall_ms: this.#now(),
        planned,
        done,
        failed: faults,
        running,
        workers: workers?.workers ?? null,
        left_s,
      },
    });
  }

  #tellTrack({ run: { key }, percent, track }: Extract<ExperimentEvent, { type: 'progress' }>): void {
    if (track === undefined) return;
    const { simulated_s, ...others } = track;
    this.#tell(key, (run) => ({ kind: 'track', track: { run, percent, sim_s: simulated_s, ...others } }));
  }

  #tellEnd(key: string, row: RunRow): void {
    this.#tell(key, (run) => ({ kind: 'ended', run, end: endOf(row) }));
  }

  #finish(result: RunResult): void {
    const { outcome, detail, run } = result;
    this.#tellEnd(run.key, rowOf(result));
    if (outcome !== 'completed') this.#tellIncident(outcome, run.key, detail);
  }

  /** What a user of the experiment should hear of. */
  #tellIncident(kind: string, key: string, why: string | null): void {
    const { plan, numbers, onIncident } = this.#options;
    const run = plan.runs[numbers.get(key) ?? -1];
    if (run === undefined) return;
    const where = `${plan.brains[run.brain]} on ${plan.circuits[run.circuit]!.name}`;
    const who = `${where}, ${run.direction}, repetition ${run.repetition}${why === null ? '' : `: ${why}`}`;
    onIncident({ type: 'incident', wall_ms: this.#now(), kind, who, lasts: false, over: false });
  }

  #tell(key: string, news: (run: number) => ExperimentNews): void {
    const run = this.#options.numbers.get(key);
    if (run !== undefined) this.#options.onNews(news(run));
  }

  #now(): number {
    return performance.now() - this.#options.zero_ms;
  }
}

function endOf(row: RunRow): RunEnd {
  const number = (column: string) => {
    const cell = row[column] ?? null;
    return typeof cell === 'number' ? cell : null;
  };
  const text = (column: string) => {
    const cell = row[column] ?? null;
    return cell === null ? null : String(cell);
  };
  return {
    outcome: text('outcome') ?? 'fault',
    detail: text('detail'),
    percent: number('percentage_completed'),
    lap_s: number('lap_seconds'),
    deviationMean_m: number('position_deviation_mean_m'),
    deviationMax_m: number('position_deviation_max_m'),
    averageSpeed_mps: number('average_speed_mps'),
    attempts: number('attempts'),
  };
}
