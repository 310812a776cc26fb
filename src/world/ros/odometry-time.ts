import { clockOfStamp } from '../../support/simulated-time';

export interface OdometryTimeOptions {
  /** /use_sim_time as the node read it. */
  readonly useSimTime: boolean;
  readonly odometryTopic: string;
  readonly clockTopic: string;
  readonly warn: (line: string) => void;
}

/** Gives odometry a simulated time: its stamps where these are simulated, else /clock. Which clock the stamps use is
 *  detected from them, as /use_sim_time may have been set after the simulator was started. */
export class OdometryTime {
  readonly #options: OdometryTimeOptions;
  #stamps: 'simulated' | 'wall' | 'mixed' | null = null;
  #said = false;

  constructor(options: OdometryTimeOptions) {
    this.#options = options;
  }

  /** The clock that odometry is stamped with; null while or where it is not known, or was now this, now that. */
  get stamps(): 'simulated' | 'wall' | null {
    return this.#stamps === 'mixed' ? null : this.#stamps;
  }

  /** Simulated seconds of a stamp, for /clock has a coarser grain; else those of /clock. Without a /clock the stamps
   *  alone decide, as in a bag: /use_sim_time is set by two of JdeRobot's launch files and unset by the others.
   *  @param clock_s the latest /clock; null before the first */
  of(stamp_s: number, clock_s: number | null): number | null {
    const stamps = clockOfStamp(stamp_s, clock_s);
    if (clock_s === null) return stamps === 'simulated' ? stamp_s : null;
    if (stamps === null) return clock_s;
    if (stamps !== this.#stamps) {
      this.#stamps = this.#stamps === null ? stamps : 'mixed';
      this.#say(stamps);
    }
    return stamps === 'simulated' ? stamp_s : clock_s;
  }

  /** Once, when the stamps are not what the parameter says. */
  #say(stamps: 'simulated' | 'wall'): void {
    const { useSimTime, odometryTopic, clockTopic, warn } = this.#options;
    if (this.#said || useSimTime === (stamps === 'simulated')) return;
    this.#said = true;
    warn(
      `/use_sim_time was ${useSimTime} when this node started, but ${odometryTopic} is stamped in ${stamps} ` +
        `time: pose times come from ${stamps === 'wall' ? clockTopic : 'their stamps'}; set it before any node starts`,
    );
  }
}
