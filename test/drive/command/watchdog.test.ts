import { Watchdog } from '../../../src/drive/command/watchdog';

function watching(whyNoFrames?: () => string | null) {
  /** A slow simulator has a car time of its own. */
  const clock = { now_ms: 0, slowdown: 1 };
  const expired: string[] = [];
  const watchdog = new Watchdog({
    timeout_ms: 500,
    now_ms: () => clock.now_ms,
    stopwatch: () => {
      const from_ms = clock.now_ms;
      return () => (clock.now_ms - from_ms) / clock.slowdown;
    },
    onExpired: (reason) => expired.push(reason),
    ...(whyNoFrames && { whyNoFrames }),
  });
  return { clock, expired, watchdog };
}

describe('the watchdog', () => {
  it('says once that no frames come, and why where that is known', () => {
    const { clock, expired, watchdog } = watching(() => 'the simulator is paused');
    clock.now_ms = 500;
    watchdog.check();
    expect(expired).toEqual([]);
    clock.now_ms = 510;
    watchdog.check();
    watchdog.check();
    expect(expired).toEqual(['no good camera frame for 510 ms (the simulator is paused)']);
  });

  it.each([[undefined], [() => null]])('says no more than it knows', (why) => {
    const { clock, expired, watchdog } = watching(why);
    clock.now_ms = 600;
    watchdog.check();
    expect(expired).toEqual(['no good camera frame for 600 ms']);
  });

  it('does not blame the camera for a brain that hangs', () => {
    const { clock, expired, watchdog } = watching(() => 'the simulator is paused');
    watchdog.brainStarted();
    clock.now_ms = 600;
    watchdog.frame();
    watchdog.check();
    expect(expired).toEqual(['the brain has not answered for 600 ms']);
    watchdog.alive();
    watchdog.brainDone();
    clock.now_ms = 1200;
    watchdog.check();
    expect(expired).toHaveLength(2);
  });

  it('names the brain that hangs where its last command is too old first', () => {
    const { clock, expired, watchdog } = watching();
    watchdog.commanded(true);
    clock.now_ms = 30;
    watchdog.brainStarted();
    clock.now_ms = 510;
    watchdog.frame();
    watchdog.check();
    expect(expired).toEqual(['no new command for 510 ms (the brain has not answered for 480 ms)']);
  });

  it('does not leave the car on an old command while frames arrive', () => {
    const { clock, expired, watchdog } = watching();
    watchdog.commanded(true);
    clock.now_ms = 400;
    watchdog.frame();
    watchdog.check();
    expect(expired).toEqual([]);
    clock.now_ms = 550;
    watchdog.frame();
    watchdog.check();
    expect(expired).toEqual(['no new command for 550 ms']);
  });

  it.each([
    ['a zero command', (watchdog: Watchdog) => watchdog.commanded(false)],
    ['a stop', (watchdog: Watchdog) => watchdog.halted()],
    ['the end of a drive', (watchdog: Watchdog) => watchdog.stop()],
  ])('asks for no new command after %s', (_, stop) => {
    const { clock, expired, watchdog } = watching();
    watchdog.commanded(true);
    stop(watchdog);
    clock.now_ms = 5000;
    watchdog.frame();
    watchdog.check();
    expect(expired).toEqual([]);
  });

  it('sees that its thread was blocked, and that what is read now has waited', () => {
    const { clock, expired, watchdog } = watching();
    watchdog.start();
    clock.now_ms = 450;
    watchdog.frame();
    expect(watchdog.readsBacklog).toBe(false);
    watchdog.check();
    clock.now_ms = 3450;
    watchdog.frame();
    expect(watchdog.readsBacklog).toBe(true);
    watchdog.check();
    expect(expired).toEqual(['this node was blocked or suspended for 3000 ms']);
    clock.now_ms = 3540;
    expect(watchdog.readsBacklog).toBe(true);
    clock.now_ms = 3560;
    expect(watchdog.readsBacklog).toBe(false);
    watchdog.stop();
  });

  it('counts time in which the car may have moved, and tells wall time', () => {
    const { clock, expired, watchdog } = watching();
    clock.slowdown = 4;
    watchdog.start();
    watchdog.commanded(true);
    watchdog.brainStarted();
    clock.now_ms = 1900;
    watchdog.check();
    expect(expired).toEqual([]);
    clock.now_ms = 2100;
    watchdog.check();
    expect(expired).toEqual(['the brain has not answered for 2100 ms']);
    watchdog.stop();
  });

  it('reads past what waited while it was blocked, also where the car has hardly moved', () => {
    const { clock, expired, watchdog } = watching();
    clock.slowdown = 4;
    watchdog.start();
    clock.now_ms = 1200;
    expect(watchdog.readsBacklog).toBe(true);
    watchdog.check();
    expect(expired).toEqual([]);
    clock.now_ms = 1290;
    expect(watchdog.readsBacklog).toBe(true);
    watchdog.check();
    clock.now_ms = 1310;
    expect(watchdog.readsBacklog).toBe(false);
    watchdog.stop();
  });
});
