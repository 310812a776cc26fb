import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { say } from '../../scripts/support/program';
import { meanOf } from '../support/measure';
import { measureStations, measureSync, measureWorker, type PerRun, type StationCosts } from './queue-costs';
import type { QueueCosts } from './queue-model';
import { driveOverQueue } from './real-workers';
import { RedisProcess } from './redis-process';
import { planRuns, timeRuns, WARM_UP_RUNS } from './run-times';

/** What was measured on this machine. */
export interface MeasuredQueue {
  /** Without and with the files of each run. */
  readonly results: StationCosts;
  readonly files: StationCosts;
  readonly worker: Pick<PerRun, 'wall_ms' | 'processor_ms'>;
  readonly ping_ms: number;
  readonly sync_ms: number;
  /** Times of the short runs with the machine to themselves, and mean time of the same runs on every core. */
  readonly short_s: readonly number[];
  readonly crowded_s: number;
  /** Times of whole laps, one on each circuit in each direction, with the machine to themselves. */
  readonly laps_s: readonly number[];
  /** The short runs over the queue, by number of workers. */
  readonly real: readonly {
    readonly workers: number;
    readonly runsPerMinute: number;
    readonly redis_ms: number;
  }[];
}

export interface MeasureOptions {
  /** Of the short experiment. */
  readonly runs: number;
  /** Sent through the queue without being driven. */
  readonly sent: number;
  readonly workers: readonly number[];
  readonly brain: string;
  readonly cores: number;
}

const CIRCUITS = ['simple_circuit', 'many_curves', 'montreal_line', 'montmelo_line', 'nurburgring_line'];
/** Simulated. */
const SHORT_S = 10;
const SENT_WITH_FILES = 20;
const WARM_UP_SEED = 100_001;
const RENEWED_EVERY_S = 10;
/** Commands that a submission waits for in turn for each result: the job, its state, and its removal. */
const ROUND_TRIPS = 3;

/** Measures runs, the stations of the queue, and real workers. */
export async function measureQueue(options: MeasureOptions, below: string): Promise<MeasuredQueue> {
  const { brain, runs, sent, workers, cores } = options;
  const short = { brains: [brain], circuits: ['simple_circuit'], timeout_s: SHORT_S, record: false };
  const experiment = await planRuns(below, { ...short, repetitions: runs });
  say(`driving ${runs} short runs in one process, then on each of ${cores} cores`);
  const alone = await timeRuns(experiment.runs, 1, below);
  const crowded = await timeRuns(experiment.runs, cores, below);
  say('driving a lap of each circuit in each direction');
  const laps = await timeRuns(
    (await planRuns(below, { brains: [brain], circuits: CIRCUITS, directions: ['forward', 'reverse'] })).runs,
    1,
    below,
  );
  const redis = await RedisProcess.start(below);
  try {
    say(`sending ${sent} runs through the queue`);
    const many = (await planRuns(below, { ...short, repetitions: sent })).runs;
    const { result } = alone[0]!;
    await measureStations(redis, many.slice(0, SENT_WITH_FILES), { result, files: null, below });
    const results = await measureStations(redis, many, { result, files: null, below });
    const lap = laps.find((each) => each.result.run.circuit.name === CIRCUITS[0])!;
    const withFiles = { result: lap.result, files: lap.folder, below };
    const files = await measureStations(redis, many.slice(0, SENT_WITH_FILES), withFiles);
    const dataFolder = path.join(below, 'data');
    mkdirSync(dataFolder);
    const worker = await measureWorker(redis, many, { result, below: dataFolder });
    const waits = await measureSync(redis, sent);
    const real: MeasuredQueue['real'][number][] = [];
    for (const count of workers) {
      say(`driving ${runs} short runs by ${count} workers over the queue`);
      const warmUp = { ...short, repetitions: count * WARM_UP_RUNS, seeds: WARM_UP_SEED };
      const found = await driveOverQueue(redis, count, {
        file: experiment.file,
        warmUp: (await planRuns(below, warmUp)).file,
        below,
      });
      real.push({
        workers: count,
        runsPerMinute: (60 * found.runs) / found.duration_s,
        redis_ms: found.redis_ms,
      });
    }
    return {
      ...{ results, files, worker, ...waits, real },
      short_s: alone.map(({ time_s }) => time_s),
      crowded_s: meanOf(crowded.map(({ time_s }) => time_s)),
      laps_s: laps.map(({ time_s }) => time_s),
    };
  } finally {
    await redis.close();
  }
}

/** What the model is fed with.
 *  @param withFiles whether the files of each run come back through Redis */
export function modelCosts(measured: MeasuredQueue, withFiles: boolean): QueueCosts {
  const { worker, ping_ms, sync_ms } = measured;
  const { add, take, renew, complete, collect, ...costs } = withFiles ? measured.files : measured.results;
  // A worker's time around a run includes the answers of Redis, which the model has on its own.
  const answers_ms = measured.results.take.wall_ms + measured.results.complete.wall_ms;
  return {
    add_ms: add.redis_ms,
    take_ms: take.redis_ms,
    complete_ms: complete.redis_ms,
    collect_ms: collect.redis_ms,
    renew_ms: renew.redis_ms,
    renewEvery_s: RENEWED_EVERY_S,
    sync_ms,
    worker_ms: Math.max(0, worker.wall_ms - answers_ms),
    store_ms: Math.max(0, collect.wall_ms - sync_ms - ROUND_TRIPS * ping_ms),
    storeRoundTrips: ROUND_TRIPS,
    bytes: costs.result_bytes + costs.file_bytes,
    queued_bytes: costs.queued_bytes,
    held_bytes: costs.returned_bytes,
  };
}

/** Processor time for each run of everything but driving it. */
export function othersOf({ results, worker }: MeasuredQueue): number {
  const redis_ms = [results.add, results.take, results.complete, results.collect].reduce(
    (sum, each) => sum + each.redis_ms,
    0,
  );
  return redis_ms + results.collect.processor_ms + worker.processor_ms;
}
