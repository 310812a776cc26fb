import type { PoseColumns } from '../messages';

const MOST_POINTS = 1000;

/** Where the car was, thinned to a thousand points. */
export class DrivenPath {
  #points: { readonly x_m: number; readonly y_m: number; readonly yaw_rad: number }[] = [];
  #stride = 1;
  #skipped = 0;

  add({ x_m, y_m, yaw_rad }: PoseColumns): void {
    for (const [i, x] of x_m.entries()) {
      this.#skipped += 1;
      if (this.#points.length > 0 && this.#skipped < this.#stride) continue;
      this.#skipped = 0;
      this.#points.push({ x_m: x, y_m: y_m[i]!, yaw_rad: yaw_rad[i]! });
      if (this.#points.length < MOST_POINTS) continue;
      this.#points = this.#points.filter((_, at) => at % 2 === 0);
      this.#stride *= 2;
    }
  }

  get points(): readonly { readonly x_m: number; readonly y_m: number; readonly yaw_rad: number }[] {
    return this.#points;
  }

  clear(): void {
    this.#points = [];
    this.#stride = 1;
    this.#skipped = 0;
  }
}
