import { formatNumber } from '../../../measure/report/format';
import { formatColumns } from '../../../support/terminal/columns';
import type { DatasetStatistics, LabelStatistics, Spread } from './statistics';

type Row = readonly string[];

const HEADER: Row = ['', 'pictures', 'v (m/s)', '', 'w (rad/s)', '', '|w| > 1', '|w| > 2', 'sequences'];

/** The labels of a dataset as aligned text, a line a part. */
export function labelTable({ whole, parts }: DatasetStatistics): string {
  const rows = parts.map(rowOf);
  const all = parts.length > 1 ? [rowOf(whole)] : [];
  return formatColumns([HEADER, ...rows, ...all]);
}

function rowOf(part: LabelStatistics): Row {
  const { name, count, v_mps, w_radps, share_w_over_1, share_w_over_2, sequences } = part;
  return [
    name,
    String(count),
    meanAndStd(v_mps),
    range(v_mps),
    meanAndStd(w_radps),
    range(w_radps),
    percent(share_w_over_1),
    percent(share_w_over_2),
    formatNumber(sequences, 0),
  ];
}

const meanAndStd = ({ mean, std }: Spread) => `${formatNumber(mean, 2)} ± ${formatNumber(std, 2)}`;
const range = ({ min, max }: Spread) => `${formatNumber(min, 2)} to ${formatNumber(max, 2)}`;

export function percent(share: number): string {
  return formatNumber(100 * share, 1, '%');
}
