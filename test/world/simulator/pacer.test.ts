import { Pacer } from '../../../src/world/simulator/pacer';

const PERIOD_MS = 50;

/** A world that only counts its simulated milliseconds, on a wall clock that the test turns. */
function paced(realTimeFactor: number | 'max') {
  jest.useFakeTimers({ doNotFake: ['performance'] });
  const state = { wall_ms: 1000, time_ms: 0, due_ms: 0, told: [] as [number, number][] };
  const pacer = new Pacer({
    realTimeFactor,
    now: () => state.wall_ms,
    time_ms: () => state.time_ms,
    nextDue_ms: () => state.due_ms,
    advance: (to_ms) => {
      state.time_ms = Math.max(state.time_ms, to_ms);
      while (state.time_ms >= state.due_ms) {
        state.told.push([state.due_ms, state.wall_ms - 1000]);
        state.due_ms += PERIOD_MS;
      }
    },
  });
  const pass = (ms: number) => {
    for (let i = 0; i < ms; i++) {
      state.wall_ms += 1;
      jest.advanceTimersByTime(1);
    }
  };
  return { pacer, state, pass };
}

afterEach(() => jest.useRealTimers());

describe('The pacer', () => {
  it('tells each thing when the wall clock says so and does not drift', () => {
    const { pacer, state, pass } = paced(1);
    pacer.start();
    pass(2000);
    expect(state.told.length).toBeGreaterThanOrEqual(40);
    for (const [due_ms, told_ms] of state.told) expect(Math.abs(told_ms - due_ms)).toBeLessThanOrEqual(2);
    pacer.stop();
  });

  it.each([0.5, 2])('runs at %d times real time', (factor) => {
    const { pacer, state, pass } = paced(factor);
    pacer.start();
    pass(1000);
    expect(Math.abs(state.time_ms - 1000 * factor)).toBeLessThan(PERIOD_MS + 2);
    pacer.stop();
  });

  it('slows down after a stall instead of rushing', () => {
    const { pacer, state, pass } = paced(1);
    pacer.start();
    pass(500);
    state.wall_ms += 3000;
    const before = state.told.length;
    pass(500);
    const after = state.told.length - before;
    expect(after).toBeGreaterThanOrEqual(9);
    expect(after).toBeLessThanOrEqual(12);
    pacer.stop();
  });

  it('makes up for a short hiccup', () => {
    const { pacer, state, pass } = paced(1);
    pacer.start();
    pass(500);
    state.wall_ms += 15;
    pass(1000);
    expect(state.time_ms).toBeGreaterThan(1500 + 15 - PERIOD_MS);
    pacer.stop();
  });

  it('stands still while stopped and goes on from there', () => {
    const { pacer, state, pass } = paced(1);
    pacer.start();
    pass(300);
    pacer.stop();
    const paused_ms = state.time_ms;
    pass(1000);
    expect(state.time_ms).toBe(paused_ms);
    pacer.start();
    pass(200);
    expect(state.time_ms - paused_ms).toBeGreaterThan(100);
    expect(state.time_ms - paused_ms).toBeLessThanOrEqual(202);
    pacer.stop();
  });

  it('brings time up to the moment a command comes', () => {
    const { pacer, state } = paced(1);
    pacer.start();
    state.wall_ms += 21;
    pacer.catchUp();
    expect(state.time_ms).toBe(21);
    pacer.stop();
  });
});
