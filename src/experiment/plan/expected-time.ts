import type { PlannedWorld } from '../run/planned-run';
import type { RunRow } from '../run/run-row';
import type { DraftRun } from './expand';

/** Simulated seconds per second of the wall clock, start and end included, that runs reach in lockstep on this machine, by the
 *  sha256 of the model; of a brain without a network by that of the brain. */
export interface MeasuredTimes {
  readonly lockstepFactor: ReadonlyMap<string, number>;
}

/** Mean speeds of the brains that ship, m/s. */
const SPEED_MPS = { network: 11.5, line_follower: 16, module: 10 } as const;
/** Simulated seconds per second in lockstep on one core, where nothing was measured. */
const LOCKSTEP_FACTOR = { network: 20, line_follower: 20, module: 15 } as const;
/** Wall time of a run beside its driving, in seconds: processes started and ended, files written. */
const AROUND_S: Readonly<Record<PlannedWorld['kind'], number>> = { lockstep: 0.5, ros: 4, gazebo: 25 };

/** Expected wall time of a run: its lap at the usual speed of such brains, as fast as its world runs. */
export function expectedSeconds({ run, driver, course }: DraftRun, measured: MeasuredTimes | null): number {
  const driving_s = (run.laps * course.circuit.length_m) / SPEED_MPS[driver.kind];
  const simulated_s = run.timeout_s === null ? driving_s : Math.min(driving_s, run.timeout_s);
  const around_s = AROUND_S[run.world.kind];
  if (run.world.kind !== 'lockstep') return around_s + simulated_s;
  const known = measured?.lockstepFactor.get(driver.model?.sha256 ?? driver.brain.sha256);
  return known === undefined ? around_s + simulated_s / LOCKSTEP_FACTOR[driver.kind] : simulated_s / known;
}

/** What runs in lockstep have taken on a machine: rows of the table of runs.
 *  @param host its name; results of others do not count */
export function measureTimes(rows: Iterable<RunRow>, host: string): MeasuredTimes {
  const totals = new Map<string, { simulated_s: number; wall_s: number }>();
  for (const row of rows) {
    const { world, simulated_seconds: simulated_s, wall_s } = row;
    const id = row.model_sha256 ?? row.brain_sha256;
    if (world !== 'lockstep' || row.host !== host || typeof id !== 'string') continue;
    if (typeof simulated_s !== 'number' || typeof wall_s !== 'number' || !(wall_s > 0)) continue;
    const total = totals.get(id) ?? { simulated_s: 0, wall_s: 0 };
    total.simulated_s += simulated_s;
    total.wall_s += wall_s;
    totals.set(id, total);
  }
  return {
    lockstepFactor: new Map([...totals].map(([id, { simulated_s, wall_s }]) => [id, simulated_s / wall_s])),
  };
}
