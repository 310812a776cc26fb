import { Watchdog } from '../../../src/drive/command/watchdog';

function watching(whyNoFrames?: () => string | null) {
  const clock = { now_ms: 0 };
  const expired: string[] = [];
  const watchdog = new Watchdog({
    timeout_ms: 500,
    now_ms: () => clock.now_ms,
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
});
