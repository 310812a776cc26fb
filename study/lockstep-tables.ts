import { formatNumber, MISSING } from '../src/measure/report/format';
import { familyTables, shown } from './columns';
import type { StudyLap } from './drive-laps';
import type { Strategy } from './list';
import { largest, mean, sum } from './numbers';

/** All laps of one model. */
interface Row {
  readonly entry: Pick<Strategy, 'words' | 'family'>;
  readonly laps: readonly StudyLap[];
  readonly completed: readonly StudyLap[];
}

const COLUMNS = [
  shown<Row>('strategy', ({ entry }) => entry.words),
  shown<Row>('laps completed', ({ laps, completed }) => `${completed.length} of ${laps.length}`),
  // A lap without the number leaves the sum unknown.
  shown<Row>('wall contacts', ({ laps }) =>
    formatNumber(sum(laps.map(({ wall_contacts }) => wall_contacts)), 0),
  ),
  shown<Row>('speed m/s', ({ completed }) =>
    formatNumber(mean(completed.map((lap) => lap.average_speed_mps)), 2),
  ),
  shown<Row>('deviation mean m', ({ completed }) =>
    formatNumber(mean(completed.map((lap) => lap.position_deviation_mean_m)), 3),
  ),
  shown<Row>('deviation max m', ({ completed }) =>
    formatNumber(largest(completed.map((lap) => lap.position_deviation_max_m)), 3),
  ),
  shown<Row>('worst lap: mean m', worstLap),
  shown<Row>('not completed', notCompleted),
];

/** One row for each model over all its laps in lockstep, a table for each family. */
export function lockstepTables(
  entries: readonly Pick<Strategy, 'id' | 'words' | 'family'>[],
  laps: readonly StudyLap[],
): string {
  const rows = entries.map((entry): Row => {
    const own = laps.filter(({ id }) => id === entry.id);
    return { entry, laps: own, completed: own.filter(({ completed }) => completed) };
  });
  return familyTables(rows, ({ entry }) => entry.family, COLUMNS);
}

function worstLap({ completed }: Row): string {
  const mean_m = largest(completed.map((lap) => lap.position_deviation_mean_m));
  const worst = completed.find((lap) => lap.position_deviation_mean_m === mean_m);
  return worst === undefined ? MISSING : `${formatNumber(mean_m, 3)} (${worst.circuit}, ${worst.direction})`;
}

function notCompleted({ laps }: Row): string {
  const failed = laps
    .filter(({ completed }) => !completed)
    .map((lap) => `${lap.circuit} ${lap.direction} at ${formatNumber(lap.percentage_completed, 0)} %`);
  return failed.join(', ') || MISSING;
}
