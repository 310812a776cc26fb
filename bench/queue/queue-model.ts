import { RandomSource } from '../../src/support/random';
import { meanOf } from '../support/measure';
import { EventQueue } from './event-queue';

/** What a run costs beside driving it, each measured on its own. */
export interface QueueCosts {
  /** Processor time of the Redis server for adding a run, handing it to a worker, taking its result, and having it collected. */
  readonly add_ms: number;
  readonly take_ms: number;
  readonly complete_ms: number;
  readonly collect_ms: number;
  /** Processor time of the Redis server for one renewal of a lock. */
  readonly renew_ms: number;
  readonly renewEvery_s: number;
  /** Wait of the Redis server for its disk, before it answers all that came together (appendfsync always). */
  readonly sync_ms: number;
  /** Time of a worker around each run: checks, folders, messages to the process that drives. */
  readonly worker_ms: number;
  /** Time of a submitter to fetch one result and enter it into its store, round trips left out. */
  readonly store_ms: number;
  /** Round trips to Redis that a submitter waits for in turn, for each result. */
  readonly storeRoundTrips: number;
  /** Result and files of a run, which cross the network to Redis and from there to the submitter. */
  readonly bytes: number;
  /** Memory of the Redis server for a queued run, and for its result with its files. */
  readonly queued_bytes: number;
  readonly held_bytes: number;
}

/** What there is to do, and what does it. */
export interface QueuePlant {
  readonly runs: number;
  /** Submitters with stores of their own; each has its part of the runs. */
  readonly submitters: number;
  readonly machines: number;
  /** Runs at a time on each. */
  readonly slots: number;
  readonly cores: number;
  /** How much longer a run takes when every core has one. */
  readonly crowding: number;
  /** Processor time for each run that others need of the workers' cores: Redis and submitter on the same machine. */
  readonly others_ms: number;
  /** Of the machine with Redis, in each direction. */
  readonly link_mbps: number;
  readonly roundTrip_ms: number;
}

/** What a simulation found. Shares are of the whole time. */
export interface QueueOutcome {
  readonly duration_s: number;
  readonly runsPerMinute: number;
  readonly workerShare: number;
  /** Of one core: the server handles one command after the other. */
  readonly redisShare: number;
  /** Of the submitters' time, what they wait for at Redis and the network left out. */
  readonly storeShare: number;
  readonly linkShare: number;
  /** Largest memory of runs, results and files in Redis. */
  readonly redisPeak_MB: number;
  /** What is busy almost all of the time. */
  readonly limit: 'workers' | 'network' | 'redis' | 'store';
}

/** What serves one after the other. */
class Station {
  busy_s = 0;
  #free_s = 0;

  /** @returns when what arrives now is done */
  serve(now_s: number, cost_s: number): number {
    this.#free_s = Math.max(this.#free_s, now_s) + cost_s;
    this.busy_s += cost_s;
    return this.#free_s;
  }
}

const STEPS = [
  'answer',
  'take',
  'begin',
  'drive',
  'complete',
  'collect',
  'fetch',
  'store',
  'stored',
] as const;
type Step = (typeof STEPS)[number];

/** What follows an answer of Redis. */
interface Follow {
  readonly step: Step;
  readonly after_s: number;
}

/**
 * Discrete-event simulation of an experiment over a queue: workers take runs from Redis, drive them, and deliver results
 * that submitters enter into their stores. Redis handles what has come since its last answer, waits for its disk once, and
 * answers all of it. A submitter collects one result after the other; links serve in order of arrival.
 * @param runTimes_s measured times of runs with the machine to themselves; drawn from with `seed`
 */
export function simulateQueue(
  costs: QueueCosts,
  plant: QueuePlant,
  runTimes_s: readonly number[],
  seed = 1,
): QueueOutcome {
  return new Simulation(costs, plant, runTimes_s, seed).run();
}

/** How much longer runs take that share a machine: between one run and one for each core the slowdown grows evenly. */
export function stretchOf({
  slots,
  cores,
  crowding,
}: Pick<QueuePlant, 'slots' | 'cores' | 'crowding'>): number {
  if (slots >= cores) return (crowding * slots) / cores;
  return cores === 1 ? 1 : 1 + ((crowding - 1) * (slots - 1)) / (cores - 1);
}

/** Runs in an hour if nothing but driving took time.
 *  @param runTimes_s as for `simulateQueue` */
export function idealPerHour(
  plant: Pick<QueuePlant, 'machines' | 'slots' | 'cores' | 'crowding'>,
  runTimes_s: readonly number[],
): number {
  return (3600 * plant.machines * plant.slots) / (meanOf(runTimes_s) * stretchOf(plant));
}

class Simulation {
  readonly #costs: QueueCosts;
  readonly #plant: QueuePlant;
  readonly #runTimes_s: readonly number[];
  readonly #random: RandomSource;
  readonly #events = new EventQueue();
  readonly #up = new Station();
  readonly #down = new Station();
  readonly #stretch: number;
  /** Asked of Redis while it is busy with others. */
  #asked: Follow[] = [];
  #asked_s = 0;
  /** What Redis answers next; null while it is idle. */
  #answering: Follow[] | null = null;
  #redis_s = 0;
  #waiting: number;
  #driving_s = 0;
  #delivered = 0;
  #idleSubmitters: number;
  #collected = 0;
  #submitting_s = 0;
  #stored = 0;
  #peak_bytes: number;
  #end_s = 0;

