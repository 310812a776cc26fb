import { DrivenPath, type GivenPlace } from '../../../src/live/page/model/path';
import { Series } from '../../../src/live/page/model/series';

const ALL = Number.NEGATIVE_INFINITY;

describe('the history of a value', () => {
  it('stays bounded, keeps every peak and all of the newest values', () => {
    const series = new Series(400);
    for (let i = 0; i < 5000; i++) series.push(i, i === 1234 ? 99 : i === 2345 ? -99 : Math.sin(i));
    const { at_ms, values } = series.since(ALL);
    expect(series.size).toBeLessThanOrEqual(400);
    expect(values).toContain(99);
    expect(values).toContain(-99);
    expect(at_ms.slice(-150)).toEqual(Array.from({ length: 150 }, (_, i) => 4850 + i));
    expect(at_ms.toSorted((a, b) => a - b)).toEqual(at_ms);
  });

  it('keeps gaps when it is thinned', () => {
    const series = new Series(16);
    for (let i = 0; i < 20; i++) series.push(i, i < 8 ? null : 1);
    expect(series.since(ALL).values).toContain(null);
  });

  it('gives what is newer than a time, and the point before it', () => {
    const series = new Series();
    for (const at of [0, 10, 20, 30]) series.push(at, at);
    expect(series.since(15).at_ms).toEqual([10, 20, 30]);
    expect(series.since(100).at_ms).toEqual([30]);
    expect(series.since(ALL).at_ms).toEqual([0, 10, 20, 30]);
  });

  it('leaves out what is older than its newest point', () => {
    const series = new Series();
    series.push(10, 1);
    series.push(5, 2);
    expect(series.newest).toEqual({ at_ms: 10, value: 1 });
    expect(series.size).toBe(1);
  });
});

describe('the driven path', () => {
  const place = (at_ms: number, x_m: number, more: Partial<GivenPlace> = {}): GivenPlace => ({
    at_ms,
    sim_s: at_ms / 1000,
    x_m,
    y_m: 0,
    v_mps: 10,
    deviation_m: 0.1,
    ...more,
  });

  it('stays bounded, and tells when places were removed', () => {
    const path = new DrivenPath(100);
    for (let i = 0; i < 100; i++) path.push(place(i * 20, i * 0.2));
    const before = path.generation;
    path.push(place(2000, 20));
    expect(path.generation).toBe(before + 1);
    expect(path.points.length).toBeLessThan(80);
    expect(path.points.at(-1)!.x_m).toBe(20);
  });

  it('begins again where the car was put elsewhere, and not where it drove fast or messages were rare', () => {
    const path = new DrivenPath();
    path.push(place(0, 0));
    path.push(place(20, 0.2));
    path.push(place(40, 80));
    path.push(place(2040, 100));
    // In lockstep a second of the simulation passes in 20 ms.
    path.push(place(2060, 110, { sim_s: 3.04 }));
    expect(path.points.map(({ isStart }) => isStart)).toEqual([true, false, true, false, false]);
  });

  it('knows the largest deviation until it is cleared', () => {
    const path = new DrivenPath();
    path.push(place(0, 0, { deviation_m: -0.7 }));
    path.push(place(20, 0, { deviation_m: null }));
    expect(path.largest_m).toBe(0.7);
    path.clear();
    expect(path.largest_m).toBe(0);
    expect(path.points).toEqual([]);
  });
});
