import { measuredWhere, replaceBetween, table } from '../../scripts/support/documents';
import { say } from '../../scripts/support/program';
import type { Circuit, StartPose } from '../../src/circuit/circuit';
import { DIRECTIONS, type Direction } from '../../src/circuit/direction';
import { loadCircuit } from '../../src/circuit/load';
import type { LapStatistics } from '../../src/measure/metrics/lap-statistics';
import { formatNumber } from '../../src/measure/report/format';
import { startPose } from '../../src/world/simulator/start';
import { type Condition, conditionNamed } from './conditions';
import { driveLap, type LapJob } from './lap';
import { BRAINS, OTHER_MODELS, type Selection } from './selection';

/** What the greatest deviation of a lap of a network is to be, by the condition of the camera. */
const LIMITS_M: Readonly<Record<string, number>> = { late: 0.15, slow: 0.2 };
/** The circuit with the tightest bends. */
const CIRCUIT = 'montmelo_line';
/** How networks drive on a straight. */
const SPEED_MPS = 12;

/**
 * Drives laps from starts that are moved along the line by shares of the distance between two frames: each has its frames at
 * other distances from the bends, as laps in real time do.
 */
export async function drivePhases(selection: Selection): Promise<void> {
  if (!selection.worlds.includes('lockstep')) return;
  const { brains, phases, circuits = [CIRCUIT] } = selection;
  const isEveryBrain = BRAINS.every((brain) => brains.includes(brain));
  const networks = isEveryBrain ? [...brains, ...OTHER_MODELS] : brains;
  const conditions = (selection.conditions ?? Object.keys(LIMITS_M)).map(conditionNamed);
  const rows: string[][] = [];
  for (const condition of conditions) {
    for (const brain of networks.filter((one) => one !== 'line_follower')) {
      const laps = await lapsOf(brain, condition, circuits, selection);
      if (laps.length === 0) continue;
      const row = tableRow(brain, condition, laps);
      rows.push(row);
      say(row.join(' | '));
    }
  }
  const text = `${table(HEADER, rows)}\n\n${phases} starts each way. ${measuredWhere()}\n`;
  const isWhole = isEveryBrain && selection.circuits === undefined && selection.conditions === undefined;
  if (isWhole) replaceBetween('docs/driving.md', 'phases', text);
  else process.stdout.write(`${text}\n`);
}

async function lapsOf(
  brain: string,
  condition: Condition,
  circuits: readonly string[],
  selection: Selection,
): Promise<LapStatistics[]> {
  const laps: LapStatistics[] = [];
  for (const name of circuits) {
    const circuit = await loadCircuit(name);
    for (const direction of DIRECTIONS) {
      for (let number = 0; number < selection.phases; number += 1) {
        const lap = await driveLap(
          jobOf({ brain, condition, circuit, direction, share: number / selection.phases }),
          selection,
        );
        if (lap !== null) laps.push(lap);
      }
    }
  }
  return laps;
}

interface Phase {
  readonly brain: string;
  readonly condition: Condition;
  readonly circuit: Circuit;
  readonly direction: Direction;
  /** Of the distance between two frames, 0 to 1. */
  readonly share: number;
}

function jobOf({ brain, condition, circuit, direction, share }: Phase): LapJob {
  const job = { world: 'lockstep', brain, condition, compensation: 'auto', direction } as const;
  if (share === 0) return { ...job, circuit: circuit.name };
  const apart_m = SPEED_MPS / (condition.timing.cameraRate_hz ?? 20);
  const start = { name: `start-${share}`, pose: movedStart(circuit, direction, share * apart_m) };
  return { ...job, circuit: circuit.name, start };
}

/** The usual start, moved along the line in driving direction. */
function movedStart(circuit: Circuit, direction: Direction, by_m: number): StartPose {
  const { x_m, y_m, yaw_rad } = startPose(circuit, direction);
  const { s_m } = circuit.project(x_m, y_m);
  const from = circuit.pointAt(s_m);
  const to = circuit.pointAt(s_m + (direction === 'forward' ? by_m : -by_m));
  const turned_rad = yaw_rad + to.heading_rad - from.heading_rad;
  return {
    x_m: x_m + to.x_m - from.x_m,
    y_m: y_m + to.y_m - from.y_m,
    yaw_rad: Math.atan2(Math.sin(turned_rad), Math.cos(turned_rad)),
  };
}

const HEADER = [
  'brain',
  'camera',
  'completed',
  'wall contacts',
  'slowest m/s',
  'deviation mean m',
  'max m: median of the laps',
  'greatest',
  'laps beyond',
];

function tableRow(brain: string, { name, text }: Condition, laps: readonly LapStatistics[]): string[] {
  const completed = laps.filter((lap) => lap.completed);
  const means = valuesOf(completed, (lap) => lap.position_deviation_mean_m);
  const maxima = valuesOf(completed, (lap) => lap.position_deviation_max_m).sort((a, b) => a - b);
  const limit_m = LIMITS_M[name] ?? null;
  const beyond = maxima.filter((one) => limit_m !== null && one > limit_m).length;
  return [
    brain,
    text,
    `${completed.length} of ${laps.length}`,
    String(laps.reduce((sum, lap) => sum + (lap.wall_contacts ?? 0), 0)),
    formatNumber(Math.min(...valuesOf(completed, (lap) => lap.average_speed_mps)), 2),
    formatNumber(means.reduce((sum, mean) => sum + mean, 0) / means.length, 3),
    formatNumber(maxima[Math.floor(maxima.length / 2)] ?? null, 3),
    formatNumber(maxima.at(-1) ?? null, 3),
    limit_m === null ? '' : `${beyond} of ${limit_m} m`,
  ];
}

function valuesOf(laps: readonly LapStatistics[], value: (lap: LapStatistics) => number | null): number[] {
  return laps.map(value).filter((one) => one !== null);
}
