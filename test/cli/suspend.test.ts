import { standWhileSuspended } from '../../src/cli/suspend';
import { FakeSignals } from '../helpers/in-process';

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
  const signals = new FakeSignals();
  jest.spyOn(signals, 'suspend').mockImplementation(() => void seen.push('suspended'));
  const giveBack = standWhileSuspended(signals, drive, (held) => seen.push(held ? 'held' : 'let go'));
  return { seen, signals, drive, giveBack };
}

describe('a process that is suspended', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('has the car stand before it sleeps, and drive on when it wakes', () => {
    const { seen, signals, giveBack } = setUp();
    signals.send('SIGTSTP');
    signals.send('SIGTSTP');
    expect(seen).toEqual(['pause', 'held']);
    jest.advanceTimersByTime(1000);
    expect(seen).toEqual(['pause', 'held', 'suspended']);
    signals.send('SIGCONT');
    expect(seen.slice(3)).toEqual(['let go', 'resume']);
    giveBack();
  });

  it('leaves a car paused that was paused before', () => {
    const { seen, signals, drive, giveBack } = setUp({ paused: true });
    signals.send('SIGTSTP');
    jest.advanceTimersByTime(1000);
    signals.send('SIGCONT');
    expect(seen).toEqual(['suspended']);
    expect(drive.paused).toBe(true);
    giveBack();
  });

  it('does not sleep when it is woken or shut down first', () => {
    const { seen, signals, giveBack } = setUp();
    signals.send('SIGTSTP');
    signals.send('SIGCONT');
    jest.advanceTimersByTime(1000);
    signals.send('SIGTSTP');
    giveBack();
    jest.advanceTimersByTime(1000);
    expect(seen).toEqual(['pause', 'held', 'let go', 'resume', 'pause', 'held']);
    expect(signals.listenerCount).toBe(0);
  });
});
