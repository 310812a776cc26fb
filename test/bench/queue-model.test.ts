import { type QueueCosts, type QueuePlant, simulateQueue } from '../../bench/queue/queue-model';

const FREE: QueueCosts = {
  add_ms: 0,
  take_ms: 0,
  complete_ms: 0,
  collect_ms: 0,
  renew_ms: 0,
  renewEvery_s: 10,
  store_ms: 0,
  bytes: 0,
};
const PLANT: QueuePlant = { runs: 1000, machines: 10, slots: 2, cores: 2, link_mbps: 1000, roundTrip_ms: 0 };

describe('the model of the queue', () => {
  it('has workers that are never idle where nothing else takes time', () => {
    const { duration_s, workerShare, limit, runsPerMinute } = simulateQueue(FREE, PLANT, [3]);
    expect(duration_s).toBeCloseTo((1000 / 20) * 3, 9);
    expect(workerShare).toBeCloseTo(1, 9);
    expect(runsPerMinute).toBeCloseTo(400, 9);
    expect(limit).toBe('workers');
  });

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
      { ...FREE, store_ms: 1000, bytes: 1e6 },
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

  it('gives the same for the same seed', () => {
    const times = [1, 2, 5, 9];
    expect(simulateQueue(FREE, PLANT, times, 7)).toEqual(simulateQueue(FREE, PLANT, times, 7));
    expect(simulateQueue(FREE, PLANT, times, 7)).not.toEqual(simulateQueue(FREE, PLANT, times, 8));
  });
});
