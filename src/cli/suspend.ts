import type { Drive } from '../drive/drive';
import type { Signals } from '../support/signals';

/** A zero command has reached the car by then, or will not. */
const LEAVE_MS = 100;

/**
 * Has the car stand while the process is suspended (SIGTSTP: Ctrl-Z), and drive on when it is continued.
 * @param held the car is told to stand, or to drive on
 * @returns a function that gives the signals back
 */
export function standWhileSuspended(
  signals: Signals,
  drive: Pick<Drive, 'over' | 'paused' | 'pause' | 'resume'>,
  held: (held: boolean) => void,
): () => void {
  let leave: NodeJS.Timeout | null = null;
  let stands = false;
  const suspend = () => {
    if (leave !== null) return;
    // A car that was paused before stays paused.
    if (!drive.over && !drive.paused) {
      stands = true;
      drive.pause();
      held(true);
    }
    leave = setTimeout(() => signals.suspend(), LEAVE_MS);
  };
  const stay = () => {
    if (leave !== null) clearTimeout(leave);
    leave = null;
  };
  const goOn = () => {
    stay();
    if (!stands) return;
    stands = false;
    held(false);
    drive.resume();
  };
  const releases = [signals.on('SIGTSTP', suspend), signals.on('SIGCONT', goOn)];
  return () => {
    // A shutdown that has begun goes through.
    stay();
    for (const release of releases) release();
  };
}
