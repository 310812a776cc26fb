import { wallStamp } from '../../src/support/wall-clock';

describe('wall time at a moment of the monotonic clock', () => {
  it('is now for now', () => {
    const { sec, nsec } = wallStamp(performance.now());
    expect(Math.abs(sec * 1000 + nsec / 1e6 - Date.now())).toBeLessThan(2000);
  });

  it('keeps differences to the nanosecond, over the turn of a second too', () => {
    const at = (ms: number) => {
      const { sec, nsec } = wallStamp(ms);
      expect(nsec).toBeGreaterThanOrEqual(0);
      expect(nsec).toBeLessThan(1e9);
      return BigInt(sec) * 1_000_000_000n + BigInt(nsec);
    };
    const origin = at(0);
    for (const ms of [0.001, 0.5, 999.999, 1000, 123_456.789, 86_400_000]) {
      expect(Number(at(ms) - origin)).toBeCloseTo(ms * 1e6, -1);
    }
  });
});
