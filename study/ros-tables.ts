import { measuredWhere } from '../scripts/support/documents';
import { formatNumber, MISSING } from '../src/measure/report/format';
import { type Column, familyTables, longOnly, shown } from './columns';
import type { StudyLap } from './drive-laps';
import { type Strategy, ships } from './list';
import { PUBLISHED_LAPS, type PublishedLap, publishedLap } from './published';

/** Where laps were published. */
export const PUBLISHED_CIRCUITS: readonly string[] = [
  ...new Set(PUBLISHED_LAPS.map(({ circuit }) => circuit)),
];

type Entry = Pick<Strategy, 'id' | 'words' | 'family' | 'published'>;

interface Row {
  readonly entry: Entry;
  readonly lap: StudyLap;
  /** What was published about the same strategy on that circuit. */
  readonly twin: PublishedLap | null;
}

const COLUMNS: readonly Column<Row>[] = [
  shown('strategy', ({ entry }) => entry.words),
  shown('circuit', ({ lap }) => lap.circuit ?? MISSING),
  shown('completed', ({ lap }) => (lap.completed ? 'yes' : `no (${lap.ended_because})`)),
  shown('speed m/s', ({ lap }) => formatNumber(lap.average_speed_mps, 2)),
  shown('deviation figure, against their perfect lap', ({ lap }) =>
    formatNumber(lap.deviation_figure_perfect_lap, 2),
  ),
  longOnly('the same, against our line', ({ lap }) => formatNumber(lap.deviation_figure_own_line, 2)),
  shown('deviation mean m', ({ lap }) => formatNumber(lap.position_deviation_mean_m, 3)),
  shown('deviation max m', ({ lap }) => formatNumber(lap.position_deviation_max_m, 3)),
  shown('brain iterations 1/s', ({ lap }) => formatNumber(lap.brain_iterations_frequency_real_time, 0)),
  shown('inference ms mean', ({ lap }) => formatNumber(lap.inference_time_ms.mean, 2)),
  longOnly('step ms p50', ({ lap }) => formatNumber(lap.step_time_ms.p50, 2)),
  longOnly('wall contacts', ({ lap }) => formatNumber(lap.wall_contacts, 0)),
  shown('published speed m/s', ({ twin }) =>
    twin === null ? MISSING : `${twin.ended ?? twin.average_speed_mps} (${twin.family})`,
  ),
  shown('published deviation figure', ({ twin }) => `${twin?.deviation_figure ?? MISSING}`),
  shown('published iterations 1/s', ({ twin }) => `${twin?.brain_hz ?? MISSING}`),
  shown('published inference ms', ({ twin }) => `${twin?.inference_ms ?? MISSING}`),
];

/** Whether a model is driven by the wall clock unless somebody asks for others: it ships, or laps of its strategy were
 *  published. */
export function drivesOverRos(entry: Pick<Strategy, 'source' | 'optimize' | 'published'>): boolean {
  return ships(entry) || PUBLISHED_CIRCUITS.some((circuit) => twinOf(circuit, entry) !== null);
}

/** Markdown with every lap and column for docs/evaluation.md, and fewer of both for docs/results.md. */
export function rosTables(
  entries: readonly Entry[],
  laps: readonly StudyLap[],
): { evaluation: string; results: string } {
  const rows = entries.flatMap((entry) =>
    laps
      .filter(({ id }) => id === entry.id)
      .map((lap): Row => ({ entry, lap, twin: twinOf(lap.circuit, entry) })),
  );
  const onPublished = rows.filter(({ lap }) => PUBLISHED_CIRCUITS.includes(lap.circuit ?? ''));
  const tables = (some: readonly Row[], columns: readonly Column<Row>[]) =>
    familyTables(some, ({ entry }) => entry.family, columns);
  const notes = `${bestLaps(entries, laps)}\n\n${measuredWhere()}`;
  const short = COLUMNS.filter((column) => column.short);
  return {
    evaluation: `${tables(rows, COLUMNS)}\n\n${notes}`,
    results: `${tables(onPublished, short)}\n\n${notes}`,
  };
}

/** Which models beat the fastest published lap and the smallest published deviation figure in the same lap, on every
 *  circuit where laps were published. */
function bestLaps(entries: readonly Entry[], laps: readonly StudyLap[]): string {
  const best = PUBLISHED_CIRCUITS.map((circuit) => {
    const theirs = PUBLISHED_LAPS.filter((one) => one.circuit === circuit && one.ended === null);
    const of = (key: 'average_speed_mps' | 'deviation_figure') =>
      theirs.map((one) => one[key]).filter((value) => value !== null);
    return {
      circuit,
      speed_mps: Math.max(...of('average_speed_mps')),
      figure: Math.min(...of('deviation_figure')),
    };
  });
  const beats = ({ id }: Entry) =>
    best.every((one) => {
      const lap = laps.find((driven) => driven.id === id && driven.circuit === one.circuit);
      if (!lap?.completed || lap.deviation_figure_perfect_lap === null) return false;
      return (lap.average_speed_mps ?? 0) > one.speed_mps && lap.deviation_figure_perfect_lap < one.figure;
    });
  const list = best.map((one) => `${one.circuit} ${one.speed_mps} m/s and ${one.figure}`).join(', ');
  const those = entries.filter(beats).map(({ words, family }) => `${family}: ${words}`);
  return (
    `Better than both the best published speed and the best published deviation figure (${list}) in one lap, on all of ` +
    `these circuits: ${those.length === 0 ? 'none' : those.join('; ')} (${those.length} of ${entries.length}).`
  );
}

/** What was published about driving with the same strategy; the baseline of theirs is the original network. */
function twinOf(circuit: string | null, { published }: Pick<Strategy, 'published'>): PublishedLap | null {
  if (published === null || circuit === null) return null;
  return publishedLap(circuit, published[1] === 'baseline' ? ['TensorFlow', 'original'] : published);
}
