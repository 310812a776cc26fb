import { clockOfStamp, isOdometryStamp } from '../../support/simulated-time';

/** So many messages in a row that are stamped by another clock, over so long, are no hiccup; what a suspended node reads
 *  later comes at once. */
const ODD_MESSAGES = 40;
const ODD_MS = 1000;

export interface OdometryTimeOptions {
  /** /use_sim_time as the node read it. */
  readonly useSimTime: boolean;
  readonly odometryTopic: string;
  readonly clockTopic: string;
  readonly warn: (line: string) => void;
  /** Monotonic clock. Default performance.now(). */
  readonly now_ms?: () => number;
}

/** Gives odometry a simulated time: its stamps where these are simulated, else /clock. Which clock the stamps use is
 *  detected from them, as /use_sim_time may have been set after the simulator was started. */
export class OdometryTime {
  readonly #options: OdometryTimeOptions;
  #stamps: 'simulated' | 'wall' | 'mixed' | null = null;
  #said = false;
  #odd = 0;
  #oddSince_ms = 0;
  #saidOdd = false;
  #comparedWith_s: number | null = null;

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
    if (stamps !== 'wall') this.#compare(stamp_s, clock_s);
    if (stamps === null) return clock_s;
    if (stamps !== this.#stamps) {
      this.#stamps = this.#stamps === null ? stamps : 'mixed';
      this.#say(stamps);
    }
    return stamps === 'simulated' ? stamp_s : clock_s;
  }

  /** Says once that stamps which look simulated are of another clock. */
  #compare(stamp_s: number, clock_s: number): void {
    // All stamps are ahead of a clock that is stopped.
    if (clock_s === this.#comparedWith_s) return;
    this.#comparedWith_s = clock_s;
    const { now_ms = () => performance.now() } = this.#options;
    this.#odd = isOdometryStamp(stamp_s, clock_s) ? 0 : this.#odd + 1;
    if (this.#odd === 1) this.#oddSince_ms = now_ms();
    if (this.#saidOdd || this.#odd < ODD_MESSAGES || now_ms() - this.#oddSince_ms < ODD_MS) return;
    this.#saidOdd = true;
    const { odometryTopic, clockTopic, warn } = this.#options;
    const ahead_s = stamp_s - clock_s;
    const where = ahead_s > 0 ? 'ahead of' : 'behind';
    warn(
      `${odometryTopic} is stamped ${Math.abs(ahead_s).toFixed(1)} s ${where} ${clockTopic}: commands are computed by ` +
        'when it arrives; let its publisher stamp it with ros::Time::now() and set /use_sim_time before it starts',
    );
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
