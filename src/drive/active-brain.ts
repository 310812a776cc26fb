import type { Limits } from '../config/limits';
import type { Brain } from '../types';

/** The brain that drives, and its settings. */
export interface ActiveBrain {
  readonly brain: Brain;
  readonly limits: Limits;
  /** Least time between the starts of two decisions (PilotTimeCycle); 0 answers every frame. */
  readonly cycle_ms: number;
  /** Longest time without a good frame, and longest time for one answer, before the car is stopped; of time in which it
   *  may have moved. */
  readonly frameTimeout_ms: number;
  /** Whether its commands make up for the age and the rate of the frames. Default false. */
  readonly compensates?: boolean;
}

/** Why a brain is not asked in time, where its cycle is the reason. */
export function longCycle({ cycle_ms, frameTimeout_ms }: ActiveBrain): string | null {
  if (cycle_ms <= frameTimeout_ms) return null;
  return `PilotTimeCycle, ${cycle_ms} ms, is longer than FrameTimeout, ${frameTimeout_ms} ms`;
}
