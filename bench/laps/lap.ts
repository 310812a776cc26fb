import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../../scripts/support/paths';
import { jsonOfBrain } from '../../scripts/support/processes';
import type { StartPose } from '../../src/circuit/circuit';
import type { Direction } from '../../src/circuit/direction';
import type { CompensationMode } from '../../src/config/compensation';
import type { LapStatistics } from '../../src/measure/metrics/lap-statistics';
import { Session } from '../../src/session/session';
import type { BuiltInSessionOptions } from '../../src/session/session-options';
import { type Condition, timingArguments } from './conditions';
import type { Selection } from './selection';

/** One lap to drive. */
export interface LapJob {
  readonly world: BuiltInSessionOptions['world'];
  /** A name in brains/ or models/. */
  readonly brain: string;
  readonly condition: Condition;
  readonly compensation: CompensationMode;
  readonly circuit: string;
  readonly direction: Direction;
  /** Absent for the circuit's. */
  readonly start?: { readonly name: string; readonly pose: StartPose };
}

/** Where the statistics of every lap are kept. */
const FOLDER = path.join(PACKAGE_ROOT, 'out', 'laps', 'conditions');

/** The command that drives the same lap. */
export function commandOf(job: LapJob): string {
  return `f1-brain ${argumentsOf(job).join(' ')}`;
}

/** Drives a lap, or takes one that an earlier call has driven.
 *  @returns null where none may be driven and none is kept */
export async function driveLap(
  job: LapJob,
  { resume, kept }: Pick<Selection, 'resume' | 'kept'>,
): Promise<LapStatistics | null> {
  const file = fileOf(job);
  if ((resume || kept) && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as LapStatistics;
  if (kept) return null;
  const statistics = job.world === 'lockstep' ? await inThisProcess(job) : await overRos(job);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ command: commandOf(job), ...statistics }, null, 2)}\n`);
  return statistics;
}

async function inThisProcess({ condition, start, ...job }: LapJob): Promise<LapStatistics> {
  const from = start && { startPose: start.pose };
  const session = new Session({ ...condition.timing, ...job, ...from, out: null, logLevel: 'error' });
  return (await session.run()).statistics;
}

/** In a process of its own: the simulator's clock must not wait for this one. */
function overRos(job: LapJob): Promise<LapStatistics> {
  // Exit code 1 is a lap that was not completed; its figures still count.
  return jsonOfBrain<LapStatistics>([...argumentsOf(job), '--no-record'], { codes: [0, 1] });
}

function argumentsOf({ world, brain, circuit, direction, compensation, condition, start }: LapJob): string[] {
  return [
    'lap',
    brain,
    '--circuit',
    circuit,
    '--direction',
    direction,
    '--world',
    world,
    '--compensation',
    compensation,
    ...(start ? ['--start-pose', `${start.pose.x_m},${start.pose.y_m},${start.pose.yaw_rad}`] : []),
    ...timingArguments(condition.timing),
  ];
}

function fileOf({ world, brain, condition, compensation, circuit, direction, start }: LapJob): string {
  const parts = [world, brain, condition.name, compensation, circuit, direction];
  const name = [...parts, ...(start ? [start.name] : [])].join('-');
  return path.join(FOLDER, `${name}.json`);
}
