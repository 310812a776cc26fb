import { SimulatedClock } from '../../../src/world/ros/simulated-clock';

/** Ticks at this interval, and the time `after_s` of simulated time beyond the last tick. */
function timeAfter(interval_s: number, factor: number | null, after_s: number): number | null {
  const clock = new SimulatedClock();
  for (let i = 0; i <= 10; i += 1) {
    clock.clock(100 + i * interval_s, (i * interval_s * 1000) / (factor ?? 1));
  }
  const last_ms = (10 * interval_s * 1000) / (factor ?? 1);
  return clock.at(last_ms + (after_s * 1000) / (factor ?? 1), factor);
}

describe('simulated time between two ticks', () => {
  it('is unknown before the first', () => {
    expect(new SimulatedClock().at(1000, 1)).toBeNull();
  });

  it.each([0.3, 1, 3])('goes on at the real time factor %p', (factor) => {
    expect(timeAfter(0.01, factor, 0.008)).toBeCloseTo(100.108, 6);
  });

  it('goes on through the ticks of a slow clock', () => {
    expect(timeAfter(0.1, 1, 0.09)).toBeCloseTo(101.09, 6);
  });

  it.each([
    [0.01, 0.03],
    [0.1, 0.13],
    [2, 0.15],
  ])('of a clock that ticks every %p s stands %p s after the last', (interval_s, farthest_s) => {
    expect(timeAfter(interval_s, 1, 5)).toBeCloseTo(100 + 10 * interval_s + farthest_s, 6);
  });

  it('stands while the real time factor is not known', () => {
    expect(timeAfter(0.01, null, 0.02)).toBeCloseTo(100.1, 6);
  });

  it('begins again with a clock that was set back', () => {
    const clock = new SimulatedClock();
    clock.clock(100, 0);
    clock.clock(0, 10);
    expect(clock.at(20, 1)).toBeCloseTo(0.01, 6);
  });

  it('is that of an earlier moment too, however long ago the last tick was', () => {
    const clock = new SimulatedClock();
    clock.clock(5, 1000);
    expect(clock.at(800, 0.5)).toBeCloseTo(4.9, 9);
  });
});
