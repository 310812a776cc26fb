import { pauseWhileSuspended } from '../../src/cli/suspend';
import type { SessionState } from '../../src/session/session-events';
import { FakeSignals } from '../helpers/in-process';

/** A session that is paused by hand; what happened to it, in order. */
function setUp(state: SessionState = 'driving') {
  const seen: string[] = [];
  const session = {
    state,
    pause: () => {
      session.state = 'paused';
      seen.push('pause');
      return true;
    },
    resume: () => {
      session.state = 'driving';
      seen.push('resume');
      return true;
    },
  };
  const signals = new FakeSignals();
  jest.spyOn(signals, 'suspend').mockImplementation(() => void seen.push('suspended'));
  const giveBack = pauseWhileSuspended(signals, session);
  return { seen, signals, session, giveBack };
}

describe('a process that is suspended', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('has the car stand before it sleeps, and drive on when it wakes', () => {
    const { seen, signals, giveBack } = setUp();
    signals.send('SIGTSTP');
    signals.send('SIGTSTP');
    expect(seen).toEqual(['pause']);
    jest.advanceTimersByTime(1000);
    expect(seen).toEqual(['pause', 'suspended']);
    signals.send('SIGCONT');
    expect(seen.slice(2)).toEqual(['resume']);
    giveBack();
  });

  it.each(['SIGTTIN', 'SIGTTOU'] as const)('does the same for %s', (signal) => {
    const { seen, signals, giveBack } = setUp();
    signals.send(signal);
    jest.advanceTimersByTime(1000);
    signals.send('SIGCONT');
    expect(seen).toEqual(['pause', 'suspended', 'resume']);
    giveBack();
  });

  it('leaves a car paused that was paused before', () => {
    const { seen, signals, session, giveBack } = setUp('paused');
    signals.send('SIGTSTP');
    jest.advanceTimersByTime(1000);
    signals.send('SIGCONT');
    expect(seen).toEqual(['suspended']);
    expect(session.state).toBe('paused');
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
    expect(seen).toEqual(['pause', 'resume', 'pause']);
    expect(signals.listenerCount).toBe(0);
  });
});
