import { idealPerHour, type QueueCosts, type QueuePlant, simulateQueue } from '../../bench/queue/queue-model';

const FREE: QueueCosts = {
  add_ms: 0,
  take_ms: 0,
  complete_ms: 0,
  collect_ms: 0,
  renew_ms: 0,
  renewEvery_s: 10,
  sync_ms: 0,
  worker_ms: 0,
  store_ms: 0,
  storeRoundTrips: 0,
  bytes: 0,
  queued_bytes: 0,
  held_bytes: 0,
};
const PLANT: QueuePlant = {
  runs: 1000,
  submitters: 1,
  machines: 10,
  slots: 2,
  cores: 2,
  crowding: 1,
  others_ms: 0,
  link_mbps: 1000,
  roundTrip_ms: 0,
};

describe('the model of the queue', () => {
  it('has workers that are never idle where nothing else takes time', () => {
    const { duration_s, workerShare, limit, runsPerMinute } = simulateQueue(FREE, PLANT, [3]);
    expect(duration_s).toBeCloseTo((1000 / 20) * 3, 9);
    expect(workerShare).toBeCloseTo(1, 9);
    expect(runsPerMinute).toBeCloseTo(400, 9);
    expect(limit).toBe('workers');
  });

  it.each([1, 2, 4])(
    'with %i slots on two cores does what is ideal where nothing but driving takes time',
    (slots) => {
      const plant = { ...PLANT, slots, crowding: 1.5 };
      const ideal = idealPerHour(plant, [3]);
      expect(60 * simulateQueue(FREE, plant, [3]).runsPerMinute).toBeCloseTo(ideal, 6);
      expect(ideal).toBeCloseTo({ 1: 12_000, 2: 16_000, 4: 16_000 }[slots]!, 6);
    },
  );

  it('shares the cores of a machine among its slots', () => {
    const { duration_s } = simulateQueue(FREE, { ...PLANT, slots: 4 }, [3]);
    expect(duration_s).toBeCloseTo((1000 / 20) * 3, 9);
  });

  it.each([
    ['store', { store_ms: 200 }],
    ['redis', { take_ms: 50, complete_ms: 100, collect_ms: 50 }],
    ['network', { bytes: 25e6 }],
  ] as const)('goes at the pace of what saturates: the %s', (limit, costs) => {
    const found = simulateQueue({ ...FREE, ...costs }, PLANT, [1]);
    // 0.2 s for each run at the one thing that serves all.
    expect(found.limit).toBe(limit);
    expect(found.duration_s).toBeGreaterThanOrEqual(1000 * 0.2);
    expect(found.duration_s).toBeLessThan(1000 * 0.2 + 2);
  });

  it('keeps in Redis what the store has not taken', () => {
    const { redisPeak_MB } = simulateQueue(
      { ...FREE, store_ms: 1000, held_bytes: 1e6 },
      { ...PLANT, runs: 100 },
      [1],
    );
    expect(redisPeak_MB).toBeGreaterThan(90);
    expect(redisPeak_MB).toBeLessThanOrEqual(100);
  });

  it('adds the wait for Redis to each run of a single worker', () => {
    const plant = { ...PLANT, runs: 10, machines: 1, slots: 1, roundTrip_ms: 100 };
    const { duration_s } = simulateQueue(FREE, plant, [1]);
    // There and back: the result of the last run needs no further one.
    expect(duration_s).toBeCloseTo(10 * 1.2 - 0.1, 9);
  });

  it('slows runs down that share a machine, and leaves cores to what runs beside them', () => {
    const crowded = { ...PLANT, runs: 100, machines: 1, crowding: 1.5, others_ms: 500 };
    const perRun_s = (slots: number) => simulateQueue(FREE, { ...crowded, slots }, [3]).duration_s / 100;
    // One leaves a core idle; two of 3 * 1.5 + 0.5 s; four share two cores.
    expect(perRun_s(1)).toBeCloseTo(3, 9);
    expect(perRun_s(2)).toBeCloseTo(5 / 2, 9);
    expect(perRun_s(4)).toBeCloseTo(5 / 2, 9);
  });

  it('waits for the disk of Redis once for all that came together', () => {
    const plant = { ...PLANT, machines: 50, submitters: 100 };
    const { duration_s, redisShare } = simulateQueue({ ...FREE, sync_ms: 10 }, plant, [1]);
    // Ten rounds of a second and some waits; each run with a wait of its own for each answer would take 30 s in all.
    expect(duration_s).toBeGreaterThan(10.2);
    expect(duration_s).toBeLessThan(10.6);
    expect(redisShare).toBe(0);
  });

  it('stores with each submitter one result after the other, round trips included', () => {
    const costs = { ...FREE, store_ms: 100, storeRoundTrips: 3 };
    const plant = { ...PLANT, roundTrip_ms: 100 };
    const one = simulateQueue(costs, plant, [1]);
    const four = simulateQueue(costs, { ...plant, submitters: 4 }, [1]);
    expect(one.limit).toBe('store');
    expect(one.duration_s).toBeCloseTo(1000 * 0.4 + 1.1, 0);
    expect(four.duration_s).toBeCloseTo(1000 * 0.1 + 1.1, 0);
  });

  it('has all runs that wait in the memory of Redis from the beginning', () => {
    const { redisPeak_MB } = simulateQueue({ ...FREE, queued_bytes: 2e6, held_bytes: 1e6 }, PLANT, [1]);
    expect(redisPeak_MB).toBeGreaterThanOrEqual(2000);
    expect(redisPeak_MB).toBeLessThan(2050);
  });

  it('gives the same for the same seed', () => {
    const times = [1, 2, 5, 9];
    expect(simulateQueue(FREE, PLANT, times, 7)).toEqual(simulateQueue(FREE, PLANT, times, 7));
    expect(simulateQueue(FREE, PLANT, times, 7)).not.toEqual(simulateQueue(FREE, PLANT, times, 8));
  });
});
