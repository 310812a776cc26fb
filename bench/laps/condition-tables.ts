import { CIRCUITS } from '../../scripts/support/circuits';
import { measuredWhere, replaceBetween, table } from '../../scripts/support/documents';
import { say } from '../../scripts/support/program';
import { DIRECTIONS, type Direction } from '../../src/circuit/direction';
import { COMPENSATIONS, type CompensationMode } from '../../src/config/compensation';
import type { LapStatistics } from '../../src/measure/metrics/lap-statistics';
import { formatNumber } from '../../src/measure/report/format';
import { CONDITIONS, type Condition, conditionNamed } from './conditions';
import { commandOf, driveLap, type LapJob } from './lap';
import { BRAINS, OTHER_MODELS, type Selection, type World } from './selection';

/** The laps of one row: all of a condition, a brain and a setting of the compensation. */
interface Row {
  readonly brain: string;
  readonly condition: Condition;
  readonly compensation: CompensationMode;
  readonly jobs: readonly LapJob[];
}

interface Part {
  readonly world: World;
  readonly brains: readonly string[];
  readonly circuits: readonly string[];
  readonly directions: readonly Direction[];
  readonly conditions: readonly Condition[];
  readonly compensations: readonly CompensationMode[];
}

/** Of all models, and over ROS; the recorded traces are of the three alone. */
const COMMON_CONDITIONS = [
  'prompt',
  'late',
  'slow',
  'uneven',
  'stall-0.35',
  'stall-1',
  'stall-2.4',
  'sluggish',
];

/** Drives laps under cameras that are late, slow, uneven or stalled, with and without compensation. */
export async function driveConditions(selection: Selection): Promise<void> {
  for (const world of selection.worlds) {
    const parts = world === 'ros' ? rosParts(selection) : lockstepParts(selection);
    for (const [name, part] of parts) await writeTable(name, part, selection);
  }
}

function lockstepParts({ brains, circuits, conditions, compensation }: Selection): [string, Part][] {
  const chosen = conditions?.map(conditionNamed) ?? CONDITIONS;
  const all: Part = {
    world: 'lockstep',
    brains,
    circuits: circuits ?? CIRCUITS,
    directions: DIRECTIONS,
    conditions: chosen,
    compensations: compensation ?? COMPENSATIONS,
  };
  const common = chosen.filter(({ name }) => COMMON_CONDITIONS.includes(name));
  const others: Part = {
    ...all,
    brains: OTHER_MODELS,
    conditions: common,
    compensations: compensation ?? ['auto'],
  };
  return [
    ...brains.map((brain): [string, Part] => [`conditions lockstep ${brain}`, { ...all, brains: [brain] }]),
    ...(isEveryBrain(brains) ? [['conditions lockstep others', others] satisfies [string, Part]] : []),
  ];
}

const isEveryBrain = (brains: readonly string[]) => BRAINS.every((brain) => brains.includes(brain));

function rosParts({ brains, circuits, conditions, compensation }: Selection): [string, Part][] {
  const chosen = conditions?.map(conditionNamed) ?? COMMON_CONDITIONS.map(conditionNamed);
  const part: Part = {
    world: 'ros',
    brains: isEveryBrain(brains) ? [...brains, ...OTHER_MODELS] : brains,
    circuits: circuits ?? CIRCUITS,
    directions: DIRECTIONS,
    conditions: chosen,
    compensations: compensation ?? ['auto'],
  };
  return [['conditions ros', part]];
}

