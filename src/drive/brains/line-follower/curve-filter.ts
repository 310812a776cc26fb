import { clamp } from '../../../support/numbers';

/** Process noise: variance of the change of curvature over one metre, (1/m)^2. */
const CURVATURE_NOISE = 0.06;
const LARGEST_CURVATURE_1PM = 0.8;

export interface CourseDoubt {
  readonly aside_m: number;
  readonly heading_rad: number;
  readonly curvature_1pm: number;
}

/**
 * Kalman filter along a curve: position, heading and curvature, corrected by lateral measurements of the line. The
 * state's errors are (lateral m, heading rad, curvature 1/m); curvature is a random walk.
 */
export class CurveFilter {
  x_m = 0;
  y_m = 0;
  heading_rad = 0;
  curvature_1pm = 0;
  /** Covariance, the upper triangle of a symmetric 3x3. */
  private aa = 0;
  private ah = 0;
  private ac = 0;
  private hh = 0;
  private hc = 0;
  private cc = 0;

  /** @param doubt standard deviations of the initial state */
  start(x_m: number, y_m: number, heading_rad: number, curvature_1pm: number, doubt: CourseDoubt): void {
    this.x_m = x_m;
    this.y_m = y_m;
    this.heading_rad = heading_rad;
    this.curvature_1pm = curvature_1pm;
    this.aa = doubt.aside_m ** 2;
    this.hh = doubt.heading_rad ** 2;
    this.cc = doubt.curvature_1pm ** 2;
    this.ah = 0;
    this.ac = 0;
    this.hc = 0;
  }

  /** Moves on along the curve. */
  advance(step_m: number): void {
    const middle_rad = this.heading_rad + (this.curvature_1pm * step_m) / 2;
    this.x_m += step_m * Math.cos(middle_rad);
    this.y_m += step_m * Math.sin(middle_rad);
    this.heading_rad += this.curvature_1pm * step_m;
    const half = (step_m * step_m) / 2;
    const { ah, ac, hh, hc, cc } = this;
    this.aa +=
      2 * step_m * ah + 2 * half * ac + step_m * step_m * hh + 2 * step_m * half * hc + half * half * cc;
    this.ah += step_m * hh + half * hc + step_m * (ac + step_m * hc + half * cc);
    this.ac += step_m * hc + half * cc;
    this.hh += 2 * step_m * hc + step_m * step_m * cc;
    this.hc += step_m * cc;
    this.cc += CURVATURE_NOISE * step_m;
  }

  /** Expected standard deviation of a measurement, m. */
  expected_m(sigma_m: number): number {
    return Math.sqrt(this.aa + sigma_m * sigma_m);
  }

  /** @param aside_m measured position of the line, to the left of the filter's */
  correct(aside_m: number, sigma_m: number): void {
    const total = this.aa + sigma_m * sigma_m;
    const ka = this.aa / total;
    const kh = this.ah / total;
    const kc = this.ac / total;
    this.x_m -= ka * aside_m * Math.sin(this.heading_rad);
    this.y_m += ka * aside_m * Math.cos(this.heading_rad);
    this.heading_rad += kh * aside_m;
    this.curvature_1pm = clamp(
      this.curvature_1pm + kc * aside_m,
      -LARGEST_CURVATURE_1PM,
      LARGEST_CURVATURE_1PM,
    );
    this.hh -= kh * this.ah;
    this.hc -= kh * this.ac;
    this.cc -= kc * this.ac;
    this.ah -= ka * this.ah;
    this.ac -= ka * this.ac;
    this.aa -= ka * this.aa;
  }
}
