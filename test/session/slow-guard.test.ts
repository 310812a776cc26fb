import { loadCircuit } from '../../src/circuit/load';
import type { Pose } from '../../src/types';
import { FakeWorld, fakeRun, fakeSetup } from './support/fake-setup';

/** Longer than a car may stay stopped: 30 s of the wall clock, 10 s of simulated time. */
const LONG_S = 120;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A run of a lap whose guard is ready when the test says so. The car is stopped at its start. */
async function guardedRun() {
  const circuit = await loadCircuit('simple_circuit');
  const world = new FakeWorld();
  let ready = () => {};
  const guard = {
    follow: () => {},
    ready: () => new Promise<void>((resolve) => (ready = resolve)),
    beat: () => {},
    commanded: () => {},
    end: async () => {},
  };
  const plan = { ...fakeSetup().plan, laps: 1, endless: false, standstill_s: 30 };
  const { run, resources } = fakeRun({
    world,
    plan,
    guard,
    circuit: { name: 'simple_circuit', circuit, perfectLap: null },
  });
  const { x_m, y_m, heading_rad } = circuit.pointAt(0);
  let sim_s = 0;
  return {
    run,
    ready: () => ready(),
    prepared: run.prepare(() => {}),
    wait: async (seconds: number) => {
      for (let i = 0; i < seconds; i += 1) {
        sim_s += 1;
        world.pose({ x_m, y_m, yaw_rad: heading_rad, v_mps: 0, w_radps: 0, sim_s, arrival_ms: 0 } as Pose);
        await jest.advanceTimersByTimeAsync(1000);
      }
    },
    close: async () => {
      run.monitor.end('interrupted');
      jest.useRealTimers();
      await run.halt();
      await resources.release();
    },
  };
}

describe('While the guard starts slowly', () => {
  test('the laps of a car that waits for it do not end', async () => {
    const { run, ready, prepared, wait, close } = await guardedRun();
    await wait(LONG_S);
    expect(run.monitor.metrics.endedBecause).toBeNull();
    ready();
    await prepared;
    await wait(9);
    expect(run.monitor.metrics.endedBecause).toBeNull();
    // From now on it is judged.
    await wait(3);
    expect(run.monitor.metrics.endedBecause).toBe('trapped');
    await close();
  });

  test('a car that is paused meanwhile stays paused', async () => {
    const { run, ready, prepared, wait, close } = await guardedRun();
    await wait(1);
    run.hold(true);
    ready();
    await prepared;
    await wait(LONG_S);
    expect(run.monitor.metrics.endedBecause).toBeNull();
    run.hold(false);
    await wait(12);
    expect(run.monitor.metrics.endedBecause).toBe('trapped');
    await close();
  });

  test('a run that is ended meanwhile does not wait for it', async () => {
    const { run, prepared, wait, close } = await guardedRun();
    await wait(1);
    run.monitor.end('interrupted');
    await expect(prepared).resolves.toBeUndefined();
    await close();
  });
});