  constructor(costs: QueueCosts, plant: QueuePlant, runTimes_s: readonly number[], seed: number) {
    this.#costs = costs;
    this.#plant = plant;
    this.#runTimes_s = runTimes_s;
    this.#random = new RandomSource(seed, 0);
    this.#stretch = stretchOf(plant);
    this.#waiting = plant.runs;
    this.#idleSubmitters = plant.submitters;
    this.#peak_bytes = plant.runs * costs.queued_bytes;
  }

  run(): QueueOutcome {
    const { runs, machines, slots } = this.#plant;
    for (let slot = 0; slot < Math.min(runs, machines * slots); slot++) this.#add(0, 'take');
    while (this.#stored < runs) {
      const [now_s, step] = this.#events.next();
      this.#step(now_s, STEPS[step]!);
    }
    return this.#outcome();
  }

  #add(time_s: number, step: Step): void {
    this.#events.add(time_s, STEPS.indexOf(step));
  }

  #step(now_s: number, step: Step): void {
    const { add_ms, take_ms, complete_ms, worker_ms, store_ms } = this.#costs;
    const hop_s = this.#plant.roundTrip_ms / 1000;
    switch (step) {
      case 'answer':
        this.#answer(now_s);
        break;
      case 'take':
        if (this.#waiting === 0) break;
        this.#waiting--;
        // Runs are added while others are taken: each costs the server both.
        this.#ask(now_s, add_ms + take_ms, { step: 'begin', after_s: hop_s });
        break;
      case 'begin':
        this.#add(now_s + worker_ms / 1000 + this.#drive(now_s), 'drive');
        break;
      case 'drive':
        this.#add(this.#up.serve(now_s, this.#transfer_s()), 'complete');
        break;
      case 'complete':
        this.#ask(now_s, complete_ms, { step: 'take', after_s: hop_s }, { step: 'collect', after_s: 0 });
        break;
      case 'collect':
        this.#deliver();
        this.#collect(now_s);
        break;
      case 'fetch':
        this.#add(this.#down.serve(now_s, this.#transfer_s()), 'store');
        break;
      case 'store':
        this.#add(now_s + store_ms / 1000, 'stored');
        break;
      case 'stored':
        this.#stored++;
        this.#end_s = now_s;
        this.#idleSubmitters++;
        this.#collect(now_s);
    }
  }

  /** Has Redis handle something; what follows begins with its answer. */
  #ask(now_s: number, cost_ms: number, ...follow: Follow[]): void {
    this.#asked.push(...follow);
    this.#asked_s += cost_ms / 1000;
    if (this.#answering === null) this.#handle(now_s);
  }

  #handle(now_s: number): void {
    this.#answering = this.#asked;
    this.#redis_s += this.#asked_s;
    this.#add(now_s + this.#asked_s + this.#costs.sync_ms / 1000, 'answer');
    this.#asked = [];
    this.#asked_s = 0;
  }

  #answer(now_s: number): void {
    for (const { step, after_s } of this.#answering ?? []) this.#add(now_s + after_s, step);
    this.#answering = null;
    if (this.#asked_s > 0 || this.#asked.length > 0) this.#handle(now_s);
  }

  #drive(now_s: number): number {
    const { renew_ms, renewEvery_s } = this.#costs;
    const { slots, cores, others_ms } = this.#plant;
    const drawn = Math.floor(this.#random.next() * this.#runTimes_s.length);
    // Others take their time from the cores only where no core is idle.
    const others_s = slots >= cores ? (others_ms / 1000) * (slots / cores) : 0;
    const time_s = this.#runTimes_s[drawn]! * this.#stretch + others_s;
    this.#driving_s += time_s;
    const renewals = Math.floor(time_s / renewEvery_s);
    if (renewals > 0 && renew_ms > 0) this.#ask(now_s, renewals * renew_ms);
    return time_s;
  }

  #deliver(): void {
    const { held_bytes, queued_bytes } = this.#costs;
    this.#delivered++;
    const held =
      (this.#plant.runs - this.#stored) * queued_bytes + (this.#delivered - this.#stored) * held_bytes;
    this.#peak_bytes = Math.max(this.#peak_bytes, held);
  }

  /** A submitter that is idle takes a result that waits. */
  #collect(now_s: number): void {
    if (this.#idleSubmitters === 0 || this.#collected === this.#delivered) return;
    const { collect_ms, storeRoundTrips, store_ms } = this.#costs;
    const trips_s = (storeRoundTrips * this.#plant.roundTrip_ms) / 1000;
    this.#idleSubmitters--;
    this.#collected++;
    this.#submitting_s += trips_s + this.#transfer_s() + store_ms / 1000;
    this.#ask(now_s, collect_ms, { step: 'fetch', after_s: trips_s });
  }

  #transfer_s(): number {
    return (8 * this.#costs.bytes) / (1e6 * this.#plant.link_mbps);
  }

  #outcome(): QueueOutcome {
    const { runs, machines, slots, submitters } = this.#plant;
    const duration_s = this.#end_s;
    const shares = {
      workers: this.#driving_s / (machines * slots * duration_s),
      network: Math.max(this.#up.busy_s, this.#down.busy_s) / duration_s,
      redis: this.#redis_s / duration_s,
      store: this.#submitting_s / (submitters * duration_s),
    };
    const [limit] = Object.entries(shares).sort(([, a], [, b]) => b - a)[0]!;
    return {
      duration_s,
      runsPerMinute: (60 * runs) / duration_s,
      workerShare: shares.workers,
      redisShare: shares.redis,
      storeShare: shares.store,
      linkShare: shares.network,
      redisPeak_MB: this.#peak_bytes / 1e6,
      limit: limit as QueueOutcome['limit'],
    };
  }
}
