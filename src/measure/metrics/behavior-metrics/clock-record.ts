const NANOSECONDS = 1e9;
/** Messages out of order differ by less than this; a clock that was set back by more. */
const SET_BACK_NS = 1e9;

/** Simulated time of /clock, exact to the nanosecond and in the whole seconds that BehaviorMetrics uses. */
export class ClockRecord {
  count = 0;
  /** Messages that were earlier than the previous one. */
  backwards = 0;
  private firstSec = 0;
  private sec = 0;
  private nsec = 0;
  private forward_ns = 0;
  /** Latest time since the clock was last set back, counted from the first second. */
  private latest_ns = 0;
  /** Index of the first message in each whole second, and that second: about 16 bytes per second. */
  private readonly starts: number[] = [];
  private readonly seconds: number[] = [];

  /** @param limit changes of the whole second to keep; only a broken clock has more */
  constructor(private readonly limit: number) {}

  add(sec: number, nsec: number): void {
    if (this.count === 0) {
      this.firstSec = sec;
      this.latest_ns = nsec;
    } else {
      const step_ns = (sec - this.sec) * NANOSECONDS + (nsec - this.nsec);
      if (step_ns < 0) this.backwards += 1;
      const now_ns = (sec - this.firstSec) * NANOSECONDS + nsec;
      if (now_ns > this.latest_ns) this.forward_ns += now_ns - this.latest_ns;
      if (now_ns > this.latest_ns || now_ns < this.latest_ns - SET_BACK_NS) this.latest_ns = now_ns;
    }
    if ((this.count === 0 || sec !== this.sec) && this.starts.length <= this.limit) {
      this.starts.push(this.count);
      this.seconds.push(sec);
    }
    this.sec = sec;
    this.nsec = nsec;
    this.count += 1;
  }

  /** Difference between the whole seconds of the last and the first message. */
  get wholeSeconds(): number | null {
    return this.count === 0 ? null : this.sec - this.firstSec;
  }

  /** Exact simulated time that elapsed; setting the clock back adds nothing. */
  get elapsed_s(): number | null {
    return this.count < 2 ? null : this.forward_ns / NANOSECONDS;
  }

  /** Seconds from `baseSec` to the latest message; null before the first. */
  secondsSince(baseSec: number): number | null {
    return this.count === 0 ? null : this.sec - baseSec + this.nsec / NANOSECONDS;
  }

  /** Whole second of the message at that index, relative to the first message; null if it was not kept. */
  wholeSecondAt(message: number): number | null {
    if (message >= this.count || this.starts.length > this.limit) return null;
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle]! <= message) low = middle;
      else high = middle - 1;
    }
    const second = this.seconds[low];
    return second === undefined ? null : second - this.firstSec;
  }
}
