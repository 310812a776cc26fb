const FIRST_ROOM = 4096;

/**
 * Growing buffer of the driven positions, 16 bytes each, up to a limit.
 *
 * BehaviorMetrics' position deviation cannot be computed in constant memory: its nearest-point search starts
 * with a step of a twentieth of all poses so far, forwards or backwards (see `simplexMinimum`), so any pose may
 * be needed again. At 20 Hz an hour of driving takes 1.2 MB. Poses beyond the limit are not kept.
 */
export class PoseBuffer {
  private data: Float64Array;
  private kept = 0;

  constructor(private readonly limit: number) {
    this.data = new Float64Array(2 * Math.min(FIRST_ROOM, limit));
  }

  get length(): number {
    return this.kept;
  }

  get full(): boolean {
    return this.kept >= this.limit;
  }

  push(x_m: number, y_m: number): void {
    if (this.full) return;
    if (2 * this.kept === this.data.length) {
      const larger = new Float64Array(Math.min(2 * this.data.length, 2 * this.limit));
      larger.set(this.data);
      this.data = larger;
    }
    this.data[2 * this.kept] = x_m;
    this.data[2 * this.kept + 1] = y_m;
    this.kept += 1;
  }

  /** Positions of the poses with index `from` to before `to`. */
  slice(from = 0, to = this.kept): { readonly x_m: Float64Array; readonly y_m: Float64Array } {
    const count = Math.max(0, Math.min(to, this.kept) - from);
    const x_m = new Float64Array(count);
    const y_m = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      x_m[i] = this.data[2 * (from + i)]!;
      y_m[i] = this.data[2 * (from + i) + 1]!;
    }
    return { x_m, y_m };
  }
}
