const CAPACITY = 16;

/** The latest commands, from which the car's motion is computed: it adopts a commanded velocity at once, with a latency
 *  after the capture of the frame that the command answers. Results are written to the fields. */
export class CommandHistory {
  /** Pose at the end of a motion, in the car's frame at its beginning. */
  x_m = 0;
  y_m = 0;
  turned_rad = 0;
  private readonly captured_s = new Float64Array(CAPACITY).fill(Number.NEGATIVE_INFINITY);
  private readonly v_mps = new Float64Array(CAPACITY);
  private readonly w_radps = new Float64Array(CAPACITY);
  private newest = 0;

  clear(): void {
    this.captured_s.fill(Number.NEGATIVE_INFINITY);
    this.v_mps.fill(0);
    this.w_radps.fill(0);
  }

  /** @param captured_s time of the frame that the command answers; times must not run backwards */
  add(captured_s: number, v_mps: number, w_radps: number): void {
    this.newest = (this.newest + 1) % CAPACITY;
    this.captured_s[this.newest] = captured_s;
    this.v_mps[this.newest] = v_mps;
    this.w_radps[this.newest] = w_radps;
  }

  /** Motion of the car between two times, past or future, if commands take effect after `latency_s`. */
  move(from_s: number, to_s: number, latency_s: number): void {
    this.x_m = 0;
    this.y_m = 0;
    this.turned_rad = 0;
    let begin_s = from_s;
    for (let age = CAPACITY - 1; age >= 0 && begin_s < to_s; age -= 1) {
      const i = (this.newest - age + CAPACITY) % CAPACITY;
      const next = (i + 1) % CAPACITY;
      const end_s = age === 0 ? to_s : Math.min(to_s, this.captured_s[next]! + latency_s);
      if (end_s <= begin_s) continue;
      this.roll(end_s - begin_s, this.v_mps[i]!, this.w_radps[i]!);
      begin_s = end_s;
    }
  }

  private roll(time_s: number, v_mps: number, w_radps: number): void {
    const middle_rad = this.turned_rad + (w_radps * time_s) / 2;
    this.x_m += v_mps * time_s * Math.cos(middle_rad);
    this.y_m += v_mps * time_s * Math.sin(middle_rad);
    this.turned_rad += w_radps * time_s;
  }
}
