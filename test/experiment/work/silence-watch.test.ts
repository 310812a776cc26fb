import { SilenceWatch } from '../../../src/experiment/work/silence-watch';

describe('a watch for silence', () => {
  let now_ms = 0;
  let told: number[] = [];
  const watch = new SilenceWatch({ first_s: 60, next_s: 15 }, (silent_s) => {
    told.push(silent_s);
  });
  const pass = (seconds: number) => {
    for (let i = 0; i < 2 * seconds; i++) {
      now_ms += 500;
      jest.advanceTimersByTime(500);
    }
  };

  beforeEach(() => {
    jest.useFakeTimers();
    jest.spyOn(performance, 'now').mockImplementation(() => now_ms);
    told = [];
    watch.start();
  });

  afterEach(() => {
    watch.stop();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('tells once when nothing was heard for so long', () => {
    pass(60);
    expect(told).toEqual([]);
    pass(100);
    expect(told).toEqual([60]);
  });

  it('begins again, with a shorter limit, with everything that is heard', () => {
    pass(50);
    watch.heard();
    pass(14);
    watch.heard();
    pass(15);
    expect(told).toEqual([]);
    pass(1);
    expect(told).toEqual([15]);
  });

  it('tells nothing once it is stopped', () => {
    watch.stop();
    pass(100);
    expect(told).toEqual([]);
  });

  it('does not count time for which the process itself was held up', () => {
    pass(50);
    now_ms += 3_600_000;
    pass(3);
    expect(told).toEqual([]);
  });
});
