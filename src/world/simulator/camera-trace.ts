import { ConfigurationError, quoted } from '../../errors';
import { type CsvRow, columnOf, csvRows, parseDecimal, readCsvText } from '../../support/csv-rows';

/** Measured times of a camera's frames. */
export interface CameraTrace {
  readonly file: string;
  readonly frames: readonly TracedFrame[];
  /** From the first capture to that of the next round. */
  readonly duration_ms: number;
}

export interface TracedFrame {
  /** From the first capture, simulated time. */
  readonly capture_ms: number;
  /** From the capture to the arrival, simulated time. */
  readonly delay_ms: number;
}

interface Row {
  readonly stamp_s: number;
  readonly age_s: number;
  /** Null where the file does not have it. */
  readonly wall_ms: number | null;
}

const COLUMNS = ['stamp_s', 'age_s'] as const;
const WALL_COLUMN = 'arrival_wall_ms';
/** A gap or an age of so long near the start is the world that starts, not its camera. */
const STARTING_S = 5;
const STARTING_ROWS = 10;
/** Frames that arrive within so much of the wall clock were handed over together. */
const BURST_MS = 5;
/** Longer than any recording. */
const LATEST_S = 1e7;

/**
 * Reads when a camera's frames were captured and how old they were on arrival, in simulated time: a CSV file with the
 * columns stamp_s and age_s, and optionally arrival_wall_ms; others are ignored.
 *
 * - The start is left out: of the first ten rows those up to a gap or an age of more than 5 s.
 * - A negative age means that the reader had not yet read the clock either: the frame counts as arriving with the last one of
 *   its burst (arrivals on the wall clock less than 5 ms apart).
 * - The times begin again after the last row, one median interval later.
 * @throws ConfigurationError in one line that names file, line and column
 */
export function readCameraTrace(file: string): CameraTrace {
  return parseCameraTrace(readCsvText(file, 'the camera times'), file);
}

/** @param file for the messages */
export function parseCameraTrace(text: string, file: string): CameraTrace {
  const rows = withoutStart(parseRows(text, file));
  if (rows.length < 2) {
    throw new ConfigurationError(
      `${file}: holds ${rows.length === 0 ? 'no frame' : 'one frame'} after the start; ` +
        `at least two rows under ${COLUMNS.join(',')} are needed`,
    );
  }
  const first_s = rows[0]!.stamp_s;
  const arrivals = arrivalsOf(rows);
  const frames = rows.map(({ stamp_s }, i) => ({
    capture_ms: toMilliseconds(stamp_s - first_s),
    delay_ms: toMilliseconds(arrivals[i]! - stamp_s),
  }));
  return { file, frames, duration_ms: frames.at(-1)!.capture_ms + medianInterval_ms(frames) };
}

/** Whole microseconds, so that differences of decimals do not end just below a millisecond. */
function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1000;
}

function medianInterval_ms(frames: readonly TracedFrame[]): number {
  const intervals = frames.slice(1).map(({ capture_ms }, i) => capture_ms - frames[i]!.capture_ms);
  intervals.sort((a, b) => a - b);
  return intervals[intervals.length >> 1]!;
}

function withoutStart(rows: readonly Row[]): readonly Row[] {
  let from = 0;
  for (let i = 0; i < Math.min(STARTING_ROWS, rows.length); i++) {
    const { stamp_s, age_s } = rows[i]!;
    const next_s = rows[i + 1]?.stamp_s ?? stamp_s;
    if (age_s > STARTING_S || next_s - stamp_s > STARTING_S) from = i + 1;
  }
  return rows.slice(from);
}

/** @returns simulated times in seconds; never before the capture, and in order */
function arrivalsOf(rows: readonly Row[]): number[] {
  const arrivals = rows.map(({ stamp_s, age_s }) => stamp_s + Math.max(0, age_s));
  let isLate = false;
  for (let i = rows.length - 2; i >= 0; i--) {
    const { age_s, wall_ms } = rows[i]!;
    const { age_s: nextAge_s, wall_ms: nextWall_ms } = rows[i + 1]!;
    const isOneBurst = wall_ms !== null && nextWall_ms !== null && nextWall_ms - wall_ms < BURST_MS;
    isLate = isOneBurst && (isLate || age_s < 0 || nextAge_s < 0);
    if (isLate) arrivals[i] = Math.max(arrivals[i]!, arrivals[i + 1]!);
  }
  return arrivals;
}

function parseRows(text: string, file: string): Row[] {
  const [header, ...rows] = csvRows(text, file, COLUMNS.join(','));
  const names = header?.record ?? [];
  const [stampAt, ageAt] = COLUMNS.map((name) => columnOf(name, names, { file, needed: COLUMNS }));
  const wallAt = names.indexOf(WALL_COLUMN);
  const parsed = rows.map((row) => {
    const cell = (at: number, column: string) =>
      parseTime(row, at, `${file}, line ${row.info.lines}, column ${column}`);
    return {
      stamp_s: cell(stampAt!, 'stamp_s'),
      age_s: cell(ageAt!, 'age_s'),
      wall_ms: wallAt < 0 ? null : cell(wallAt, WALL_COLUMN),
    };
  });
  for (const [i, row] of parsed.entries())
    checkOrder(row, parsed[i - 1], `${file}, line ${rows[i]!.info.lines}`);
  return parsed;
}

function parseTime({ record }: CsvRow, at: number, where: string): number {
  const text = record[at] ?? '';
  const value = parseDecimal(text);
  if (!Number.isFinite(value)) {
    throw new ConfigurationError(`${where}: ${quoted(text)} is not a number; correct it, or remove the row`);
  }
  const most = where.endsWith(WALL_COLUMN) ? LATEST_S * 1000 : LATEST_S;
  if (Math.abs(value) > most)
    throw new ConfigurationError(`${where}: ${text} is out of range (${-most} to ${most})`);
  return value;
}

function checkOrder(row: Row, before: Row | undefined, where: string): void {
  if (before === undefined) return;
  if (row.stamp_s <= before.stamp_s) {
    throw new ConfigurationError(
      `${where}, column stamp_s: ${row.stamp_s} is not after the ${before.stamp_s} of the row before; ` +
        'sort the rows, or remove those of another run',
    );
  }
  if (row.wall_ms !== null && before.wall_ms !== null && row.wall_ms < before.wall_ms) {
    throw new ConfigurationError(
      `${where}, column ${WALL_COLUMN}: ${row.wall_ms} is before the ${before.wall_ms} of the row before; ` +
        'sort the rows, or remove those of another run',
    );
  }
}
