import { RandomSource } from '../../support/random';
import { type CameraTiming, DEFAULT_CAMERA_TIMING, NODE_LATENCY_MS } from './camera-timing';

/** Captures are at least this far apart: a step of physics. */
const SHORTEST_INTERVAL_MS = 1;
/** Stream of random numbers of its own, so that the road does not depend on the camera's timing. */
const STREAM = 0x7c41;

/**
 * Decides when the camera captures, which frames are lost, and when the others arrive. Frames arrive in the order in which
 * they were captured. The same timing and seed give the same times.
 */
export class CameraSchedule {
  readonly #timing: CameraTiming;
  readonly #seed: number;
  #random: RandomSource;
  #captures = 0;
  #next_ms = 0;
  #lastArrival_ms = 0;

  constructor(timing: CameraTiming = DEFAULT_CAMERA_TIMING, seed = 1) {
    this.#timing = timing;
    this.#seed = seed;
    this.#random = new RandomSource(seed, STREAM);
  }

  /** Simulated time from which on the next capture is due. */
  get nextCapture_ms(): number {
    // Sums of periods such as 1000 / 30 end just beside the whole millisecond.
    return Math.round(this.#next_ms * 1e6) / 1e6;
  }

  /** Takes the capture that is due.
   *  @param time_ms simulated time of the capture
   *  @returns simulated time at which the frame arrives; null when it is lost */
  capture(time_ms: number): number | null {
    const { trace, frameDrop } = this.#timing;
    // Three numbers for each capture: a setting does not change what the others draw.
    const interval = this.#random.uniform(-1, 1);
    const delay = this.#random.uniform(-1, 1);
    const isLost = this.#random.chance(frameDrop);
    const delay_ms = trace === null ? this.#delay_ms(delay) : this.#tracedDelay_ms();
    this.#captures += 1;
    this.#next_ms = trace === null ? this.#next_ms + this.#interval_ms(interval) : this.#tracedCapture_ms();
    if (isLost) return null;
    this.#lastArrival_ms = this.#afterStalls(Math.max(time_ms + delay_ms, this.#lastArrival_ms));
    return this.#lastArrival_ms;
  }

  /** Begins again at time zero, with the same times. */
  restart(): void {
    this.#random = new RandomSource(this.#seed, STREAM);
    this.#captures = 0;
    this.#next_ms = 0;
    this.#lastArrival_ms = 0;
  }

  #interval_ms(drawn: number): number {
    const { rate_hz, jitter_ms } = this.#timing;
    return Math.max(SHORTEST_INTERVAL_MS, 1000 / rate_hz + jitter_ms * drawn);
  }

  #delay_ms(drawn: number): number {
    const { latency_ms, jitter_ms } = this.#timing;
    return Math.max(0, latency_ms - NODE_LATENCY_MS + jitter_ms * drawn);
  }

  #tracedDelay_ms(): number {
    const { frames } = this.#timing.trace!;
    return frames[this.#captures % frames.length]!.delay_ms;
  }

  /** A trace that has ended begins again. */
  #tracedCapture_ms(): number {
    const { frames, duration_ms } = this.#timing.trace!;
    const rounds = Math.floor(this.#captures / frames.length);
    return rounds * duration_ms + frames[this.#captures % frames.length]!.capture_ms;
  }

  /** @returns the end of the stalls that an arrival falls into; the arrival itself where there is none */
  #afterStalls(arrival_ms: number): number {
    let result_ms = arrival_ms;
    for (const { at_s, duration_s } of this.#timing.stalls) {
      const end_ms = (at_s + duration_s) * 1000;
      if (result_ms >= at_s * 1000 && result_ms < end_ms) result_ms = end_ms;
    }
    return result_ms;
  }
}
