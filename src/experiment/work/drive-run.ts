import { InterruptedError } from '../../errors';
import { Session } from '../../session/session';
import type { PlannedRun } from '../run/planned-run';
import type { RunResult } from '../run/run-result';
import { checkFiles } from './check-files';
import { type Driven, type DriveOptions, SimulatorLostError } from './driven';
import { faultOfError } from './faults';
import { followSession } from './follow-session';
import { driveInGazebo } from './gazebo';
import { thisMachine } from './machine';
import { RunLog } from './run-log';
import { outcomeOf } from './run-outcome';
import { sessionOptionsOf } from './session-options-of';

/**
 * Drives one planned run in this process, and writes its files and its log into the folder. What goes wrong is a result too:
 * a fault with its reason.
 * @throws InterruptedError only where it was told to end; SimulatorLostError
 */
export async function driveRun(run: PlannedRun, folder: string, options: DriveOptions): Promise<RunResult> {
  const started = new Date();
  const start_ms = performance.now();
  const log = new RunLog(folder);
  const { brain, circuit, direction, repetition, seed } = run;
  log.write(
    'info',
    `${brain.name} is to drive ${circuit.name} (${direction}, repetition ${repetition}, seed ${seed}), run ${run.key}`,
  );
  const driven = await attempt(run, folder, log, options);
  if (options.signal.aborted) throw new InterruptedError();
  const end = driven.detail === null ? driven.outcome : `${driven.outcome}: ${driven.detail}`;
  log.write(driven.outcome === 'fault' ? 'error' : 'info', `ended with ${end}`);
  return {
    format: 1,
    run,
    ...driven,
    attempts: 1,
    started_at: started.toISOString(),
    wall_s: (performance.now() - start_ms) / 1000,
    machine: thisMachine(),
  };
}

async function attempt(run: PlannedRun, folder: string, log: RunLog, options: DriveOptions): Promise<Driven> {
  try {
    checkFiles(run);
    if (run.world.kind === 'gazebo') return await driveInGazebo(run, folder, { ...options, log });
    const session = new Session({ ...sessionOptionsOf(run, folder), signal: options.signal });
    followSession(session, options, log);
    return outcomeOf(await session.run(), folder);
  } catch (error) {
    if (error instanceof SimulatorLostError && !options.signal.aborted) throw error;
    return faultOfError(error);
  }
}
