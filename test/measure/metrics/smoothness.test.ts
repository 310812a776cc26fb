import { CommandSmoothness } from '../../../src/measure/metrics/smoothness';

function smoothnessOf(commands: readonly [v: number, w: number, time_s: number | null][]) {
  const smoothness = new CommandSmoothness();
  for (const [v, w, time_s] of commands) smoothness.add(v, w, time_s);
  return smoothness.figures();
}

describe('The smoothness of commands', () => {
  it('is sudden by the distance of normalised commands', () => {
    // From one corner of the labels' range to the opposite one, and back.
    const { suddenness } = smoothnessOf([
      [6.5, -7.1, 0],
      [24, 7.1, 1],
      [6.5, -7.1, 2],
    ]);
    expect(suddenness).toBeCloseTo(Math.SQRT2, 12);
  });

  it('has a jerk of 2a for commands that grow with the square of time', () => {
    const commands = Array.from({ length: 60 }, (_, i): [number, number, number] => {
      const time_s = i * 0.05 + (i % 3) * 0.004;
      return [3 * time_s ** 2, -0.5 * time_s ** 2, time_s];
    });
    const figures = smoothnessOf(commands);
    expect(figures.jerk_v_mean_mps3).toBeCloseTo(6, 6);
    expect(figures.jerk_v_p95_mps3! / 6).toBeCloseTo(1, 1);
    expect(figures.jerk_w_mean_radps3).toBeCloseTo(1, 6);
  });

  it('is no jerk where the command grows evenly, nor over a pause', () => {
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

  it('cannot be told of one command, of numbers that are none, or without times', () => {
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
