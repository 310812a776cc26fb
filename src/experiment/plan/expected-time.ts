import type { PlannedWorld } from '../run/planned-run';
import type { RunResult } from '../run/run-result';
import type { DraftRun } from './expand';

/** Simulated seconds per second of the wall clock that brains reach in lockstep on this machine, by the sha256 of the model;
 *  of a brain without a network by that of the brain. */
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
  return around_s + simulated_s / (known ?? LOCKSTEP_FACTOR[driver.kind]);
}

/** What finished runs in lockstep show of this machine. */
export function measureTimes(results: Iterable<RunResult>): MeasuredTimes {
  const totals = new Map<string, { simulated_s: number; wall_s: number }>();
  for (const { run, statistics, wall_s } of results) {
    const simulated_s = statistics?.simulated_seconds ?? null;
    if (run.world.kind !== 'lockstep' || simulated_s === null || !(wall_s > AROUND_S.lockstep)) continue;
    const id = run.model?.sha256 ?? run.brain.sha256;
    const total = totals.get(id) ?? { simulated_s: 0, wall_s: 0 };
    total.simulated_s += simulated_s;
    total.wall_s += wall_s - AROUND_S.lockstep;
    totals.set(id, total);
  }
  return {
    lockstepFactor: new Map([...totals].map(([id, { simulated_s, wall_s }]) => [id, simulated_s / wall_s])),
  };
}
