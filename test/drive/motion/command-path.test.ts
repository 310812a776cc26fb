import { commandPath } from '../../../src/drive/motion/command-path';

describe('the path of a command', () => {
  it('is straight without an angular velocity, and ends 6 m ahead', () => {
    const path = commandPath({ v_mps: 5, w_radps: 0 });
    expect(path.every(({ y_m }) => y_m === 0)).toBe(true);
    expect(path.at(-1)!.x_m).toBeCloseTo(6, 6);
  });

  it('is a circle to the left for a positive one, a quarter of it at most', () => {
    const path = commandPath({ v_mps: 2, w_radps: 2 });
    for (const { x_m, y_m } of path) expect(Math.hypot(x_m, y_m - 1)).toBeCloseTo(1, 9);
    expect(path.at(-1)!.y_m).toBeGreaterThan(0.99);
    expect(path.at(-1)!.y_m).toBeLessThan(1.15);
  });

  it('is none for a stopped car', () => {
    expect(commandPath({ v_mps: 0.01, w_radps: 1 })).toEqual([]);
  });
});
