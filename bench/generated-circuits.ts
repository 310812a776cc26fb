/**
 * Drives generated circuits in lockstep, both ways, and writes their table in docs/circuits.md:
 *
 *     npx jiti bench/generated-circuits.ts [--seeds 30] [--resume]
 *
 * The statistics of each lap stay in out/generated-circuits.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { measuredWhere, replaceBetween, table } from '../scripts/support/documents';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { integerFrom, names, program, runProgram, say } from '../scripts/support/program';
import { DIRECTIONS, type Direction } from '../src/circuit/direction';
import { generateCircuit } from '../src/circuit/generate/generate';
import { shapeOf } from '../src/circuit/shape';
import type { LapStatistics } from '../src/measure/metrics/lap-statistics';
import { formatNumber } from '../src/measure/report/format';
import { Session } from '../src/session/session';

const BRAINS = ['line_follower', 'slim_pilotnet'];
const OUT = path.join(PACKAGE_ROOT, 'out', 'generated-circuits');
const SEEDS = 30;

interface Options {
  seeds: number;
  brains: string[];
  resume: boolean;
}

async function bench({ seeds, brains, resume }: Options): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const rows: string[][] = [];
  const laps = new Map<string, LapStatistics[]>(brains.map((brain) => [brain, []]));
  for (let seed = 1; seed <= seeds; seed++) {
    const cells: string[] = [];
    for (const [brain, driven] of laps) {
      for (const direction of DIRECTIONS) {
        const lap = await driveLap(brain, seed, direction, resume);
        driven.push(lap);
        cells.push(lapCell(lap));
      }
    }
    rows.push([...circuitCells(seed), ...cells]);
    say(rows.at(-1)!.join(' | '));
  }
  const head = [
    ...CIRCUIT_HEADER,
    ...brains.flatMap((brain) => DIRECTIONS.map((direction) => `${brain} ${direction}`)),
  ];
  const summary = table(
    SUMMARY_HEADER,
    [...laps].map(([brain, driven]) => summaryRow(brain, driven)),
  );
  const text = `${summary}\n\n${table(head, rows)}\n\n${measuredWhere()}\n`;
  if (seeds === SEEDS && brains.join() === BRAINS.join()) {
    replaceBetween('docs/circuits.md', 'bench generated-circuits', text);
  } else process.stdout.write(`${text}\n`);
}

const CIRCUIT_HEADER = ['seed', 'character', 'length m', 'tightest bend m', 'turned °/100 m'];

function circuitCells(seed: number): string[] {
  const { character, circuit } = generateCircuit(seed);
  const { length_m, tightest_m, turned_degPer100m } = shapeOf(circuit);
  return [
    `${seed}`,
    character,
    formatNumber(length_m, 0),
    formatNumber(tightest_m, 1),
    formatNumber(turned_degPer100m, 0),
  ];
}

async function driveLap(
  brain: string,
  seed: number,
  direction: Direction,
  resume: boolean,
): Promise<LapStatistics> {
  const file = path.join(OUT, `${brain}-${seed}-${direction}.json`);
  if (resume && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as LapStatistics;
  const circuit = `generated:${seed}`;
  const session = new Session({ world: 'lockstep', brain, circuit, direction, out: null, logLevel: 'error' });
  const { statistics } = await session.run();
  writeFileSync(file, `${JSON.stringify(statistics, null, 2)}\n`);
  return statistics;
}

/** Time and largest deviation of a lap; else why it ended, and where. */
function lapCell(lap: LapStatistics): string {
  const contacts = lap.wall_contacts ? `, ${lap.wall_contacts} wall contacts` : '';
  return lap.completed
    ? `${formatNumber(lap.lap_seconds, 1)} s, ${formatNumber(lap.position_deviation_max_m, 2)} m${contacts}`
    : `**no**: ${lap.ended_because} at ${formatNumber(lap.percentage_completed, 0)} %${contacts}`;
}

const SUMMARY_HEADER = [
  'brain',
  'laps completed',
  'without touching a wall',
  'speed m/s',
  'deviation mean m',
  'deviation max m',
];

/** Means and the maximum over the laps that were completed. */
function summaryRow(brain: string, laps: readonly LapStatistics[]): string[] {
  const completed = laps.filter((lap) => lap.completed);
  const valuesOf = (value: (lap: LapStatistics) => number | null) =>
    completed.map(value).filter((one) => one !== null);
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
  const maxima = valuesOf((lap) => lap.position_deviation_max_m);
  return [
    brain,
    `${completed.length} of ${laps.length}`,
    `${completed.filter((lap) => lap.wall_contacts === 0).length}`,
    formatNumber(mean(valuesOf((lap) => lap.average_speed_mps)), 2),
    formatNumber(mean(valuesOf((lap) => lap.position_deviation_mean_m)), 3),
    formatNumber(maxima.length === 0 ? null : Math.max(...maxima), 3),
  ];
}

void runProgram(
  program(
    'npx jiti bench/generated-circuits.ts',
    'Drives generated circuits in lockstep, both ways, and writes their table in docs/circuits.md.',
  )
    .option(
      '--seeds <number>',
      'circuits of the seeds from 1 to this; the document has those of 30',
      integerFrom(1),
      SEEDS,
    )
    .option('--brains <names>', 'brains that drive them', names, BRAINS)
    .option('--resume', 'take the laps that an earlier call has driven', false)
    .action(bench),
);
