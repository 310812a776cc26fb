import { table } from '../../scripts/support/documents';
import { JITI } from '../../scripts/support/paths';
import { jsonOf } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import { median } from '../../src/support/statistics';
import type { CommandTimes, ObservingResult } from '../observing';
import { ms, msPair, type PartOptions, type PartResult } from '../support/part';

const HEADER = [
  'meanwhile',
  'frame to command p50 / p99 ms',
  'longest ms',
  'longest time between two commands ms',
];

/** What watching the node and swapping its brain does to its commands. */
export async function measureObserving({ rounds }: PartOptions): Promise<PartResult> {
  const runs: ObservingResult[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(await jsonOf<ObservingResult>(process.execPath, [JITI, 'bench/observing.ts']));
    say(`observing ${round + 1}/${rounds}`);
  }
  const rows = Object.keys(runs[0]?.results ?? {}).map((name) => {
    const of = (key: keyof CommandTimes) => median(runs.flatMap(({ results }) => results[name]?.[key] ?? []));
    return [name, msPair(of('p50_ms'), of('p99_ms')), ms(of('max_ms')), ms(of('longest_gap_ms'))];
  });
  const load_ms = median(runs.flatMap((run) => run.load_ms));
  return {
    text:
      "### What watching and swapping the brain costs\n\nslim_pilotnet, the built-in world's camera at 20 Hz (a command " +
      `each 50 ms), medians of ${rounds} rounds. Opening, checking and warming up the other brain beside the active one ` +
      `took ${ms(load_ms)} ms (median).\n\n${table(HEADER, rows)}`,
    summary: [],
    figures: { runs },
  };
}
