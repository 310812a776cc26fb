import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const TREND = path.join(__dirname, 'trend.mjs');

interface Verdict {
  readonly median: number | null;
  readonly growth: number | null;
  readonly grows: boolean | null;
}

async function judge(points: readonly (readonly [number, number | null])[], bound: number, floor = 1) {
  const script = `import { judge } from ${JSON.stringify(TREND)};
    console.log(JSON.stringify(judge(${JSON.stringify(points)}, ${bound}, ${floor})))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout) as Verdict;
}

const minutes = Array.from({ length: 60 }, (_, minute) => minute);

describe("a soak's verdict", () => {
  it('sees what grows through the second half, and by how much', async () => {
    const leak = await judge(
      minutes.map((minute) => [minute, 100 + minute]),
      8,
    );
    expect(leak.grows).toBe(true);
    expect(leak.growth).toBeCloseTo(29, 5);
  });

  it('lets a process settle in the first half', async () => {
    const settled = await judge(
      minutes.map((minute) => [minute, 100 + Math.min(30, 3 * minute)]),
      8,
    );
    expect(settled).toMatchObject({ median: 130, grows: false });
    expect(settled.growth).toBeCloseTo(0, 6);
  });

  it('sees a leak below a heap that is collected now and then', async () => {
    const sawtooth = (leak: number) =>
      minutes.map((minute): [number, number] => [minute, leak * minute + (minute % 4) * 20]);
    expect((await judge(sawtooth(0), 2, 4)).grows).toBe(false);
    expect((await judge(sawtooth(0.2), 2, 4)).grows).toBe(true);
  });

  it('knows nothing of figures that nobody gave', async () => {
    expect(
      await judge(
        minutes.map((minute) => [minute, null]),
        1,
      ),
    ).toMatchObject({ median: null, growth: null, grows: null });
  });
});
