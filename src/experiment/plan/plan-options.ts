import type { PlannedWorld } from '../run/planned-run';
import type { MeasuredTimes } from './expected-time';

/** What decides where the runs of a plan are kept. */
export interface PlannedPlace {
  readonly name: string;
  readonly out: string | null;
}

/** What a command line says beside experiment files. */
export interface PlanOptions {
  /** Where the brains of BehaviorMetrics' files drive, which do not say it. Default lockstep. */
  readonly world?: PlannedWorld['kind'];
  /** Random spawning, as BehaviorMetrics' `--random`, in its files. Default `Simulation.RandomSpawnPoint`, else false. */
  readonly random?: boolean;
  /** How many runs at once; in place of what the files say. */
  readonly workers?: number;
  /** What runs like these have taken on this machine, for a plan of that name and folder; null where nothing is known.
   *  Default: nothing is. */
  readonly measured?: (plan: PlannedPlace) => MeasuredTimes | null;
}
