import { SilenceWatch } from '../../../src/experiment/work/silence-watch';

describe('a watch for silence', () => {
  let now_ms = 0;
  let told = 0;
  const watch = new SilenceWatch(15, () => {
    told += 1;
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
    told = 0;
    watch.start();
  });

  afterEach(() => {
    watch.stop();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('tells once when nothing was heard for so long', () => {
    pass(15);
    expect(told).toBe(0);
    pass(30);
    expect(told).toBe(1);
  });

  it('begins again with everything that is heard, and ends when it is stopped', () => {
    pass(14);
    watch.heard();
    pass(14);
    expect(told).toBe(0);
    watch.stop();
    pass(30);
    expect(told).toBe(0);
  });

  it('does not count time for which the process itself was held up', () => {
    pass(10);
    now_ms += 3_600_000;
    pass(3);
    expect(told).toBe(0);
  });
});
