import { CarTime, longestSilence_ms } from '../../../src/world/ros/car-time';

/** A simulator in the test's hands. */
class Simulator {
  wall_ms = 7000;
  clock_s = 30;
  fastest = 1;
  readonly time = new CarTime(() => this.fastest);

  tick(clock_s = this.clock_s): this {
    this.clock_s = clock_s;
    this.time.clock(clock_s, this.wall_ms);
    return this;
  }

  run(factor: number, seconds: number, rate_hz = 100): this {
    const ticks = Math.round(seconds * factor * rate_hz);
    for (let i = 0; i < ticks; i += 1) {
      this.wall_ms += 1000 / (factor * rate_hz);
      this.tick(this.clock_s + 1 / rate_hz);
    }
    return this;
  }

  wait(ms: number): this {
    this.wall_ms += ms;
    return this;
  }

  stopwatch() {
    return this.time.stopwatch(() => this.wall_ms);
  }
}

describe('the time in which a car may have moved', () => {
  it.each([
    ['that of the clock of a slow world', 0.29, 290],
    ['that of the clock of a world that stands nearly still', 0.02, 20],
    ['wall time in real time', 1, 1000],
    ['no more than wall time in a fast world', 5, 1000],
  ])('is %s', (_what, factor, expected_ms) => {
    const simulator = new Simulator().tick().run(factor, 5);
    const elapsed = simulator.stopwatch();
    expect(simulator.run(factor, 1) && elapsed()).toBeCloseTo(expected_ms, 6);
  });

  it('is wall time without a clock', () => {
    const simulator = new Simulator();
    const elapsed = simulator.stopwatch();
    expect(simulator.wait(700) && elapsed()).toBe(700);
  });

  it('goes on where the first clock comes', () => {
    const simulator = new Simulator();
    const elapsed = simulator.stopwatch();
    simulator.wait(300).tick();
    expect(elapsed()).toBe(300);
    expect(simulator.run(0.5, 1) && elapsed()).toBeCloseTo(800, 6);
  });

  it('goes on between two steps as fast as the world may, until the next one tells', () => {
    const simulator = new Simulator().tick().run(0.3, 5);
    simulator.fastest = 0.6;
    const elapsed = simulator.stopwatch();
    simulator.wait(500);
    expect(elapsed()).toBeCloseTo(300, 6);
    simulator.tick(simulator.clock_s + 0.15);
    expect(elapsed()).toBeCloseTo(150, 6);
  });

  it('is wall time once the clock is silent: the simulator hangs, is paused, or cannot be heard', () => {
    const simulator = new Simulator().tick().run(0.2, 5);
    simulator.fastest = 0.2;
    const elapsed = simulator.stopwatch();
    simulator.wait(1000);
    expect(elapsed()).toBeCloseTo(200, 6);
    expect(simulator.wait(400) && elapsed()).toBeCloseTo(600, 6);
  });

  it('takes a clock that ticks and does not advance for a silent one', () => {
    const simulator = new Simulator().tick().run(0.2, 5);
    simulator.fastest = 0.2;
    const elapsed = simulator.stopwatch();
    for (let i = 0; i < 140; i += 1) simulator.wait(10).tick();
    expect(elapsed()).toBeCloseTo(600, 6);
  });

  it('does not take the rare steps of a slow world for silence', () => {
    const simulator = new Simulator().tick().run(0.05, 20, 10);
    simulator.fastest = 0.05;
    const elapsed = simulator.stopwatch();
    expect(simulator.wait(2000) && elapsed()).toBeCloseTo(100, 6);
  });

  it('counts a step of the clock in full for what began in it', () => {
    const simulator = new Simulator().tick().run(0.2, 5, 10).wait(250);
    simulator.fastest = 0.2;
    const elapsed = simulator.stopwatch();
    simulator.wait(250).tick(simulator.clock_s + 0.1);
    expect(elapsed()).toBeCloseTo(100, 6);
  });

  it.each([
    ['a pause', 0.01],
    ['a cut between clock and node', 18],
  ])('forgets nothing of what begins right before the clock is heard again after %s', (_what, step_s) => {
    const simulator = new Simulator().tick().run(0.3, 5).wait(60_000);
    const elapsed = simulator.stopwatch();
    simulator.wait(10).tick(simulator.clock_s + step_s);
    expect(simulator.run(1, 0.6) && elapsed()).toBeCloseTo(610, 6);
  });

  it('forgets nothing where a clock is set back after a silence, in a fast world', () => {
    const simulator = new Simulator().tick().run(5, 5).wait(30_000);
    const elapsed = simulator.stopwatch();
    simulator.wait(10).tick(0);
    expect(simulator.run(5, 0.6) && elapsed()).toBeCloseTo(610, 6);
  });

  it('counts a cut in the network in full when the clock comes back', () => {
    const simulator = new Simulator().tick().run(1, 5);
    const elapsed = simulator.stopwatch();
    simulator.wait(3000).tick(simulator.clock_s + 3);
    expect(elapsed()).toBeCloseTo(3000, 6);
  });

  it.each([
    ['back', 0],
    ['far forward', 1e6],
  ])('is wall time where the clock is set %s', (_way, clock_s) => {
    const simulator = new Simulator().tick().run(1, 5);
    const elapsed = simulator.stopwatch();
    simulator.wait(40).tick(clock_s);
    expect(elapsed()).toBeCloseTo(40, 6);
  });
});

describe('the wall time for which a car may not be heard', () => {
  it.each([
    [1, 500],
    [5, 500],
    [0.8, 625],
    [0.1, 1400],
    [0.01, 1490],
  ])('is, at a factor of %d, what makes 500 ms of its motion', (factor, expected_ms) => {
    const silent_ms = longestSilence_ms(500, factor);
    expect(silent_ms).toBeCloseTo(expected_ms, 6);
    const simulator = new Simulator().tick().run(Math.min(1, factor), 5, 1000);
    simulator.fastest = Math.min(1, factor);
    const elapsed = simulator.stopwatch();
    expect(simulator.wait(silent_ms) && elapsed()).toBeCloseTo(500, 6);
  });
});
