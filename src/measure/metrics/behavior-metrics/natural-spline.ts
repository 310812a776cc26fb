/** Natural cubic spline (second derivative zero at both ends) through points in the plane, parametrized by
 *  their index. Beyond its ends it extrapolates with the first and last cubic, as scipy's CubicSpline does. */
export class NaturalSpline {
  /** Coefficients of each piece by power of the local parameter: x0 x1 x2 x3 y0 y1 y2 y3. */
  private readonly cubics: Float64Array;
  private readonly pieces: number;

  /** @param x_m,y_m at least two points */
  constructor(x_m: Float64Array, y_m: Float64Array) {
    this.pieces = x_m.length - 1;
    this.cubics = new Float64Array(8 * this.pieces);
    this.fill(x_m, 0);
    this.fill(y_m, 4);
  }

  /** Parameter of the last point. */
  get last(): number {
    return this.pieces;
  }

  /** Distance from a point to the spline at parameter `t`, m. */
  distance(t: number, x_m: number, y_m: number): number {
    const piece = t >= this.pieces ? this.pieces - 1 : t > 0 ? Math.trunc(t) : 0;
    const u = t - piece;
    const c = this.cubics;
    const o = 8 * piece;
    const dx = c[o]! + u * (c[o + 1]! + u * (c[o + 2]! + u * c[o + 3]!)) - x_m;
    const dy = c[o + 4]! + u * (c[o + 5]! + u * (c[o + 6]! + u * c[o + 7]!)) - y_m;
    return Math.sqrt(dx * dx + dy * dy);
  }

  private fill(values: Float64Array, offset: number): void {
    const moments = naturalMoments(values);
    for (let i = 0; i < this.pieces; i++) {
      const o = 8 * i + offset;
      this.cubics[o] = values[i]!;
      this.cubics[o + 1] = values[i + 1]! - values[i]! - (2 * moments[i]! + moments[i + 1]!) / 6;
      this.cubics[o + 2] = moments[i]! / 2;
      this.cubics[o + 3] = (moments[i + 1]! - moments[i]!) / 6;
    }
  }
}

/** Second derivatives at the knots 0, 1, 2, ...: a tridiagonal system, solved by elimination. */
function naturalMoments(values: Float64Array): Float64Array {
  const n = values.length;
  const moments = new Float64Array(n);
  const upper = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    const pivot = 1 / (4 - upper[i - 1]!);
    upper[i] = pivot;
    const bend = 6 * (values[i + 1]! - 2 * values[i]! + values[i - 1]!);
    moments[i] = (bend - moments[i - 1]!) * pivot;
  }
  for (let i = n - 2; i > 0; i--) moments[i]! -= upper[i]! * moments[i + 1]!;
  return moments;
}
