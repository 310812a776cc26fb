import { judge, type Sample } from './trend';

const minutes = Array.from({ length: 60 }, (_, minute) => minute);
const samples = (value: (minute: number) => number | null) =>
  minutes.map((minute): Sample => [minute, value(minute)]);

describe("a soak's verdict", () => {
  it('sees what grows through the second half, and by how much', () => {
    const leak = judge(
      samples((minute) => 100 + minute),
      8,
    );
    expect(leak.grows).toBe(true);
    expect(leak.growth).toBeCloseTo(29, 5);
  });

  it('lets a process settle in the first half', () => {
    const settled = judge(
      samples((minute) => 100 + Math.min(30, 3 * minute)),
      8,
    );
    expect(settled).toMatchObject({ median: 130, grows: false });
    expect(settled.growth).toBeCloseTo(0, 6);
  });

  it('sees a leak below a heap that is collected now and then', () => {
    const sawtooth = (leak: number) => samples((minute) => leak * minute + (minute % 4) * 20);
    expect(judge(sawtooth(0), 2, 4).grows).toBe(false);
    expect(judge(sawtooth(0.2), 2, 4).grows).toBe(true);
  });

  it('does not know a value that nobody gave', () => {
    expect(
      judge(
        samples(() => null),
        1,
      ),
    ).toMatchObject({ median: null, growth: null, grows: null });
  });
});
