import { CommandSmoothness } from '../../../src/measure/metrics/smoothness';

function smoothnessOf(commands: readonly [v: number, w: number, time_s: number | null][]) {
  const smoothness = new CommandSmoothness();
  for (const [v, w, time_s] of commands) smoothness.add(v, w, time_s);
  return smoothness.compute();
}

describe('The smoothness of commands', () => {
  it('includes suddenness as the distance between normalized commands', () => {
    // From one corner of the command range to the opposite one, and back.
    const { suddenness } = smoothnessOf([
      [6.5, -7.1, 0],
      [24, 7.1, 1],
      [6.5, -7.1, 2],
    ]);
    expect(suddenness).toBeCloseTo(Math.SQRT2, 12);
  });

  it('has a jerk of 2a for commands a t^2', () => {
    const commands = Array.from({ length: 60 }, (_, i): [number, number, number] => {
      const time_s = i * 0.05 + (i % 3) * 0.004;
      return [3 * time_s ** 2, -0.5 * time_s ** 2, time_s];
    });
    const metrics = smoothnessOf(commands);
    expect(metrics.jerk_v_mean_mps3).toBeCloseTo(6, 6);
    expect(metrics.jerk_v_p95_mps3! / 6).toBeCloseTo(1, 1);
    expect(metrics.jerk_w_mean_radps3).toBeCloseTo(1, 6);
  });

  it('has no jerk where the command grows linearly, nor across a pause', () => {
    const { jerk_v_mean_mps3 } = smoothnessOf([
      [1, 0, 0],
      [2, 0, 0.5],
      [3, 0, 1],
      [20, 0, 10],
      [21, 0, 10.5],
      [22, 0, 11],
    ]);
    expect(jerk_v_mean_mps3).toBeCloseTo(0, 9);
  });

  it('is null for a single command and for NaN, and has no jerk without times', () => {
    const nothing = { suddenness: null, jerk_v_mean_mps3: null, jerk_w_p95_radps3: null };
    expect(smoothnessOf([[1, 0, 0]])).toMatchObject(nothing);
    expect(
      smoothnessOf([
        [1, Number.NaN, 0],
        [Number.POSITIVE_INFINITY, 0, 1],
      ]),
    ).toMatchObject(nothing);
    const untimed = smoothnessOf([
      [6.5, 0, null],
      [24, 0, null],
      [6.5, 0, null],
    ]);
    expect(untimed).toMatchObject({ suddenness: 1, jerk_v_mean_mps3: null });
  });
});
