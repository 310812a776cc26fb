import { table } from '../../scripts/support/documents';
import { JITI } from '../../scripts/support/paths';
import { jsonOf } from '../../scripts/support/processes';
import { formatNumber } from '../../src/measure/report/format';
import type { BagTimes } from '../bag';
import type { PartOptions, PartResult } from '../support/part';

const HEADER = [
  'bag',
  'MB',
  'messages',
  'written ms',
  'scanned ms',
  'scan peak MB',
  'rosbag Python: written ms',
  'read ms',
];

/** Bags written and scanned, ours and rosbag's Python API in turn. */
export async function measureBags({ rounds }: PartOptions): Promise<PartResult> {
  const args = ['bench/bag.ts', '--json', '--rounds', `${rounds}`, '--large'];
  const found = await jsonOf<BagTimes[]>(process.execPath, [JITI, ...args]);
  const whole = (value: number | null) => formatNumber(value, 0);
  const rows = found.map((one) => [
    one.name,
    whole(one.bytes / 1e6),
    whole(one.messages),
    whole(one.write_ms),
    whole(one.scan_ms),
    whole(one.scan_maxRss_MB),
    whole(one.python_write_ms),
    whole(one.python_read_ms),
  ]);
  return {
    text: `### Bags\n\nMedians of ${rounds} runs in turn, each in a process of its own; odometry, clock and image headers are decoded.\n\n${table(HEADER, rows)}`,
    summary: [],
    figures: found,
  };
}
