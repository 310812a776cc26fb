/** Commands at 100 Hz for five seconds. */
const CAPACITY = 512;

/** How the car moved: its pose at the end, in its own frame at the beginning. */
export interface Motion {
  readonly x_m: number;
  readonly y_m: number;
  readonly turned_rad: number;
}

const NOWHERE: Motion = { x_m: 0, y_m: 0, turned_rad: 0 };

/** The latest commands, from which the car's motion is computed: Gazebo's planar move plugin makes them the exact
 *  velocities. Results are written to the fields. */
export class CommandHistory implements Motion {
  x_m = 0;
  y_m = 0;
  turned_rad = 0;
  readonly #effect_s = new Float64Array(CAPACITY);
  readonly #v_mps = new Float64Array(CAPACITY);
  readonly #w_radps = new Float64Array(CAPACITY);
  #commands = 0;

  clear(): void {
    this.#commands = 0;
  }

  /** @param effect_s when the command takes effect; times must not run backwards */
  add(effect_s: number, v_mps: number, w_radps: number): void {
    const i = this.#commands % CAPACITY;
    this.#effect_s[i] = effect_s;
    this.#v_mps[i] = v_mps;
    this.#w_radps[i] = w_radps;
    this.#commands += 1;
  }

  /** Motion of the car between two times, past or future.
   *  @param delay_s of all effects: commands may have been added with the times of their frames
   *  @param start where it begins */
  move(from_s: number, to_s: number, delay_s = 0, start = NOWHERE): void {
    this.x_m = start.x_m;
    this.y_m = start.y_m;
    this.turned_rad = start.turned_rad;
    const oldest = Math.max(0, this.#commands - CAPACITY);
    let k = this.#commands - 1;
    while (k > oldest && this.#effect(k) + delay_s > from_s) k -= 1;
    for (; k >= oldest && k < this.#commands; k += 1) {
      const begin_s = Math.max(from_s, this.#effect(k) + delay_s);
      if (begin_s >= to_s) return;
      const next_s = k + 1 < this.#commands ? this.#effect(k + 1) + delay_s : Number.POSITIVE_INFINITY;
      const time_s = Math.min(to_s, next_s) - begin_s;
      if (time_s > 0) this.#roll(time_s, this.#v_mps[k % CAPACITY]!, this.#w_radps[k % CAPACITY]!);
    }
  }

  #effect(command: number): number {
    return this.#effect_s[command % CAPACITY]!;
  }

  #roll(time_s: number, v_mps: number, w_radps: number): void {
    const middle_rad = this.turned_rad + (w_radps * time_s) / 2;
    this.x_m += v_mps * time_s * Math.cos(middle_rad);
    this.y_m += v_mps * time_s * Math.sin(middle_rad);
    this.turned_rad += w_radps * time_s;
  }
}
