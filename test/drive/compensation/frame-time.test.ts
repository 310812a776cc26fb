import { FrameTime } from '../../../src/drive/compensation/frame-time';

const stamp = (time_s: number) => {
  const nsec = Math.round(time_s * 1e9);
  return { sec: Math.floor(nsec / 1e9), nsec: nsec % 1e9 };
};

describe('The time of a frame', () => {
  it('is its stamp on the clock of the drive', () => {
    const time = new FrameTime();
    expect(time.latest(stamp(9.9), 10)).toBeCloseTo(9.9, 6);
    expect(time.dating).toBe('stamp');
    // Never after its arrival.
    expect(time.latest(stamp(10.06), 10.05)).toBe(10.05);
  });

  it('is its arrival without a stamp', () => {
    const time = new FrameTime();
    expect(time.latest(null, 10)).toBe(10);
    expect(time.dating).toBe('arrival');
  });

  it('is told by a stamp of another clock, once both have been compared', () => {
    const time = new FrameTime();
    const delays_s = [0.02, 0.08, 0.05];
    const found = Array.from({ length: 40 }, (_, i) =>
      time.latest(stamp(1000 + i * 0.05), i * 0.05 + delays_s[i % 3]!),
    );
    expect(time.dating).toBe('other_clock');
    // The fastest frame counts as one without an age.
    expect(found[39]! - 39 * 0.05).toBeCloseTo(0.02, 6);
    expect(found[37]! - 37 * 0.05).toBeCloseTo(0.02, 6);
  });

  it('is its arrival where the other clock runs at another rate', () => {
    const time = new FrameTime();
    for (let i = 0; i < 40; i += 1) {
      expect(time.latest(stamp(1000 + i * 0.1), i * 0.05)).toBeCloseTo(i * 0.05, 9);
    }
    expect(time.dating).toBe('arrival');
  });
});
