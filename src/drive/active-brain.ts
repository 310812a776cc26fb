import type { Limits } from '../config/brain-configuration';
import type { Brain } from '../types';

/** The brain that drives, and its settings. */
export interface ActiveBrain {
  readonly brain: Brain;
  readonly limits: Limits;
  /** Least time between the starts of two decisions (PilotTimeCycle); 0 answers every frame. */
  readonly cycle_ms: number;
  /** Longest time without a good frame, and longest time for one answer, before the car is stopped. */
  readonly frameTimeout_ms: number;
}
