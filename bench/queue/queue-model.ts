import { RandomSource } from '../../src/support/random';
import { EventQueue } from './event-queue';

/** What a run costs beside driving it, each measured on its own. */
export interface QueueCosts {
  /** Time of the Redis server for adding a run, handing it to a worker, taking its result, and having it collected. */
  readonly add_ms: number;
  readonly take_ms: number;
  readonly complete_ms: number;
  readonly collect_ms: number;
  /** Time of the Redis server for one renewal of a lock. */
  readonly renew_ms: number;
  readonly renewEvery_s: number;
  /** Time of the submitter to enter one result into its store. */
  readonly store_ms: number;
  /** Result and files of a run, which cross the network to Redis and from there to the submitter. */
  readonly bytes: number;
}

/** What there is to do, and what does it. */
export interface QueuePlant {
  readonly runs: number;
  readonly machines: number;
  /** Runs at a time on each. */
  readonly slots: number;
  readonly cores: number;
  /** Of the machine with Redis and the submitter, in each direction. */
  readonly link_mbps: number;
  readonly roundTrip_ms: number;
}

/** What a simulation found. Shares are of the whole time. */
export interface QueueOutcome {
  readonly duration_s: number;
  readonly runsPerMinute: number;
  readonly workerShare: number;
  readonly redisShare: number;
  readonly storeShare: number;
  readonly linkShare: number;
  /** Largest amount of results and files that waited in Redis. */
  readonly redisPeak_MB: number;
  /** What is busy almost all of the time. */
  readonly limit: 'workers' | 'redis' | 'store' | 'network';
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

const STEPS = ['take', 'begin', 'drive', 'complete', 'collect', 'store', 'stored'] as const;
type Step = (typeof STEPS)[number];

/**
 * Discrete-event simulation of an experiment over a queue: workers take runs from Redis, drive them, and deliver results
 * that one submitter enters into its store. Redis, the submitter and its link serve in order of arrival.
 * @param runTimes_s measured times of runs with a core of their own; drawn from with `seed`
 */
export function simulateQueue(
  costs: QueueCosts,
  plant: QueuePlant,
  runTimes_s: readonly number[],
  seed = 1,
): QueueOutcome {
  return new Simulation(costs, plant, runTimes_s, seed).run();
}

class Simulation {
  readonly #costs: QueueCosts;
  readonly #plant: QueuePlant;
  readonly #runTimes_s: readonly number[];
  readonly #random: RandomSource;
  readonly #events = new EventQueue();
  readonly #redis = new Station();
  readonly #store = new Station();
  readonly #up = new Station();
  readonly #down = new Station();
  /** Slots beyond the cores of a machine share them. */
  readonly #stretch: number;
  #waiting: number;
  #stored = 0;
  #driving_s = 0;
  #delivered = 0;
  #peak = 0;
  #end_s = 0;

  constructor(costs: QueueCosts, plant: QueuePlant, runTimes_s: readonly number[], seed: number) {
    this.#costs = costs;
    this.#plant = plant;
    this.#runTimes_s = runTimes_s;
    this.#random = new RandomSource(seed, 0);
    this.#stretch = Math.max(1, plant.slots / plant.cores);
    this.#waiting = plant.runs;
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
    const { add_ms, take_ms, complete_ms, collect_ms, store_ms } = this.#costs;
    const hop_s = this.#plant.roundTrip_ms / 1000;
    switch (step) {
      case 'take':
        if (this.#waiting === 0) break;
        this.#waiting--;
        // Runs are added while others are taken: each costs the server both.
        this.#add(this.#redis.serve(now_s, (add_ms + take_ms) / 1000) + hop_s, 'begin');
        break;
      case 'begin':
        this.#add(now_s + this.#drive(now_s), 'drive');
        break;
      case 'drive':
        this.#add(this.#up.serve(now_s, this.#transfer_s()), 'complete');
        break;
      case 'complete': {
        const done_s = this.#redis.serve(now_s, complete_ms / 1000);
        this.#add(done_s + hop_s, 'take');
        this.#add(done_s, 'collect');
        break;
      }
      case 'collect':
        this.#peak = Math.max(this.#peak, ++this.#delivered - this.#stored);
        this.#add(this.#redis.serve(now_s, collect_ms / 1000), 'store');
        break;
      case 'store':
        this.#add(this.#store.serve(this.#down.serve(now_s, this.#transfer_s()), store_ms / 1000), 'stored');
        break;
      case 'stored':
        this.#stored++;
        this.#end_s = now_s;
    }
  }

  #drive(now_s: number): number {
    const { renew_ms, renewEvery_s } = this.#costs;
    const drawn = Math.floor(this.#random.next() * this.#runTimes_s.length);
    const time_s = this.#runTimes_s[drawn]! * this.#stretch;
    this.#driving_s += time_s;
    const renewals = Math.floor(time_s / renewEvery_s);
    if (renewals > 0) this.#redis.serve(now_s, (renewals * renew_ms) / 1000);
    return time_s;
  }

  #transfer_s(): number {
    return (8 * this.#costs.bytes) / (1e6 * this.#plant.link_mbps);
  }

  #outcome(): QueueOutcome {
    const { runs, machines, slots } = this.#plant;
    const duration_s = this.#end_s;
    const shares = {
      workers: this.#driving_s / (machines * slots * duration_s),
      redis: this.#redis.busy_s / duration_s,
      store: this.#store.busy_s / duration_s,
      network: Math.max(this.#up.busy_s, this.#down.busy_s) / duration_s,
    };
    const [limit] = Object.entries(shares).sort(([, a], [, b]) => b - a)[0]!;
    return {
      duration_s,
      runsPerMinute: (60 * runs) / duration_s,
      workerShare: shares.workers,
      redisShare: shares.redis,
      storeShare: shares.store,
      linkShare: shares.network,
      redisPeak_MB: (this.#peak * this.#costs.bytes) / 1e6,
      limit: limit as QueueOutcome['limit'],
    };
  }
}
