import { table } from '../../scripts/support/documents';
import { JITI } from '../../scripts/support/paths';
import { jsonOf } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import { formatNumber } from '../../src/measure/report/format';
import type { CompensatedNode } from '../compensated-node';
import { type Measured, medianOf } from '../support/measure';
import { msPair, type PartOptions, type PartResult } from '../support/part';

type StageTimes = Readonly<Record<string, Measured>>;

const STAGE_HEADER = [
  'brain',
  'its step p50 / p99 ms',
  'compensation of its answer p50 / p99 µs',
  'share of the step',
  'one steering step p50 / p99 µs',
  'share of the step',
];
const NODE_HEADER = ['brain', 'off p50 / p99 ms', 'auto p50 / p99 ms', 'auto / off, p50, run by run'];

/** What compensation adds to the path of a frame, in a process and in the node. */
export async function measureCompensation({ rounds }: PartOptions): Promise<PartResult> {
  const stages: StageTimes[] = [];
  const nodes: CompensatedNode[] = [];
  for (let round = 0; round < rounds; round++) {
    stages.push(await jsonOf<StageTimes>(process.execPath, [JITI, 'bench/compensation.ts', '--json']));
    nodes.push(await jsonOf<CompensatedNode>(process.execPath, [JITI, 'bench/compensated-node.ts']));
    say(`compensation ${round + 1}/${rounds}`);
  }
  return {
    text:
      `### What compensation costs\n\nA drive along simple_circuit at 20 Hz, medians of ${rounds} runs of 1000 frames each; ` +
      'there are four steering steps between two frames. Shares are medians of the runs of p50 / p50. The compensation of ' +
      "the line follower's answer includes the speeds that its line allows, which are computed only there.\n\n" +
      `${table(STAGE_HEADER, stageRows(stages))}\n\n` +
      'Frame to command in the node, in the built-in world over ROS at 20 Hz, nodes with and without compensation in ' +
      `turn:\n\n${table(NODE_HEADER, nodeRows(nodes))}`,
    summary: [],
    figures: { stages, nodes },
  };
}

/** Names of the drives: the parts before the colons. */
function drivesOf([first]: readonly StageTimes[]): string[] {
  return [...new Set(Object.keys(first ?? {}).map((name) => name.split(': ')[0]!))];
}

function sharesOf(drive: string, runs: readonly StageTimes[]): { answer: number; steering: number } {
  const share = (what: string) =>
    medianOf(runs.map((run) => of(run, drive, what).p50_ms / of(run, drive, 'step').p50_ms));
  return { answer: share('compensation of the answer'), steering: share('steering step') };
}

function stageRows(runs: readonly StageTimes[]): string[][] {
  return drivesOf(runs).map((drive) => {
    const median = (what: string, key: 'p50_ms' | 'p99_ms') =>
      medianOf(runs.map((run) => of(run, drive, what)[key]));
    const us = (what: string) =>
      [median(what, 'p50_ms'), median(what, 'p99_ms')].map((ms) => (1000 * ms).toFixed(1)).join(' / ');
    const { answer, steering } = sharesOf(drive, runs);
    return [
      drive,
      msPair(median('step', 'p50_ms'), median('step', 'p99_ms')),
      us('compensation of the answer'),
      percent(answer),
      us('steering step'),
      percent(steering),
    ];
  });
}

function of(run: StageTimes, drive: string, what: string): Measured {
  const found = run[`${drive}: ${what}`];
  if (found === undefined) throw new Error(`${drive}: ${what} was not measured`);
  return found;
}

function nodeRows(runs: readonly CompensatedNode[]): string[][] {
  return Object.keys(runs[0] ?? {}).map((brain) => {
    const all = runs.flatMap((run) => run[brain] ?? []);
    const pair = (mode: 'auto' | 'off') =>
      msPair(medianOf(all.map((one) => one[mode].p50_ms)), medianOf(all.map((one) => one[mode].p99_ms)));
    const ratios = all.map(({ auto, off }) => auto.p50_ms / off.p50_ms);
    const each = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
    return [brain, pair('off'), pair('auto'), `${each} (median ${medianOf(ratios).toFixed(2)})`];
  });
}

function percent(share: number): string {
  return formatNumber(100 * share, 1, '%');
}
