import { clockOfStamp } from '../../../support/simulated-time';
import type { Stamp } from '../../../types';

/** Recording times this near to the simulated clock are simulated. */
const SAME_CLOCK_S = 60;

/**
 * The clocks of a bag: assigns a pose the same simulated time as the live node does, and distinguishes
 * recordings stamped in wall time from those stamped in simulated time.
 */
export class RunClock {
  private now_s: number | null = null;
  private isWallTime: boolean | null;
  private backwards = 0;
  private firstBackwards_s: number | null = null;

  /** @param stampsAre clock of the odometry stamps according to the metadata; null to detect it
   *  @param recordTime clock of the recording times according to the metadata; null to detect it */
  constructor(
    private stampsAre: 'simulated' | 'wall' | null,
    recordTime: 'simulated' | 'wall' | null = null,
  ) {
    this.isWallTime = recordTime === null ? null : recordTime === 'wall';
  }

  /** Latest /clock, s. */
  get simulated_s(): number | null {
    return this.now_s;
  }

  /** How often the clock was set back, and when first. */
  get setBack(): { readonly times: number; readonly first_s: number | null } {
    return { times: this.backwards, first_s: this.firstBackwards_s };
  }

  /** Whether the recording times are wall times; null while unknown. */
  get recordedInWallTime(): boolean | null {
    return this.isWallTime;
  }

  clock({ sec, nsec }: Stamp): void {
    const now_s = sec + nsec * 1e-9;
    if (this.now_s !== null && now_s < this.now_s) {
      this.backwards += 1;
      this.firstBackwards_s ??= this.now_s;
    }
    this.now_s = now_s;
  }

  /** Simulated time of a pose, s: its stamp if that is simulated, else the latest /clock. */
  timePose({ sec, nsec }: Stamp): number | null {
    const stamp_s = sec + nsec * 1e-9;
    if (this.stampsAre === null && stamp_s > 0) this.stampsAre = clockOfStamp(stamp_s, this.now_s);
    const simulated = this.stampsAre === 'simulated' && clockOfStamp(stamp_s, this.now_s) !== 'wall';
    return simulated && stamp_s > 0 ? stamp_s : this.now_s;
  }

  /** Wall time of a recording time, ms; NaN in a bag recorded in simulated time. */
  arrival_ms(sec: number, nsec: number, sim_s: number | null): number {
    if (this.isWallTime === null && sim_s !== null) {
      this.isWallTime = Math.abs(sec + nsec * 1e-9 - sim_s) > SAME_CLOCK_S;
    }
    return this.isWallTime === true ? sec * 1000 + nsec * 1e-6 : Number.NaN;
  }
}
