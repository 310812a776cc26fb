import type { Stamp } from '../../types';

/** A stamp of the same clock is at most so much older than the frame's arrival. */
const OLDEST_S = 5;
/** Clocks and stamps have a grain. */
const EARLY_S = 0.1;
/** Frames over which a strange clock is compared with ours. */
const WINDOW = 64;
/** Clocks whose rates differ by more than this share do not date frames. */
const RATE_TOLERANCE = 0.1;
/** Least time over which rates are compared, seconds. */
const RATE_SPAN_S = 1;

/** How a frame was dated: by its stamp, by its stamp on another clock, or by its arrival. */
export type FrameDating = 'stamp' | 'other_clock' | 'arrival';

/**
 * Dates frames on the clock of the drive. Stamps on another clock, and frames without stamps, leave a part of the age
 * open that is the same for all frames.
 */
export class FrameTime {
  dating: FrameDating = 'arrival';
  /** Stamp and arrival of the latest frames with stamps. */
  readonly #stamp_s = new Float64Array(WINDOW);
  readonly #arrival_s = new Float64Array(WINDOW);
  #frames = 0;

  clear(): void {
    this.#frames = 0;
  }

  /** When a frame was captured at the latest, seconds on the clock of the drive: where `dating` is stamp, that is when
   *  it was captured.
   *  @param arrival_s on the clock of the drive */
  latest(stamp: Stamp | null, arrival_s: number): number {
    this.dating = 'arrival';
    if (stamp === null) return arrival_s;
    const stamp_s = stamp.sec + stamp.nsec * 1e-9;
    const age_s = arrival_s - stamp_s;
    if (age_s >= -EARLY_S && age_s <= OLDEST_S) {
      this.dating = 'stamp';
      return Math.min(stamp_s, arrival_s);
    }
    return this.#byOtherClock(stamp_s, arrival_s);
  }

  /** The frame that came through fastest tells how far the clocks are apart. */
  #byOtherClock(stamp_s: number, arrival_s: number): number {
    const i = this.#frames % WINDOW;
    const last = (i - 1 + WINDOW) % WINDOW;
    const isEarlier =
      this.#frames > 0 && (stamp_s <= this.#stamp_s[last]! || arrival_s < this.#arrival_s[last]!);
    if (isEarlier) this.#frames = 0;
    const slot = this.#frames % WINDOW;
    this.#stamp_s[slot] = stamp_s;
    this.#arrival_s[slot] = arrival_s;
    this.#frames += 1;
    const kept = Math.min(this.#frames, WINDOW);
    const oldest = (this.#frames - kept) % WINDOW;
    const span_s = arrival_s - this.#arrival_s[oldest]!;
    const rate = (stamp_s - this.#stamp_s[oldest]!) / Math.max(1e-9, span_s);
    if (span_s < RATE_SPAN_S || Math.abs(rate - 1) > RATE_TOLERANCE) return arrival_s;
    this.dating = 'other_clock';
    let least_s = Number.POSITIVE_INFINITY;
    for (let k = 0; k < kept; k += 1) least_s = Math.min(least_s, this.#arrival_s[k]! - this.#stamp_s[k]!);
    return stamp_s + least_s;
  }
}
