import { clockOfStamp } from '../../../support/simulated-time';
import type { Stamp } from '../../../types';

/** Recording times this near to the simulated clock are of that clock. */
const SAME_CLOCK_S = 60;

/**
 * The clocks of a bag: gives a pose the simulated time that the live node gives it, and tells recordings
 * stamped in wall time from those in simulated time.
 */
export class RunClock {
  private now_s: number | null = null;
  private wallRecord: boolean | null;
  private backwards = 0;
  private firstBackwards_s: number | null = null;

  /** @param stampsAre what the metadata says of the odometry's stamps; null to find out
   *  @param recordTime what it says of the bag's own times; null to find out */
  constructor(
    private stampsAre: 'simulated' | 'wall' | null,
    recordTime: 'simulated' | 'wall' | null = null,
  ) {
    this.wallRecord = recordTime === null ? null : recordTime === 'wall';
  }

  /** Latest /clock, s. */
  get simulated_s(): number | null {
    return this.now_s;
  }

  /** How often the clock was set back, and where first. */
  get setBack(): { readonly times: number; readonly first_s: number | null } {
    return { times: this.backwards, first_s: this.firstBackwards_s };
  }

  /** Whether the bag's own times are of the wall clock; null when nobody knows. */
  get recordedInWallTime(): boolean | null {
    return this.wallRecord;
  }

  clock({ sec, nsec }: Stamp): void {
    const now_s = sec + nsec * 1e-9;
    if (this.now_s !== null && now_s < this.now_s) {
      this.backwards += 1;
      this.firstBackwards_s ??= this.now_s;
    }
    this.now_s = now_s;
  }

  /** Simulated time of a pose: its stamp where that is simulated, else the latest /clock. */
  ofPose({ sec, nsec }: Stamp): number | null {
    const stamp_s = sec + nsec * 1e-9;
    if (this.stampsAre === null && stamp_s > 0) this.stampsAre = clockOfStamp(stamp_s, this.now_s);
    const simulated = this.stampsAre === 'simulated' && clockOfStamp(stamp_s, this.now_s) !== 'wall';
    return simulated && stamp_s > 0 ? stamp_s : this.now_s;
  }

  /** Wall clock at which something was recorded, ms; NaN in a bag whose times are simulated. */
  arrival_ms(sec: number, nsec: number, sim_s: number | null): number {
    if (this.wallRecord === null && sim_s !== null) {
      this.wallRecord = Math.abs(sec + nsec * 1e-9 - sim_s) > SAME_CLOCK_S;
    }
    return this.wallRecord === true ? sec * 1000 + nsec * 1e-6 : Number.NaN;
  }
}