async function writeTable(name: string, part: Part, selection: Selection): Promise<void> {
  const isOverRos = part.world === 'ros';
  const rows: string[][] = [];
  for (const row of rowsOf(part)) {
    const laps = await drivenLaps(row.jobs, selection);
    if (laps.length === 0) continue;
    const cells = [...tableRow(row, laps), ...(isOverRos ? [slowestWorld(laps)] : [])];
    rows.push(cells);
    say(`${part.world} ${cells.join(' | ')}`);
  }
  const isDriven = rows.length > 0;
  const text = isDriven
    ? `${table(isOverRos ? [...HEADER, 'real time factor, least'] : HEADER, rows)}\n\n${measuredWhere()}\n`
    : NOT_DRIVEN;
  const { circuits, conditions, compensation } = selection;
  const isWhole = [circuits, conditions, compensation].every((chosen) => chosen === undefined);
  // A table in lockstep is of the part's brains; that over ROS is of all.
  const isOfAll = !isOverRos || isEveryBrain(part.brains);
  if (isWhole && isOfAll) replaceBetween('docs/driving.md', name, text);
  else process.stdout.write(`${name}\n\n${text}\n`);
}

function rowsOf(part: Part): Row[] {
  return part.conditions.flatMap((condition) =>
    part.brains.flatMap((brain) =>
      part.compensations.map((compensation) => ({
        brain,
        condition,
        compensation,
        jobs: part.circuits.flatMap((circuit) =>
          part.directions.map(
            (direction): LapJob => ({
              world: part.world,
              brain,
              condition,
              compensation,
              circuit,
              direction,
            }),
          ),
        ),
      })),
    ),
  );
}

async function drivenLaps(jobs: readonly LapJob[], selection: Selection): Promise<LapStatistics[]> {
  const laps: LapStatistics[] = [];
  for (const job of jobs) {
    const lap = await driveLap(job, selection);
    if (lap === null) continue;
    say(`  ${commandOf(job)}: ${lapLine(lap)}`);
    laps.push(lap);
  }
  return laps;
}

function lapLine(lap: LapStatistics): string {
  const { average_speed_mps, position_deviation_mean_m, position_deviation_max_m } = lap;
  return [
    lap.completed ? 'completed' : `${lap.ended_because} at ${formatNumber(lap.percentage_completed, 0)} %`,
    `${formatNumber(average_speed_mps, 2)} m/s`,
    `mean ${formatNumber(position_deviation_mean_m, 3)} m`,
    `max ${formatNumber(position_deviation_max_m, 3)} m`,
    `${lap.wall_contacts} contacts`,
  ].join(', ');
}

/** In place of a table for which no laps are kept. */
const NOT_DRIVEN = 'Not driven here yet.\n';

const HEADER = [
  'brain',
  'camera',
  'compensation',
  'completed',
  'wall contacts',
  'slowest m/s',
  'deviation mean m',
  'its worst m',
  'deviation max m',
];

function tableRow({ brain, condition, compensation }: Row, laps: readonly LapStatistics[]): string[] {
  const completed = laps.filter((lap) => lap.completed);
  const contacts = laps.reduce((sum, lap) => sum + (lap.wall_contacts ?? 0), 0);
  const means = valuesOf(completed, (lap) => lap.position_deviation_mean_m);
  const maxima = valuesOf(completed, (lap) => lap.position_deviation_max_m);
  return [
    brain,
    condition.text,
    compensation,
    `${completed.length} of ${laps.length}`,
    String(contacts),
    extreme(
      Math.min,
      valuesOf(completed, (lap) => lap.average_speed_mps),
      2,
    ),
    means.length === 0 ? '' : formatNumber(means.reduce((sum, mean) => sum + mean, 0) / means.length, 3),
    extreme(Math.max, means, 3),
    extreme(Math.max, maxima, 3),
  ];
}

/** A machine that does not keep up slows the world down, not only the brain. */
function slowestWorld(laps: readonly LapStatistics[]): string {
  return extreme(
    Math.min,
    valuesOf(laps, (lap) => lap.real_time_factor),
    2,
  );
}

/** Values that laps have: one whose car left the track has no deviation of the whole lap. */
function valuesOf(laps: readonly LapStatistics[], value: (lap: LapStatistics) => number | null): number[] {
  return laps.map(value).filter((one) => one !== null);
}

function extreme(choose: (...values: number[]) => number, values: readonly number[], digits: number): string {
  return values.length === 0 ? '' : formatNumber(choose(...values), digits);
}
