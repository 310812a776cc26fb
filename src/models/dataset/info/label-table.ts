import { formatNumber, formatPercent } from '../../../measure/report/format';
import { formatColumns } from '../../../support/terminal/columns';
import type { DatasetStatistics, LabelStatistics, Spread } from './statistics';

type Row = readonly string[];

const HEADER: Row = ['', 'images', 'v (m/s)', '', 'w (rad/s)', '', '|w| > 1', '|w| > 2', 'sequences'];

/** The labels of a dataset as aligned text, one line per part. */
export function formatLabelTable({ whole, parts }: DatasetStatistics): string {
  const rows = parts.map(formatRow);
  const all = parts.length > 1 ? [formatRow(whole)] : [];
  return formatColumns([HEADER, ...rows, ...all]);
}

function formatRow(part: LabelStatistics): Row {
  const { name, count, v_mps, w_radps, share_w_over_1, share_w_over_2, sequences } = part;
  return [
    name,
    String(count),
    formatMean(v_mps),
    formatRange(v_mps),
    formatMean(w_radps),
    formatRange(w_radps),
    formatPercent(100 * share_w_over_1, 1, '%'),
    formatPercent(100 * share_w_over_2, 1, '%'),
    formatNumber(sequences, 0),
  ];
}

const formatMean = ({ mean, std }: Spread) => `${formatNumber(mean, 2)} ± ${formatNumber(std, 2)}`;
const formatRange = ({ min, max }: Spread) => `${formatNumber(min, 2)} to ${formatNumber(max, 2)}`;
