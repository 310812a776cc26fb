import { mean, squaredDeviations } from '../../support/statistics';
import { roundSignificant } from './charts/chart';
import { chooseDecimals, formatNumber, MISSING } from './format';
import { formatMetricName, isPartialRun, METRICS, type Metric } from './metric';
import { distinct, labelBrains, labelCourses, type ReportRun } from './run';
import type { Cell, Column, Table } from './tables';

const DIGITS = 6;

/** Runs of one brain on one circuit, in one direction and one world. */
interface Group {
  readonly course: string;
  readonly brain: string;
  readonly runs: readonly ReportRun[];
}

/** Mean of a metric over the runs of a group that have it. */
interface GroupMean {
  readonly count: number;
  readonly mean: number | null;
  /** Standard deviation with n - 1 in the denominator; null with fewer than two values. */
  readonly sd: number | null;
}

/** Means and standard deviations by circuit and brain, for people: one column per metric, sorted by the mean. */
export function buildMeansTable(runs: readonly ReportRun[]): Table {
  const groups = groupRuns(runs);
  return {
    name: 'means',
    title: 'Means by circuit and brain',
    columns: [
      ...textColumns(),
      { key: 'runs', name: 'runs', better: null, isNumber: true },
      ...METRICS.map((metric) => ({
        key: metric.key,
        name: formatMetricName(metric),
        better: metric.better,
        isNumber: true,
      })),
    ],
    rows: groups.map((group) => [
      textCell(group.course),
      textCell(group.brain),
      numberCell(group.runs.length),
      ...METRICS.map((metric) => buildMeanCell(metric, group)),
    ]),
  };
}

/** The same for files: in CSV mean, standard deviation and number of runs of each metric have columns of their own. */
export function buildMeansFileTable(runs: readonly ReportRun[]): Table {
  const parts = ['mean', 'sd', 'n'] as const;
  const numbers = ['runs', ...METRICS.flatMap(({ key }) => parts.map((part) => `${key}_${part}`))];
  return {
    name: 'means',
    title: 'Means by circuit and brain',
    rounded: buildMeansTable(runs),
    columns: [
      ...textColumns(),
      ...numbers.map((key): Column => ({ key, name: key, better: null, isNumber: true })),
    ],
    rows: groupRuns(runs).map((group) => [
      textCell(group.course),
      textCell(group.brain),
      numberCell(group.runs.length),
      ...METRICS.flatMap((metric) => {
        const { mean, sd, count } = computeMean(metric, group);
        return [mean, sd, count].map(numberCell);
      }),
    ]),
  };
}

function groupRuns(runs: readonly ReportRun[]): Group[] {
  const [courses, brains] = [labelCourses(runs), labelBrains(runs)];
  return distinct(courses.values()).flatMap((course) =>
    distinct(brains.values()).flatMap((brain) => {
      const members = runs.filter((run) => courses.get(run) === course && brains.get(run) === brain);
      return members.length === 0 ? [] : [{ course, brain, runs: members }];
    }),
  );
}

/** Partial runs are excluded from metrics about driving, as in a comparison. */
function computeMean(metric: Metric, { runs }: Group): GroupMean {
  const values = runs
    .filter(({ measurement }) => !metric.isAboutDriving || !isPartialRun(measurement))
    .map(({ measurement }) => metric.value(measurement))
    .filter((value) => value !== null);
  const centre = mean(values);
  const sd =
    centre === null || values.length < 2
      ? null
      : Math.sqrt(squaredDeviations(values, centre) / (values.length - 1));
  return { count: values.length, mean: centre, sd };
}

function buildMeanCell(metric: Metric, group: Group): Cell {
  const { count, mean, sd } = computeMean(metric, group);
  if (mean === null) return { text: MISSING, value: null, best: false, reason: null };
  const decimals = chooseDecimals([mean], metric.decimals);
  const few = count < group.runs.length ? ` (${count} of ${group.runs.length})` : '';
  const spread = sd === null ? '' : ` ± ${formatNumber(sd, decimals)}`;
  return {
    text: `${formatNumber(mean, decimals)}${spread}${few}`,
    value: roundSignificant(mean, DIGITS),
    best: false,
    reason: null,
  };
}

function textColumns(): Column[] {
  return ['circuit', 'brain'].map((key) => ({ key, name: key, better: null, isNumber: false }));
}

function textCell(value: string): Cell {
  return { text: value, value, best: false, reason: null };
}

function numberCell(value: number | null): Cell {
  if (value === null) return { text: MISSING, value: null, best: false, reason: null };
  const shown = roundSignificant(value, DIGITS);
  return { text: String(shown), value: shown, best: false, reason: null };
}
