import type { World } from '../types';
import type { ActiveBrain } from './active-brain';
import type { DriveObserver } from './drive-observer';

export interface DriveOptions extends ActiveBrain {
  readonly world: World;
  readonly observer: DriveObserver;
  /** False for worlds that wait for the brain (lockstep): the cycle then counts simulated time, and
   *  there is no watchdog, for simulated time waits for the brain. */
  readonly realTime: boolean;
  /** Whether the node is awake and its brain's caches are warm when the next frame of a steady camera is due;
   *  only in real time. */
  readonly preWake?: boolean;
}
