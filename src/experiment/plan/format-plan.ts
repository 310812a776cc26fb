import { describeTiming } from '../../measure/metrics/recorded-timing';
import { count } from '../../support/count';
import { formatColumns } from '../../support/terminal/columns';
import { timingOf } from '../run/plan-columns';
import type { PlannedRun } from '../run/planned-run';
import type { ExperimentPlan } from './plan-experiments';

/** Values of one kind that are listed; of more, how many there are. */
const MOST_LISTED = 8;

/** A plan for a person: runs by brain and circuit, conditions, expected time, and where they will be.
 *  @param folder where the runs are kept */
export function formatPlan(plan: ExperimentPlan, folder: string): string[] {
  const { name, runs } = plan;
  const atOnce = runs.some(isLockstep) ? (plan.workers ?? 1) : 1;
  return [
    `${name}: ${count(runs.length, 'run')}, about ${formatDuration(wallTimeOf(plan, atOnce))} with ` +
      `${count(atOnce, 'worker')}, kept in ${folder}`,
    '',
    formatColumns([['brain', 'model', 'circuit', 'runs', 'expected'], ...rowsOf(plan)], {
      isRight: (column) => column > 2,
    }),
    '',
    formatColumns(conditionsOf(runs), { isRight: () => false }),
    ...section('warning', plan.warnings),
    ...section('remark', plan.remarks),
  ];
}

/** Runs in real time go alone, after the others. */
function wallTimeOf({ runs, expected_s }: ExperimentPlan, atOnce: number): number {
  return sum(runs.map((run) => (expected_s.get(run.key) ?? 0) / (isLockstep(run) ? atOnce : 1)));
}

function isLockstep({ world }: PlannedRun): boolean {
  return world.kind === 'lockstep';
}

/** The same as one JSON object: the runs in order of their start, each with its expected wall time. */
export function planJson(plan: ExperimentPlan, folder: string) {
  const { runs, expected_s, ...others } = plan;
  return {
    ...others,
    folder,
    runs: runs.map((run) => ({ ...run, expected_s: expected_s.get(run.key) ?? null })),
  };
}

function section(what: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines.map((line) => `${what}: ${line}`)];
}

/** Runs and time of each brain on each circuit. */
function rowsOf({ runs, expected_s }: ExperimentPlan): string[][] {
  const cells = new Map<string, { readonly row: readonly string[]; count: number; seconds: number }>();
  for (const run of runs) {
    const row = [run.brain.name, run.model?.name ?? '-', run.circuit.name];
    const id = JSON.stringify(row);
    const cell = cells.get(id) ?? { row, count: 0, seconds: 0 };
    cell.count += 1;
    cell.seconds += expected_s.get(run.key) ?? 0;
    cells.set(id, cell);
  }
  const sorted = [...cells].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { row, count, seconds }]) => [...row, String(count), formatDuration(seconds)]);
}

/** What the runs differ in, and what they have in common. */
function conditionsOf(runs: readonly PlannedRun[]): string[][] {
  const of = (label: string, read: (run: PlannedRun) => string) => [label, listed(runs.map(read))];
  return [
    of('world', ({ world }) => (world.kind === 'gazebo' ? `gazebo ${world.launch}` : world.kind)),
    of('directions', ({ direction }) => direction),
    of('starts', ({ start }) => (start.kind === 'default' ? 'default' : start.name)),
    of('image corruption', ({ corruption }) =>
      corruption === null ? 'none' : `${corruption.name} ${corruption.strength}`,
    ),
    of('camera', (run) => (run.world.kind === 'gazebo' ? "Gazebo's" : describeTiming(timingOf(run)))),
    of('provider', ({ provider }) => provider ?? "the brain's own"),
    of('compensation', ({ compensation }) => compensation ?? "the brain's own"),
    of('seeds', ({ seed }) => String(seed)),
    of('laps', ({ laps }) => String(laps)),
    of('timeout', ({ timeout_s }) => (timeout_s === null ? "the session's own" : `${timeout_s} s`)),
    of('perfect lap', ({ perfectLap }) => perfectLap?.name ?? 'none'),
    of('recorded', ({ record }) =>
      record.bag ? `bag (images: ${record.images}, compression: ${record.compression})` : 'no bag',
    ),
  ];
}

function listed(values: readonly string[]): string {
  const different = [...new Set(values)];
  const comma = different.some((value) => value.includes(',')) ? '; ' : ', ';
  if (different.length <= MOST_LISTED) return different.join(comma);
  return `${different.slice(0, MOST_LISTED - 1).join(comma)} ... (${different.length})`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** 45 s, 3 min, 2 h 05 min. */
function formatDuration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
