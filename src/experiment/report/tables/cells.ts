import { roundSignificant } from '../../../measure/report/charts/chart';
import { formatNumber, MISSING } from '../../../measure/report/format';
import { type Cell, type Column, numberColumn } from '../../../measure/report/tables';
import type { ReportedMetric } from '../reported-metric';
import type { Mean } from '../statistics/mean-interval';
import type { Proportion } from '../statistics/wilson';
import { formatMetric, formatShare } from '../wording';

const DIGITS = 6;

/** A number for files, to six significant digits. */
export function numberCell(value: number | null | undefined): Cell {
  const shown = value === null || value === undefined ? null : roundSignificant(value, DIGITS);
  return { text: shown === null ? MISSING : String(shown), value: shown, best: false, reason: null };
}

/** A number for people. @param reason why it is missing */
export function shownCell(
  value: number | null,
  text: string = formatNumber(value, 0),
  reason: string | null = null,
): Cell {
  return {
    text: value === null ? MISSING : text,
    value: value === null ? null : roundSignificant(value, DIGITS),
    best: false,
    reason: value === null ? reason : null,
  };
}

/** A success rate with its interval, sorted by the rate. */
export function shareCell(share: Proportion): Cell {
  return shownCell(share.share, formatShare(share), 'no run counts');
}

/** A mean with its interval, sorted by the mean. @param outOf runs that should have the metric: says where fewer do */
export function meanCell(found: Mean | null | undefined, metric: ReportedMetric, outOf: number): Cell {
  if (found === null || found === undefined) return shownCell(null, '', 'no run that counts has it');
  const few = found.n < outOf ? ` (${found.n} of ${outOf})` : '';
  return shownCell(found.mean, formatMetric(found, metric) + few);
}

/** Number columns of files, named by their keys. */
export function numberColumns(keys: readonly string[]): Column[] {
  return keys.map((key) => numberColumn(key, key));
}

/** The columns of a mean in files. */
export function meanKeys(column: string): string[] {
  return ['n', 'mean', 'sd', 'low', 'high', 'median'].map((part) => `${column}_${part}`);
}

export function meanCells(found: Mean | null | undefined): Cell[] {
  return [
    numberCell(found?.n ?? 0),
    ...[found?.mean, found?.sd, found?.low, found?.high, found?.median].map(numberCell),
  ];
}
