import { FailureStreak } from '../../src/drive/failure-streak';
import { RestartError } from '../../src/errors';

/** A streak in simulated time, with what it told. */
function setUp() {
  const told: string[] = [];
  let sim_s = 0;
  const streak = new FailureStreak(
    { simulatedSeconds: () => sim_s },
    { gaveUp: () => {}, keptFailing: (failure) => told.push(failure) },
  );
  /** @param gap_s simulated time before each failure */
  const fail = (count: number, gap_s = 0.5, error = new Error('no camera')) => {
    for (let i = 0; i < count; i++) {
      sim_s += gap_s;
      streak.add(error);
    }
  };
  return { told, fail };
}

describe('frames on which a brain fails in a row', () => {
  it('are counted from the restart of the brain on', () => {
    const { told, fail } = setUp();
    fail(1);
    fail(24, 0.5, new RestartError('it was restarted'));
    fail(20);
    expect(told).toEqual([]);
    fail(1);
    expect(told).toEqual(['failed on 21 frames in a row, 10.0 s of simulated time; no camera']);
  });

  it('are not charged for a minute in which the camera was silent', () => {
    const { told, fail } = setUp();
    fail(9);
    fail(1, 60);
    fail(9);
    expect(told).toEqual([]);
    fail(1);
    expect(told).toEqual(['failed on 20 frames in a row, 10.0 s of simulated time; no camera']);
  });

  it('end a run with a slow camera too', () => {
    const { told, fail } = setUp();
    fail(10, 2);
    expect(told).toEqual([]);
    fail(1, 2);
    expect(told).toEqual(['failed on 11 frames in a row, 10.0 s of simulated time; no camera']);
  });
});
