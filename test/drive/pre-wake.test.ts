import { FrameRhythm, PreWake } from '../../src/drive/pre-wake';

describe('the rhythm of a camera', () => {
  const camera = (...gaps_ms: number[]) => {
    const rhythm = new FrameRhythm();
    let at_ms = 1000;
    rhythm.arrived(at_ms);
    for (const gap of gaps_ms) {
      at_ms += gap;
      rhythm.arrived(at_ms);
    }
    return { rhythm, last_ms: at_ms };
  };

  it('tells when the next frame is due', () => {
    const { rhythm, last_ms } = camera(50, 50, 51, 49, 50, 50, 52, 50, 48);
    expect(rhythm.next_ms()).toBe(last_ms + 50);
  });

  it('says nothing of a camera that has just begun', () => {
    expect(camera(50, 50, 50, 50, 50, 50, 50, 50).rhythm.next_ms()).toBeNull();
  });

  it('bears one frame that came late', () => {
    expect(camera(50, 50, 70, 30, 50, 50, 50, 50, 50).rhythm.period_ms()).toBe(50);
  });

  it('finds none where gaps vary', () => {
    expect(camera(50, 80, 30, 60, 45, 90, 20, 50, 70).rhythm.next_ms()).toBeNull();
  });

  it('follows a camera that changes its rate', () => {
    const slow = Array.from({ length: 9 }, () => 100);
    expect(camera(50, 50, 50, 50, 50, 50, 50, 50, 50, ...slow).rhythm.period_ms()).toBe(100);
  });
});

describe('being awake for the next frame', () => {
  let prepared: number;
  let preWake: PreWake;

  /** Frames `period_ms` apart, each answered 2 ms later; time stands 2 ms after the last. */
  const drive = (frames: number, period_ms: number) => {
    for (let i = 0; i < frames; i++) {
      if (i > 0) jest.advanceTimersByTime(period_ms - 2);
      preWake.frame(performance.now());
      jest.advanceTimersByTime(2);
      preWake.idle();
    }
  };

  beforeEach(() => {
    jest.useFakeTimers();
    prepared = 0;
    preWake = new PreWake({
      warmCaches: () => {
        prepared += 1;
      },
    });
  });
  afterEach(() => {
    preWake.stop();
    jest.useRealTimers();
  });

  it('prepares the brain once, shortly before each frame', async () => {
    drive(10, 50);
    jest.advanceTimersByTime(44);
    expect(prepared).toBe(0);
    await jest.advanceTimersByTimeAsync(2);
    expect(prepared).toBe(1);
    expect(jest.getTimerCount()).toBeGreaterThan(0);
  });

  it('gives up soon when the frame does not come', async () => {
    drive(10, 50);
    await jest.advanceTimersByTimeAsync(60);
    expect(prepared).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('rests as soon as the frame is there', async () => {
    drive(10, 50);
    await jest.advanceTimersByTimeAsync(46);
    preWake.frame(performance.now());
    expect(jest.getTimerCount()).toBe(0);
  });

  it('sleeps with a camera so fast that nothing gets cold', async () => {
    drive(10, 10);
    await jest.advanceTimersByTimeAsync(20);
    expect(prepared).toBe(0);
  });

  it('leaves a failing brain to its next answer', async () => {
    preWake = new PreWake({ warmCaches: () => Promise.reject(new Error('no model')) });
    drive(10, 50);
    await jest.advanceTimersByTimeAsync(60);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does nothing more once it was stopped', async () => {
    drive(10, 50);
    preWake.stop();
    preWake.idle();
    await jest.advanceTimersByTimeAsync(60);
    expect(prepared).toBe(0);
  });
});
