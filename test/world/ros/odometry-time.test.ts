import { OdometryTime } from '../../../src/world/ros/odometry-time';

/** What is said of messages whose stamps are off the clock by so much, apart from one in the middle. */
function saidOf(off_s: number, period_ms = 50, clockStops = false): string[] {
  const lines: string[] = [];
  let now_ms = 0;
  const time = new OdometryTime({
    useSimTime: true,
    odometryTopic: '/odom',
    clockTopic: '/clock',
    warn: (line) => lines.push(line),
    now_ms: () => now_ms,
  });
  for (let i = 0; i < 200; i += 1) {
    now_ms += period_ms;
    const clock_s = clockStops ? 200 : 200 + i * 0.05;
    time.of(200 + i * 0.05 + (i === 100 ? 0 : off_s), clock_s);
  }
  return lines;
}

describe('odometry stamped by another clock', () => {
  it.each([
    [5, '/odom is stamped 5.0 s ahead of /clock'],
    [-5, '/odom is stamped 5.0 s behind /clock'],
    [1e5, '/odom is stamped 100000.0 s ahead of /clock'],
  ])('is said once: %d s', (off_s, line) => {
    expect(saidOf(off_s)).toEqual([expect.stringContaining(line)]);
  });

  it('is not what a suspended node reads afterwards, odometry before the clock', () => {
    expect(saidOf(5, 0.1)).toEqual([]);
  });

  it('is not what comes while the clock is stopped', () => {
    expect(saidOf(0, 50, true)).toEqual([]);
  });

  it.each([0, 0.05, -0.3])('is not meant by %d s', (off_s) => {
    expect(saidOf(off_s)).toEqual([]);
  });
});
