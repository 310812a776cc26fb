import { table } from '../../scripts/support/documents';
import { JITI } from '../../scripts/support/paths';
import { jsonOf } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import type { RenderTimes } from '../render';
import { medianOf } from '../support/measure';
import { ms, type PartOptions, type PartResult } from '../support/part';

/** Whole frames of the built-in world. */
export async function measureRender({ rounds }: PartOptions): Promise<PartResult> {
  const runs: RenderTimes[][] = [];
  for (let round = 0; round < rounds; round++) {
    const times = await jsonOf<RenderTimes[]>(process.execPath, [JITI, 'bench/render.ts', '--json']);
    runs.push(times.filter(({ rows }) => rows === '0-479'));
    say(`render ${round + 1}/${rounds}`);
  }
  const medians = (runs[0] ?? []).map(({ circuit }) => {
    const of = (key: 'p50_ms' | 'p99_ms' | 'frames_per_second') =>
      medianOf(runs.flatMap((run) => run.filter((one) => one.circuit === circuit).map((one) => one[key])));
    return { circuit, p50_ms: of('p50_ms'), p99_ms: of('p99_ms'), rate: of('frames_per_second') };
  });
  const rows = medians.map((one) => [one.circuit, ms(one.p50_ms), ms(one.p99_ms), one.rate.toFixed(0)]);
  const slowest = Math.min(...medians.map(({ rate }) => rate));
  return {
    text: `### Rendering\n\n640x480, one core, frames along a lap.\n\n${table(['circuit', 'p50 ms', 'p99 ms', 'frames/s'], rows)}`,
    summary: [
      [
        'rendering 640x480, one core, slowest circuit',
        `${slowest.toFixed(0)} frames/s`,
        '20 frames/s are needed',
      ],
    ],
    figures: rows,
  };
}
