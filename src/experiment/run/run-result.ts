import type { BehaviorMetricsValues } from '../../measure/metrics/behavior-metrics/result';
import type { EndReason } from '../../measure/metrics/run-metrics';
import type { RunStatistics } from '../../session/run-files';
import type { PlannedRun } from './planned-run';

/**
 * How a run ended: as a session ends (`completed`, `time_limit`, `trapped`, `left_track` ...), or without having driven to
 * an end of its own: a fault of brain, model, world or machine.
 */
export type RunOutcome = EndReason | 'fault';

/** What one attempt at a run gave. Plain JSON. */
export interface RunResult {
  readonly format: 1;
  readonly run: PlannedRun;
  readonly outcome: RunOutcome;
  /** Why, in one line, where `outcome` alone does not say it; for a fault its error. */
  readonly detail: string | null;
  /** Of a fault that every attempt would end by; absent for the others. */
  readonly lasting?: true;
  /** The JSON object of `f1-brain lap --json`; null for a fault before the car drove. */
  readonly statistics: RunStatistics | null;
  /** BehaviorMetrics' metrics of the bag; null where none was recorded or it could not be measured. */
  readonly behavior_metrics: BehaviorMetricsValues | null;
  /** Metrics that are null because of how the run ended, each with its reason. */
  readonly withheld: Readonly<Record<string, string>>;
  /** Attempts that this run has taken, this one included: more than 1 after crashes of the simulator or of a worker. */
  readonly attempts: number;
  /** Attempts at a run in Gazebo that ended because Gazebo crashed or hung; absent for other worlds. */
  readonly simulator_crashes?: number;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  /** From the start of the attempt to its result, in seconds of the wall clock. */
  readonly wall_s: number;
  readonly machine: RunMachine;
  /** Where a run was added from that no experiment had planned: what nobody knows of it is null in the table, whatever
   *  `run` says. Absent for the others. */
  readonly added_from?: string;
}

/** What ran it. */
export interface RunMachine {
  readonly host: string;
  readonly pid: number;
  readonly program_version: string;
  readonly node_version: string;
  readonly cpu: string;
}
