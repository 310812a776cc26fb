import { existsSync } from 'node:fs';
import { table } from '../../scripts/support/documents';
import { JITI } from '../../scripts/support/paths';
import { jsonOf } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import { formatNumber } from '../../src/measure/report/format';
import type { RenderLikeness } from '../render-likeness';
import type { PartOptions, PartResult } from '../support/part';

const HEADER = [
  'circuit',
  'frames',
  'line mask: intersection over union, mean / p5',
  'difference above horizon / far / near rows',
  'mean difference of v m/s',
  'mean difference of w rad/s',
  'w correlation',
];

/** Rendered frames compared with recorded ones, where a folder of those is at hand. */
export async function measureLikeness({ recorded, out }: PartOptions): Promise<PartResult | null> {
  if (!existsSync(recorded)) {
    say(`left out: likeness of the rendered frames (no recorded frames at ${recorded})`);
    return null;
  }
  const args = ['bench/render-likeness.ts', recorded, '--json', '--sheet', out];
  const found = await jsonOf<RenderLikeness[]>(process.execPath, [JITI, ...args]);
  const rows = found.map((one) => [
    one.circuit,
    `${one.frames}`,
    `${formatNumber(one.line_iou_mean, 3)} / ${formatNumber(one.line_iou_p5, 3)}`,
    [one.difference_above_horizon, one.difference_far_rows, one.difference_near_rows]
      .map((difference) => formatNumber(difference, 1))
      .join(' / '),
    formatNumber(one.v_difference_mps, 3),
    formatNumber(one.w_difference_radps, 3),
    formatNumber(one.w_correlation, 4),
  ]);
  return { file: 'docs/world.md', text: table(HEADER, rows), summary: [], figures: found };
}
