import { table } from '../../scripts/support/documents';
import { JITI } from '../../scripts/support/paths';
import { jsonOf } from '../../scripts/support/processes';
import { formatNumber } from '../../src/measure/report/format';
import { median } from '../../src/support/statistics';
import type { MetricsRun, MetricsTimes } from '../metrics';
import type { PartOptions, PartResult } from '../support/part';

const HEADER = [
  'bag',
  'MB',
  'messages',
  'f1-brain metrics s',
  'peak MB',
  'measureBag alone s',
  'Python s',
  'peak MB',
  'speed-up',
];

/** `f1-brain metrics` as a process, compared with the same metrics by rosbag, numpy and scipy. */
export async function measureMetrics({ rounds }: PartOptions): Promise<PartResult> {
  const args = ['bench/metrics.ts', '--json', '--runs', `${rounds}`];
  const found = await jsonOf<MetricsTimes[]>(process.execPath, [JITI, ...args]);
  const rows = found.map((one) => [
    one.bag,
    one.size_MB.toFixed(0),
    `${one.messages}`,
    wall(one.command),
    memory(one.command),
    formatNumber(median(one.warm_s), 2),
    wall(one.python ?? []),
    memory(one.python ?? []),
    formatNumber(speedUp(one), 1),
  ]);
  const [first] = found;
  const ratio = first === undefined ? null : speedUp(first);
  return {
    text:
      '### Metrics of a bag\n\nOdometry at 20 Hz, clock at 1 kHz; the 2 GB bag holds raw camera frames. Whole ' +
      'processes, start included; Python is bench/reference/bag_metrics.py (rosbag, numpy, scipy), which gives ' +
      `BehaviorMetrics' figures alone. Medians of ${rounds} runs in turn.\n\n${table(HEADER, rows)}`,
    summary: [
      [
        'measuring a 10-minute bag (20 Hz odometry, 1 kHz clock)',
        `${wall(first?.command ?? [])} s`,
        ratio === null
          ? ''
          : `${wall(first?.python ?? [])} s with rosbag, numpy and scipy: speed-up ${formatNumber(ratio, 1)}`,
      ],
    ],
    figures: found,
  };
}

function wall(runs: readonly MetricsRun[]): string {
  return formatNumber(median(runs.map(({ wall_s }) => wall_s)), 2);
}

function memory(runs: readonly MetricsRun[]): string {
  return formatNumber(median(runs.flatMap(({ rss_MB }) => rss_MB ?? [])), 0);
}

/** Over the reference, run by run; null without it. */
function speedUp({ command, python }: MetricsTimes): number | null {
  const pairs = (python ?? []).map(({ wall_s }, i) => wall_s / (command[i]?.wall_s ?? Number.NaN));
  return median(pairs);
}
