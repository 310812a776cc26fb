import type { RunEnd, SharedPlan } from '../feed/experiment-news';
import type { CellsMessage, LiveCellRun, LiveRun, QueueMessage, RunsMessage } from '../grid-messages';

/** Runs that come next, as many as a page shows. */
const MOST_NEXT = 10;
/** Of one cell. */
const MOST_RUNS = 500;

/** Sum and number of the values that are there. */
class Mean {
  #sum = 0;
  #count = 0;

  /** @param sign -1 takes a value out again */
  add(value: number | null, sign: 1 | -1): void {
    if (value === null) return;
    this.#sum += sign * value;
    this.#count += sign;
  }

  get value(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}

class Cell {
  readonly brain: number;
  readonly circuit: number;
  /** Numbers of its runs. */
  readonly runs: number[] = [];
  readonly deviation = new Mean();
  readonly speed = new Mean();
  running = 0;
  completed = 0;
  otherwise = 0;
  failed = 0;

  constructor(brain: number, circuit: number) {
    this.brain = brain;
    this.circuit = circuit;
  }

  count(end: RunEnd, sign: 1 | -1): void {
    if (end.outcome === 'completed') this.completed += sign;
    else if (end.outcome === 'fault') this.failed += sign;
    else this.otherwise += sign;
    this.deviation.add(end.deviationMean_m, sign);
    this.speed.add(end.averageSpeed_mps, sign);
  }
}

const NO_END = {
  outcome: null,
  detail: null,
  percent: null,
  lap_s: null,
  deviationMean_m: null,
  deviationMax_m: null,
  averageSpeed_mps: null,
  attempts: null,
} as const;

/** The runs of an experiment by brain and circuit, and what came of them: thousands of runs in messages that stay small. */
export class RunGrid {
  readonly plan: SharedPlan;
  readonly #cells = new Map<string, Cell>();
  readonly #ofRun: readonly Cell[];
  /** Null before. */
  readonly #ends: (RunEnd | null)[];
  /** Those that drive, by when they began. */
  readonly #running = new Set<number>();
  #changed = new Set<Cell>();
  #waiting: number;
  /** Every run before it has begun. */
  #first = 0;

  constructor(plan: SharedPlan) {
    this.plan = plan;
    this.#ofRun = plan.runs.map(({ brain, circuit }, run) => {
      const key = keyOf(brain, circuit);
      const cell = this.#cells.get(key) ?? new Cell(brain, circuit);
      this.#cells.set(key, cell);
      cell.runs.push(run);
      return cell;
    });
    this.#ends = plan.runs.map(() => null);
    this.#waiting = plan.runs.length;
  }

  /** Numbers of the runs that drive, those first that drive longest. */
  get running(): readonly number[] {
    return [...this.#running];
  }

  runOf(run: number): LiveRun {
    return { run, ...this.plan.runs[run]! };
  }

  /** Whether a run belongs to a cell. */
  isIn(run: number, [brain, circuit]: readonly [number, number]): boolean {
    const cell = this.#ofRun[run]!;
    return cell.brain === brain && cell.circuit === circuit;
  }

  start(run: number): void {
    if (this.#running.has(run)) return;
    this.#running.add(run);
    this.#ofRun[run]!.running += 1;
    this.#waiting -= 1;
    this.#changed.add(this.#ofRun[run]!);
  }

  /** A run that was begun waits again. */
  giveBack(run: number): void {
    if (!this.#stop(run)) return;
    this.#waiting += 1;
    this.#first = Math.min(this.#first, run);
  }

  end(run: number, end: RunEnd): void {
    const cell = this.#ofRun[run]!;
    const before = this.#ends[run]!;
    if (before !== null) cell.count(before, -1);
    // Over a queue nobody tells that a run has begun.
    else if (!this.#stop(run)) this.#waiting -= 1;
    this.#ends[run] = end;
    cell.count(end, 1);
    this.#changed.add(cell);
  }

  /** The cells that have changed since the last call; null where none has. */
  takeChanges(): CellsMessage | null {
    if (this.#changed.size === 0) return null;
    const cells = [...this.#changed];
    this.#changed = new Set();
    return messageOf(cells);
  }

  /** Every cell. */
  all(): CellsMessage {
    return messageOf([...this.#cells.values()]);
  }

  queue(): QueueMessage {
    while (this.#first < this.#ends.length && !this.#waits(this.#first)) this.#first += 1;
    const next: LiveRun[] = [];
    for (let run = this.#first; run < this.#ends.length && next.length < MOST_NEXT; run++) {
      if (this.#waits(run)) next.push(this.runOf(run));
    }
    return { type: 'queue', waiting: this.#waiting, next };
  }

  /** The runs of a cell; null where there is none. */
  runsOf([brain, circuit]: readonly [number, number]): RunsMessage | null {
    const cell = this.#cells.get(keyOf(brain, circuit));
    if (cell === undefined) return null;
    const runs = cell.runs.slice(0, MOST_RUNS).map((run) => this.#cellRun(run));
    return { type: 'runs', brain, circuit, runs, more: cell.runs.length - runs.length };
  }

  #cellRun(run: number): LiveCellRun {
    const end = this.#ends[run] ?? null;
    const state = end !== null ? 'done' : this.#running.has(run) ? 'running' : 'waiting';
    return { ...this.runOf(run), state, ...(end ?? NO_END) };
  }

  #waits(run: number): boolean {
    return this.#ends[run] === null && !this.#running.has(run);
  }

  /** @returns whether it drove */
  #stop(run: number): boolean {
    if (!this.#running.delete(run)) return false;
    this.#ofRun[run]!.running -= 1;
    this.#changed.add(this.#ofRun[run]!);
    return true;
  }
}

function keyOf(brain: number, circuit: number): string {
  return `${brain} ${circuit}`;
}

function messageOf(cells: readonly Cell[]): CellsMessage {
  const column = <T>(pick: (cell: Cell) => T) => cells.map(pick);
  return {
    type: 'cells',
    brain: column(({ brain }) => brain),
    circuit: column(({ circuit }) => circuit),
    planned: column(({ runs }) => runs.length),
    running: column(({ running }) => running),
    completed: column(({ completed }) => completed),
    otherwise: column(({ otherwise }) => otherwise),
    failed: column(({ failed }) => failed),
    deviationMean_m: column(({ deviation }) => rounded(deviation.value)),
    averageSpeed_mps: column(({ speed }) => rounded(speed.value)),
  };
}

/** To a tenth of what a page shows. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10_000) / 10_000;
}
