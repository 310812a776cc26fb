import { COURSE_SEPARATOR, groupBy } from '../../measure/report/run';
import type { RunRow } from '../run/run-row';
import { RUN_COLUMNS } from '../run/run-row';
import { labelBrains, textOf } from './brain-labels';
import { isFault } from './outcomes';

/** A run of the table, as a report sees it. */
export interface ReportedRun {
  readonly row: RunRow;
  /** Folder of the run, or its number in the table. */
  readonly name: string;
  /** What drove: see `labelBrains`. */
  readonly brain: string;
  /** Circuit and direction, and the world if there are several. */
  readonly course: string;
  /** Everything that was asked for but the brain, the seed and the repetition. Runs of two brains with one place and seed are
   *  a pair. A number in place of it all. */
  readonly place: number;
  readonly seed: string;
  readonly outcome: string;
  readonly completed: boolean;
  /** Whether a fault ended it, of which the brain is not the cause. */
  readonly isFault: boolean;
  /** Of what it came to: equal for runs that drove exactly the same. */
  readonly fingerprint: number;
  /** Whether an earlier run of this brain at this place drove exactly the same in lockstep. It is no further evidence. */
  readonly isCopy: boolean;
}

/** Columns that make a place. */
export const PLACE_COLUMNS = [
  'circuit',
  'direction',
  'world',
  'launch',
  'start',
  'corruption',
  'corruption_strength',
  'camera_rate_hz',
  'latency_ms',
  'camera_timing',
  'car',
  'laps',
  'timeout_s',
  'recovery',
] as const;

const OUTCOME_COLUMNS = RUN_COLUMNS.filter(({ kind }) => kind === 'outcome').map(({ name }) => name);

/** Numbers of places and fingerprints, by all that they stand for. */
export interface RunNumbers {
  readonly places: Map<string, number>;
  readonly fingerprints: Map<string, number>;
}

export function noRunNumbers(): RunNumbers {
  return { places: new Map(), fingerprints: new Map() };
}

/** Rows of the table as runs of a report. @param numbers of runs that are compared with these */
export function readReportedRuns(
  rows: readonly RunRow[],
  { places, fingerprints }: RunNumbers = noRunNumbers(),
): ReportedRun[] {
  const brains = labelBrains(rows);
  const severalWorlds = new Set(rows.map(({ world }) => world ?? null)).size > 1;
  const seen = new Set<string>();
  return rows.map((row, i) => {
    const brain = brains[i]!;
    const place = numberIn(places, cellsOf(row, PLACE_COLUMNS));
    const outcome = textOf(row, 'outcome') ?? 'fault';
    const fingerprint = numberIn(fingerprints, cellsOf(row, OUTCOME_COLUMNS));
    const identity = `${fingerprint} ${place} ${brain}`;
    const isCopy = isLockstep(row) && !isFault(outcome) && seen.has(identity);
    seen.add(identity);
    return {
      row,
      name: textOf(row, 'folder') ?? `run ${i + 1}`,
      brain,
      course: courseOf(row, severalWorlds),
      place,
      seed: textOf(row, 'seed') ?? '',
      outcome,
      completed: outcome === 'completed',
      isFault: isFault(outcome),
      fingerprint,
      isCopy,
    };
  });
}

/** Some cells as text: equal for rows that are equal there. */
export function cellsOf(row: RunRow, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => row[column] ?? null));
}

/** The number of a text, a new one for a new text. */
export function numberIn(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

/** Runs in lockstep repeat bit for bit; in other worlds two runs are never exactly the same but by having no metrics. */
export function isLockstep(row: RunRow): boolean {
  return row.world === 'lockstep';
}

/** A cell as a finite number; null otherwise. */
export function numberOf(row: RunRow, column: string): number | null {
  const cell = row[column];
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
}

/** Runs by brain, in the order of the table. */
export function groupByBrain(runs: readonly ReportedRun[]): Map<string, ReportedRun[]> {
  return groupBy(runs, ({ brain }) => brain);
}

function courseOf(row: RunRow, severalWorlds: boolean): string {
  const circuit = textOf(row, 'circuit') ?? 'unknown circuit';
  const course = row.direction === 'reverse' ? `${circuit}, reverse` : circuit;
  return severalWorlds ? `${course}${COURSE_SEPARATOR}${textOf(row, 'world') ?? 'unknown world'}` : course;
}
