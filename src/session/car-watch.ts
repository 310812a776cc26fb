import type { Pose } from '../types';
import { PitchWatch } from './pitch-watch';
import { TrappedWatch } from './trapped-watch';

/** What keeps a car for good, whatever line it follows. */
export interface CarTrouble {
  readonly because: 'trapped' | 'pitched_over';
  /** What the car did. */
  readonly detail: string;
}

/** Detects a car that cannot go on by itself, from its motion and its commands. */
export class CarWatch {
  readonly #trapped = new TrappedWatch();
  readonly #pitch = new PitchWatch();

  /** @param v_mps the command that the car has from now on */
  command(v_mps: number): void {
    this.#trapped.command(v_mps);
  }

  /** While held, the car is stopped by something else than a wall. */
  hold(held: boolean): void {
    this.#trapped.hold(held);
  }

  /** The car is elsewhere, or the run begins again. */
  reset(): void {
    this.#trapped.reset();
    this.#pitch.reset();
  }

  pose(pose: Pose): CarTrouble | null {
    const trapped = this.#trapped.pose(pose);
    if (trapped !== null) return { because: 'trapped', detail: trapped };
    const pitched = this.#pitch.pose(pose);
    return pitched === null ? null : { because: 'pitched_over', detail: pitched };
  }
}
