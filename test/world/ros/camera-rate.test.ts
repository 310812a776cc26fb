import { CameraRate, type RateChange } from '../../../src/world/ros/camera-rate';

/** Frames at a rate from a moment on; returns what was noticed and when it ended. */
function run(rate: CameraRate, from_s: number, hz: number, seconds: number) {
  const changes: RateChange[] = [];
  let time_s = from_s;
  for (let i = 0; i < hz * seconds; i += 1) {
    time_s = from_s + (i + 1) / hz;
    const change = rate.frame(time_s);
    if (change) changes.push(change);
  }
  return { changes, time_s };
}

describe("a camera's rate", () => {
  it('is noticed once when it doubles, and once when it halves again', () => {
    const rate = new CameraRate();
    const usual = run(rate, 0, 20, 10);
    expect(usual.changes).toEqual([]);
    const double = run(rate, usual.time_s, 40, 20);
    expect(double.changes).toEqual([{ before_hz: expect.closeTo(20, 0), now_hz: expect.closeTo(40, 0) }]);
    const back = run(rate, double.time_s, 20, 20);
    expect(back.changes).toEqual([{ before_hz: expect.closeTo(40, 0), now_hz: expect.closeTo(20, 0) }]);
  });

  it('may stumble for a moment', () => {
    const rate = new CameraRate();
    let { time_s } = run(rate, 0, 20, 10);
    for (const hz of [20, 11, 20, 11, 20]) {
      const stumble = run(rate, time_s, hz, 2.1);
      expect(stumble.changes).toEqual([]);
      time_s = stumble.time_s;
    }
  });

  it('goes on to be measured when time is set back', () => {
    const rate = new CameraRate();
    run(rate, 100, 20, 10);
    expect(run(rate, 0, 20, 10).changes).toEqual([]);
    expect(run(rate, 10, 40, 10).changes).toHaveLength(1);
  });
});
