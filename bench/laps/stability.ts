import { measuredWhere, replaceBetween, table } from '../../scripts/support/documents';
import { say } from '../../scripts/support/program';
import type { LapStatistics } from '../../src/measure/metrics/lap-statistics';
import { formatNumber } from '../../src/measure/report/format';
import type { Condition } from './conditions';
import { driveLap } from './lap';
import type { Selection } from './selection';

const AGES_MS = [5, 50, 100, 150, 200, 300];
const INTERVALS_MS = [50, 100, 150, 200, 250];
const CIRCUIT = 'simple_circuit';
const BRAINS = ['slim_pilotnet', 'line_follower'];

/** Drives laps of one circuit for every pair of age and interval of the frames, with compensation. */
export async function driveStability(selection: Selection): Promise<void> {
  const { worlds, brains, circuits } = selection;
  if (!worlds.includes('lockstep')) return;
  const circuit = circuits?.[0] ?? CIRCUIT;
  for (const brain of BRAINS.filter((one) => brains.includes(one))) {
    const rows: string[][] = [];
    for (const age_ms of AGES_MS) {
      const row = [`${age_ms} ms`];
      for (const interval_ms of INTERVALS_MS)
        row.push(await cell({ brain, circuit, age_ms, interval_ms }, selection));
      rows.push(row);
      say(`${brain} ${row.join(' | ')}`);
    }
    const header = ['age', ...INTERVALS_MS.map((interval_ms) => `every ${interval_ms} ms`)];
    const text = `${table(header, rows)}\n\n${measuredWhere()}\n`;
    if (selection.kept && rows.every(([, ...cells]) => cells.every((text) => text === ''))) continue;
    if (circuits === undefined) replaceBetween('docs/driving.md', `stability ${brain}`, text);
    else process.stdout.write(`${brain}\n\n${text}\n`);
  }
}

interface Point {
  readonly brain: string;
  readonly circuit: string;
  readonly age_ms: number;
  readonly interval_ms: number;
}

async function cell({ brain, circuit, age_ms, interval_ms }: Point, selection: Selection): Promise<string> {
  const condition: Condition = {
    name: `age-${age_ms}-every-${interval_ms}`,
    text: '',
    timing: { cameraRate_hz: 1000 / interval_ms, latency_ms: age_ms },
  };
  const lap = await driveLap(
    { world: 'lockstep', brain, condition, compensation: 'auto', circuit, direction: 'forward' },
    selection,
  );
  return lap === null ? '' : lapText(lap);
}

/** Speed, mean and greatest deviation; what ended the lap where it was not completed. */
function lapText(lap: LapStatistics): string {
  if (!lap.completed) return `no (${lap.ended_because})`;
  const contacts = lap.wall_contacts ? `, ${lap.wall_contacts} contacts` : '';
  const mean = formatNumber(lap.position_deviation_mean_m, 3);
  const max = formatNumber(lap.position_deviation_max_m, 2);
  return `${formatNumber(lap.average_speed_mps, 1)} m/s, ${mean}, ${max} m${contacts}`;
}
