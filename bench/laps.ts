/**
 * Drives every brain on every circuit, both ways, and writes the tables of docs/driving.md: `npm run laps -- --help`.
 * Each lap leaves its record in out/laps, for `f1-brain report out/laps`.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CIRCUITS } from '../scripts/support/circuits';
import { measuredWhere, replaceBetween, table } from '../scripts/support/documents';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { jsonOfBrain } from '../scripts/support/processes';
import { names, namesOf, program, runProgram, say } from '../scripts/support/program';
import { circuitNames } from '../src/circuit/load';
import type { LapStatistics } from '../src/measure/metrics/lap-statistics';
import { formatNumber } from '../src/measure/report/format';

const WORLDS = ['lockstep', 'ros'] as const;
type World = (typeof WORLDS)[number];
const BRAINS = ['pilotnet', 'slim_pilotnet', 'line_follower'];

interface Job {
  readonly world: World;
  readonly brain: string;
  readonly circuit: string;
  readonly direction: 'forward' | 'reverse';
}

interface Options {
  world?: World[];
  brains?: string[];
  circuits?: string[];
}

async function drive({ world = [...WORLDS], brains = BRAINS, circuits }: Options): Promise<void> {
  for (const one of world) {
    for (const brain of brains) {
      const rows = await lapsOf(one, brain, circuits ?? CIRCUITS);
      const text = `${table(HEADER, rows)}\n\n${measuredWhere()}\n`;
      if (circuits === undefined) replaceBetween('docs/driving.md', `laps ${one} ${brain}`, text);
      else process.stdout.write(`${one} ${brain}\n\n${text}\n`);
    }
  }
}

async function lapsOf(world: World, brain: string, circuits: readonly string[]): Promise<string[][]> {
  // The wall clock makes ROS laps slow; one direction tells what the other would.
  const directions = world === 'ros' ? (['forward'] as const) : (['forward', 'reverse'] as const);
  const rows: string[][] = [];
  for (const circuit of circuits) {
    for (const direction of directions) {
      const row = tableRow(await driveLap({ world, brain, circuit, direction }));
      rows.push(row);
      say(`${world} ${brain} ${row.join(' | ')}`);
    }
  }
  return rows;
}

function driveLap({ world, brain, circuit, direction }: Job): Promise<LapStatistics> {
  const out = path.join(PACKAGE_ROOT, 'out', 'laps', `${world}-${brain}-${circuit}-${direction}`);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const args = ['lap', brain, '--circuit', circuit, '--direction', direction, '--world', world, '--out', out];
  // Exit code 1 is a lap that was not completed; its figures still count.
  return jsonOfBrain<LapStatistics>(args, { codes: [0, 1] });
}

const HEADER = [
  'circuit',
  'direction',
  'completed',
  'lap s',
  'speed m/s',
  'deviation mean m',
  'deviation max m',
  'wall contacts',
  'latency p50 ms',
  'latency p99 ms',
  'decisions 1/s',
  'real time factor',
];

function tableRow(lap: LapStatistics): string[] {
  return [
    lap.circuit ?? '',
    lap.direction,
    lap.completed ? 'yes' : `no (${lap.ended_because})`,
    formatNumber(lap.lap_seconds, 2),
    formatNumber(lap.average_speed_mps, 2),
    formatNumber(lap.position_deviation_mean_m, 3),
    formatNumber(lap.position_deviation_max_m, 3),
    formatNumber(lap.wall_contacts, 0),
    formatNumber(lap.sensor_to_actuator_ms.p50, 2),
    formatNumber(lap.sensor_to_actuator_ms.p99, 2),
    formatNumber(lap.decisions_per_second, 1),
    formatNumber(lap.real_time_factor, 1),
  ];
}

void runProgram(
  program('npm run laps --', 'Drives every brain on every circuit and writes the tables of docs/driving.md.')
    .option('--world <names>', `worlds: ${WORLDS.join(', ')} (default: both)`, namesOf(WORLDS))
    .option('--brains <names>', `brains (default: ${BRAINS.join(', ')})`, names)
    .option(
      '--circuits <names>',
      'circuits (default: all); their tables are printed, since the documents have those of all',
      namesOf(circuitNames()),
    )
    .action(drive),
);
