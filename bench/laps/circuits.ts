import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CIRCUITS } from '../../scripts/support/circuits';
import { measuredWhere, replaceBetween, table } from '../../scripts/support/documents';
import { PACKAGE_ROOT } from '../../scripts/support/paths';
import { jsonOfBrain } from '../../scripts/support/processes';
import { say } from '../../scripts/support/program';
import type { LapStatistics } from '../../src/measure/metrics/lap-statistics';
import { formatNumber } from '../../src/measure/report/format';
import type { Selection, World } from './selection';

interface Job {
  readonly world: World;
  readonly brain: string;
  readonly circuit: string;
  readonly direction: 'forward' | 'reverse';
}

/** Drives every brain on every circuit; one lap each, with a camera that keeps up. */
export async function driveCircuits({ worlds, brains, circuits }: Selection): Promise<void> {
  for (const one of worlds) {
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
  const out = path.join(PACKAGE_ROOT, 'out', 'laps', 'circuits', `${world}-${brain}-${circuit}-${direction}`);
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
