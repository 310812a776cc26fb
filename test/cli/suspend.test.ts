import { standWhileSuspended } from '../../src/cli/suspend';

/** A drive that is driven by hand; what happened to it, in order. */
function setUp({ paused = false, over = false } = {}) {
  const seen: string[] = [];
  const drive = {
    paused,
    over,
    pause: () => {
      drive.paused = true;
      seen.push('pause');
    },
    resume: () => {
      drive.paused = false;
      seen.push('resume');
    },
  };
  jest.spyOn(process, 'kill').mockImplementation((_, signal) => {
    seen.push(String(signal));
    return true;
  });
  const giveBack = standWhileSuspended(drive, (held) => seen.push(held ? 'held' : 'let go'));
  return { seen, drive, giveBack };
}

describe('a process that is suspended', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('has the car stand before it sleeps, and drive on when it wakes', () => {
    const { seen, giveBack } = setUp();
    process.emit('SIGTSTP');
    process.emit('SIGTSTP');
    expect(seen).toEqual(['pause', 'held']);
    jest.advanceTimersByTime(1000);
    expect(seen).toEqual(['pause', 'held', 'SIGSTOP']);
    process.emit('SIGCONT');
    expect(seen.slice(3)).toEqual(['let go', 'resume']);
    giveBack();
  });

  it('leaves a car paused that was paused before', () => {
    const { seen, drive, giveBack } = setUp({ paused: true });
    process.emit('SIGTSTP');
    jest.advanceTimersByTime(1000);
    process.emit('SIGCONT');
    expect(seen).toEqual(['SIGSTOP']);
    expect(drive.paused).toBe(true);
    giveBack();
  });

  it('does not sleep when it is woken or shut down first', () => {
    const { seen, giveBack } = setUp();
    process.emit('SIGTSTP');
    process.emit('SIGCONT');
    jest.advanceTimersByTime(1000);
    process.emit('SIGTSTP');
    giveBack();
    jest.advanceTimersByTime(1000);
    expect(seen).toEqual(['pause', 'held', 'let go', 'resume', 'pause', 'held']);
    expect([process.listenerCount('SIGTSTP'), process.listenerCount('SIGCONT')]).toEqual([0, 0]);
  });
});
