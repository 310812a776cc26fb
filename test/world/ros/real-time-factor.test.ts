import { RealTimeFactor } from '../../../src/world/ros/real-time-factor';

/** A clock in the test's hands: both times go on from where they were. */
class Clocks {
  wall_ms = 5000;
  clock_s = 20;
  readonly factor = new RealTimeFactor();

  /** /clock at a rate of simulated time, for so many wall seconds. */
  run(factor: number, rate_hz: number, seconds: number): this {
    const ticks = Math.round(seconds * factor * rate_hz);
    for (let i = 0; i < ticks; i += 1) {
      this.wall_ms += 1000 / (factor * rate_hz);
      this.clock_s += 1 / rate_hz;
      this.factor.clock(this.clock_s, this.wall_ms);
    }
    return this;
  }

  get now(): number | null {
    return this.factor.byClock(this.wall_ms);
  }

  get highest(): number | null {
    return this.factor.highestByClock(this.wall_ms);
  }
}

describe('the real time factor by /clock', () => {
  it('is not known before the clock has gone on for a while', () => {
    const clocks = new Clocks();
    expect(clocks.now).toBeNull();
    expect(clocks.run(1, 100, 0.1).now).toBeNull();
  });

  it.each([
    [1, 100],
    [1, 1000],
    [0.5, 100],
    [0.06, 100],
    [0.06, 1000],
    [3, 100],
  ])('is %d with a clock of %d Hz', (factor, rate_hz) => {
    expect(new Clocks().run(factor, rate_hz, 20).now).toBeCloseTo(factor, 2);
  });

  it('has been highest at some time of the last 15 s, known once there were as many', () => {
    const clocks = new Clocks().run(0.3, 100, 14);
    expect(clocks.highest).toBeNull();
    expect(clocks.run(0.3, 100, 3).highest).toBeCloseTo(0.3, 1);
    expect(clocks.run(1, 100, 3).run(0.3, 100, 12).highest).toBeCloseTo(1, 1);
    expect(clocks.run(0.3, 100, 31).highest).toBeCloseTo(0.3, 1);
    clocks.wall_ms += 60_000;
    expect(clocks.highest).toBeNull();
    expect(clocks.run(0.3, 100, 1).highest).toBeNull();
  });

  it('is hardly raised by ticks that a blocked process reads late and all at once', () => {
    const clocks = new Clocks().run(1, 100, 40);
    clocks.wall_ms += 350;
    // What came meanwhile, in a millisecond.
    for (let i = 0; i < 35; i += 1) {
      clocks.clock_s += 0.01;
      clocks.factor.clock(clocks.clock_s, clocks.wall_ms);
    }
    expect(clocks.run(1, 100, 5).highest).toBeLessThan(1.25);
  });

  it('follows a world that becomes slower within three seconds', () => {
    expect(new Clocks().run(1, 100, 10).run(0.5, 100, 3).now).toBeCloseTo(0.5, 2);
  });

  it('is not known while physics is paused, and the pause does not count', () => {
    const clocks = new Clocks().run(1, 100, 5);
    clocks.wall_ms += 60_000;
    expect(clocks.now).toBeNull();
    expect(clocks.run(1, 100, 0.1).now).toBeNull();
    expect(clocks.run(1, 100, 1).now).toBeCloseTo(1, 2);
  });

  it('is not known while the clock ticks and stands', () => {
    const clocks = new Clocks().run(1, 100, 40);
    for (let i = 0; i < 500; i += 1) {
      clocks.wall_ms += 100;
      clocks.factor.clock(clocks.clock_s, clocks.wall_ms);
    }
    expect(clocks.now).toBeNull();
    expect(clocks.factor.fastest(clocks.wall_ms)).toBe(1);
  });

  it('does not take the slow ticks of a slow world for pauses', () => {
    const clocks = new Clocks().run(0.05, 10, 60);
    expect(clocks.now).toBeCloseTo(0.05, 3);
    clocks.wall_ms += 3000;
    expect(clocks.now).toBeCloseTo(0.05, 3);
  });

  it.each([
    ['back, by reset_simulation', 0],
    ['forward', 1e6],
  ])('begins anew when the time is set %s', (_way, clock_s) => {
    const clocks = new Clocks().run(1, 100, 5);
    clocks.clock_s = clock_s;
    expect(clocks.run(1, 100, 0.1).now).toBeNull();
    expect(clocks.run(1, 100, 1).now).toBeCloseTo(1, 2);
  });
});

describe('how fast a world may run the next moment', () => {
  const fastest = (clocks: Clocks) => clocks.factor.fastest(clocks.wall_ms);

  it.each([
    ['as now where that is fast', 4, 4],
    ['in real time where it has been slow, but not for long: it may be at its speed again', 0.1, 1],
  ])('is %s', (_what, factor, expected) => {
    expect(fastest(new Clocks().run(factor, 100, 10))).toBeCloseTo(expected, 1);
  });

  it('is real time while nothing is known', () => {
    expect(fastest(new Clocks())).toBe(1);
  });

  it('is as in the fastest moment of a world that has been slow for long', () => {
    const clocks = new Clocks().run(0.3, 100, 31);
    expect(fastest(clocks)).toBeCloseTo(0.3, 1);
    expect(fastest(clocks.run(0.8, 100, 3).run(0.3, 100, 5))).toBeCloseTo(0.8, 1);
    expect(fastest(clocks.run(5, 100, 60))).toBeCloseTo(5, 1);
  });
});

describe('the real time factor that Gazebo tells', () => {
  it('is null where it tells none, or no longer does', () => {
    const factor = new RealTimeFactor();
    expect([factor.byGazebo(0), factor.meanByGazebo]).toEqual([null, null]);
    factor.performance(0.9, 1000);
    expect(factor.byGazebo(2000)).toBe(0.9);
    expect(factor.byGazebo(60_000)).toBeNull();
  });

  it('is averaged over the drive, without figures that are none', () => {
    const factor = new RealTimeFactor();
    for (const told of [0.8, Number.NaN, Number.POSITIVE_INFINITY, -1, 0.4]) factor.performance(told, 0);
    expect(factor.meanByGazebo).toBeCloseTo(0.6, 12);
    expect(factor.byGazebo(0)).toBe(0.4);
  });
});
