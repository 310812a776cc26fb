import type { Session } from '../session/session';
import { type Signals, SUSPEND_SIGNALS } from '../support/signals';

/** A zero command has reached the car by then, or will not. */
const LEAVE_MS = 100;

/**
 * Pauses the session while the process is suspended (Ctrl-Z), and resumes it when it is continued.
 * @returns a function that gives the signals back
 */
export function pauseWhileSuspended(
  signals: Signals,
  session: Pick<Session, 'state' | 'pause' | 'resume'>,
): () => void {
  let leave: NodeJS.Timeout | null = null;
  let isPaused = false;
  const drives = () => session.state === 'driving' || session.state === 'stopped';
  const suspend = () => {
    if (leave !== null) return;
    // A car that was paused before stays paused.
    if (drives()) isPaused = session.pause();
    leave = setTimeout(() => signals.suspend(), LEAVE_MS);
  };
  const stay = () => {
    if (leave !== null) clearTimeout(leave);
    leave = null;
  };
  const goOn = () => {
    stay();
    if (isPaused && session.state === 'paused') session.resume();
    isPaused = false;
  };
  const releases = SUSPEND_SIGNALS.map((signal) => signals.on(signal, suspend));
  releases.push(signals.on('SIGCONT', goOn));
  return () => {
    // A shutdown that has begun goes through.
    stay();
    for (const release of releases) release();
  };
}
