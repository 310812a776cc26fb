import { table } from '../../scripts/support/documents';
import { JITI } from '../../scripts/support/paths';
import { jsonOf } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import { ascending, nearestRank } from '../../src/support/statistics';
import type { SessionCost } from '../sessions';
import { medianOf } from '../support/measure';
import type { PartOptions, PartResult } from '../support/part';

const BRAINS = ['slim_pilotnet', 'pilotnet', 'line_follower'];
/** Laps of a process in a round, after its first. */
const LATER_LAPS = 4;
const MOST_ROUNDS = 5;
/** Sessions of the process whose memory is watched. */
const MANY = 50;
const TENTHS = 10;

interface Found {
  readonly brain: string;
  readonly record: boolean;
  readonly first: SessionCost[];
  readonly later: SessionCost[];
}

/** Processor time of laps in lockstep, in fresh processes and in ones that have driven before, with and without files. */
export async function measureSessions({ rounds }: PartOptions): Promise<PartResult> {
  const found: Found[] = BRAINS.flatMap((brain) =>
    [false, true].map((record) => ({ brain, record, first: [], later: [] })),
  );
  for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
    for (const { brain, record, first, later } of found) {
      const [one, ...others] = await drive(brain, record, 1 + LATER_LAPS);
      first.push(one!);
      later.push(...others);
    }
    say(`sessions: round ${round + 1}`);
  }
  const many = await drive('slim_pilotnet', true, MANY);
  const factor = (costs: readonly SessionCost[]) =>
    medianOf(costs.map(({ simulated_s, processor_s }) => simulated_s / processor_s));
  const slim = found.find(({ brain, record }) => brain === 'slim_pilotnet' && !record)!;
  return {
    text:
      '### What a lap in lockstep costs\n\n' +
      'Processor time of the whole process for one session of one lap of simple_circuit, opening and files included; ' +
      'the factor is simulated time over that. The first lap of a process compiles and loads what the later ones have. ' +
      'Files are the bag without images, tables, statistics and the image of the path.\n\n' +
      `${table(
        HEADER,
        found.map((one) => row(one, factor)),
      )}\n\n${textOfMany(many)}`,
    summary: [
      [
        'lap of simple_circuit in lockstep, slim_pilotnet, no files',
        `${factor(slim.later).toFixed(1)} times real time`,
        '',
      ],
    ],
    figures: { found, many },
  };
}

const HEADER = [
  'brain',
  'files',
  'first lap: factor',
  'later laps: factor',
  'processor s p50 / p99',
  'of it opening s',
];

function row({ brain, record, first, later }: Found, factor: (costs: SessionCost[]) => number): string[] {
  const sorted = ascending(later.map(({ processor_s }) => processor_s));
  return [
    brain,
    record ? 'yes' : 'no',
    factor(first).toFixed(1),
    factor(later).toFixed(1),
    [0.5, 0.99].map((share) => nearestRank(sorted, share)!.toFixed(2)).join(' / '),
    medianOf(later.map(({ opening_s }) => opening_s)).toFixed(3),
  ];
}

function textOfMany(many: readonly SessionCost[]): string {
  const tenths = Array.from({ length: TENTHS }, (_, i) =>
    many.slice((i * many.length) / TENTHS, ((i + 1) * many.length) / TENTHS),
  );
  const cells = (pick: (cost: SessionCost) => number, digits: number) =>
    tenths.map((tenth) => medianOf(tenth.map(pick)).toFixed(digits));
  return (
    `${MANY} sessions with files in one process, slim_pilotnet, medians of each tenth:\n\n` +
    table(
      ['', ...tenths.map((_, i) => `${(100 * (i + 1)) / TENTHS}%`)],
      [
        ['processor s', ...cells(({ processor_s }) => processor_s, 2)],
        ['resident set MB', ...cells(({ resident_mb }) => resident_mb, 0)],
      ],
    )
  );
}

function drive(brain: string, record: boolean, laps: number): Promise<SessionCost[]> {
  const args = ['bench/sessions.ts', '--brain', brain, '--laps', `${laps}`, ...(record ? ['--record'] : [])];
  return jsonOf<SessionCost[]>(process.execPath, [JITI, ...args]);
}
