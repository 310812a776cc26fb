import { formatNumber } from '../../../measure/report/format';
import { formatMetricName } from '../../../measure/report/metric';
import { numberColumn, type Table, textCell, textColumn } from '../../../measure/report/tables';
import type { Factor, FactorCell } from '../factors';
import { DEVIATION } from '../reported-metric';
import { count, formatMean } from '../wording';
import { meanCell, meanCells, meanKeys, numberCell, numberColumns, shareCell, shownCell } from './cells';

/** What a factor changes, by brain and level. */
export function buildFactorTable({ key, label, reference, cells }: Factor): Table {
  const rows = [...cells].flatMap(([brain, own]) => own.map((cell) => ({ brain, ...cell })));
  const names = [textColumn('brain', 'brain'), textColumn('level', label)];
  const people: Table = {
    name: `factor-${key}`,
    title: `Effect of ${label}`,
    columns: [
      ...names,
      numberColumn('runs', 'distinct runs'),
      { ...numberColumn('success', 'success [95 %]'), better: 'higher' },
      { ...numberColumn(DEVIATION.column, formatMetricName(DEVIATION)), better: 'lower' },
      numberColumn('success_change', `success, against ${reference}`),
      numberColumn('deviation_change', `deviation (m), against ${reference}`),
    ],
    rows: rows.map(({ brain, level, summary, change }) => [
      textCell(brain),
      textCell(level),
      shownCell(summary.distinct),
      shareCell(summary.success),
      meanCell(summary.metrics.get(DEVIATION.column), DEVIATION, summary.success.successes),
      shownCell(change?.success ?? null, describeSuccessChange(change), describeMissing(change)),
      shownCell(
        change?.deviation_m?.mean ?? null,
        signed(formatMean(change?.deviation_m, DEVIATION.decimals), change?.deviation_m?.mean ?? 0),
        change === null ? null : 'no pair of runs of which both completed',
      ),
    ]),
  };
  return {
    name: people.name,
    title: people.title,
    rounded: people,
    columns: [
      ...names,
      ...numberColumns([
        ...['distinct', 'success', 'success_low', 'success_high'],
        ...meanKeys(DEVIATION.column),
        ...['pairs', 'lost', 'gained', 'success_change'],
        ...meanKeys('deviation_change_m'),
      ]),
    ],
    rows: rows.map(({ brain, level, summary, change }) => [
      textCell(brain),
      textCell(level),
      ...[summary.distinct, summary.success.share, summary.success.low, summary.success.high].map(numberCell),
      ...meanCells(summary.metrics.get(DEVIATION.column)),
      ...[change?.pairs, change?.lost, change?.gained, change?.success].map(numberCell),
      ...meanCells(change?.deviation_m),
    ]),
  };
}

type Change = FactorCell['change'];

function describeSuccessChange(change: Change): string {
  if (change === null || change.success === null) return '';
  const points = formatNumber(100 * change.success, 0);
  return `${signed(points, change.success)} points over ${count(change.pairs, 'pair')}`;
}

function describeMissing(change: Change): string | null {
  return change === null ? null : 'no run differs from one at the other level in this alone';
}

function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text;
}
