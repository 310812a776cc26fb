import { measureChanges } from '../../src/saliency/command-changes';

const still = { index: 0, scale: 0, offset: 5 };

describe('measureChanges', () => {
  it('takes velocities as parts of the range of commands', () => {
    const linear = { index: 1, scale: 2, offset: 0 };
    const [none, some, twice] = measureChanges(
      { v: still, w: linear },
      [0, 1],
      [
        [0, 1],
        [0, 2],
        [0, 3],
      ],
    );
    expect(none).toBe(0);
    expect(some).toBeGreaterThan(0);
    expect(twice).toBeCloseTo(2 * some!, 12);
  });

  it('takes the change of the winning score as a part of the range of scores, masked ones left out', () => {
    const classes = { index: 1, classes: [-1, 0, 1] };
    const masked = Number.NEGATIVE_INFINITY;
    const seen = [9, 2, 6, masked];
    const covered = [
      [7, 2, 6, masked],
      [9, 2, 4, masked],
      [9, 2, 7, masked],
      [9, 6, 2, masked],
      [9, 2, masked, 6],
    ];
    // Scores range over 5 at the most.
    expect(measureChanges({ v: still, w: classes }, seen, covered)).toEqual([0, 0.4, 0.2, 0.8, 1]);
  });

  it('is 0 where there is one class, or all scores are equal', () => {
    const single = { index: 0, classes: [3] };
    const equal = { index: 1, classes: [1, 2] };
    expect(measureChanges({ v: single, w: equal }, [1, 4, 4], [[2, 4, 4]])).toEqual([0]);
  });
});
