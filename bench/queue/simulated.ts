import { say } from '../../scripts/support/program';
import { meanOf } from '../support/measure';
import { type MeasuredQueue, modelCosts, othersOf } from './measured-queue';
import {
  idealPerHour,
  type QueueCosts,
  type QueueOutcome,
  type QueuePlant,
  simulateQueue,
} from './queue-model';

/** What the model says of an experiment of `runs` laps. */
export interface Simulated {
  readonly workers: number;
  readonly machines: number;
  readonly outcome: QueueOutcome;
  /** What the workers would do if nothing but driving took time. */
  readonly idealPerHour: number;
}

/** A series of simulations with other numbers of workers. */
export interface Scenario {
  readonly name: string;
  readonly costs: QueueCosts;
  readonly submitters: number;
  readonly rows: readonly Simulated[];
}

/** Real workers beside the model. */
export interface Checked {
  readonly workers: number;
  readonly measured: number;
  readonly simulated: number;
  readonly redis_ms: number;
}

export interface SimulateOptions {
  /** Simulated runs. */
  readonly million: number;
  readonly workers: readonly number[];
  readonly cores: number;
  readonly link_mbps: number;
  readonly roundTrip_ms: number;
  readonly manySubmitters: number;
}

/** Has the model drive the short experiment that real workers have driven, all on one machine.
 *  @param runs of the short experiment */
export function checkModel(measured: MeasuredQueue, runs: number, cores: number): Checked[] {
  const { ping_ms, real } = measured;
  return real.map(({ workers, runsPerMinute, redis_ms }) => ({
    workers,
    measured: runsPerMinute,
    redis_ms,
    simulated: simulateQueue(
      modelCosts(measured, false),
      {
        ...{ runs, submitters: 1, machines: 1, slots: workers, cores, roundTrip_ms: ping_ms },
        crowding: crowdingOf(measured),
        others_ms: othersOf(measured),
        // Nothing leaves the machine.
        link_mbps: 1e6,
      },
      measured.short_s,
    ).runsPerMinute,
  }));
}

/** How much longer runs take on every core at once. */
export function crowdingOf({ short_s, crowded_s }: MeasuredQueue): number {
  return Math.max(1, crowded_s / meanOf(short_s));
}

/** Simulates laps on machines like this one, with Redis and each submitter on machines of their own. */
export function simulateScenarios(measured: MeasuredQueue, options: SimulateOptions): Scenario[] {
  const [results, files] = [modelCosts(measured, false), modelCosts(measured, true)];
  const scenarios = [
    { name: 'results only', costs: results, submitters: 1 },
    { name: 'results and files', costs: files, submitters: 1 },
    {
      name: `results only, ${options.manySubmitters} submitters`,
      costs: results,
      submitters: options.manySubmitters,
    },
    {
      name: `results and files, ${options.manySubmitters} submitters`,
      costs: files,
      submitters: options.manySubmitters,
    },
  ];
  return scenarios.map(({ name, costs, submitters }) => ({
    ...{ name, costs, submitters },
    rows: options.workers.map((workers) => {
      say(`simulating ${options.million} runs by ${workers} workers: ${name}`);
      const slots = Math.min(workers, options.cores);
      const machines = Math.ceil(workers / slots);
      const plant: QueuePlant = {
        ...{ runs: options.million, submitters, machines, slots, cores: options.cores, others_ms: 0 },
        ...{
          crowding: crowdingOf(measured),
          link_mbps: options.link_mbps,
          roundTrip_ms: options.roundTrip_ms,
        },
      };
      return {
        ...{ workers, machines, outcome: simulateQueue(costs, plant, measured.laps_s) },
        idealPerHour: idealPerHour(plant, measured.laps_s),
      };
    }),
  }));
}
