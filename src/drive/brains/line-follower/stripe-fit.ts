import type { Stripe } from './stripe';

/** A stripe of constant width on a flat road, as its widths in the image give it. Lengths are in lens heights, since the
 *  image does not tell them from the stripe's width. */
export interface StripeFit {
  /** Row of the horizon, where the width would be 0. */
  readonly horizon_px: number;
  /** Width of the stripe, in lens heights. */
  readonly width: number;
  /** Where it would pass the lens, left positive, and its direction there, left positive. */
  readonly left: number;
  readonly heading_rad: number;
  /** Depths at which it begins and ends. */
  readonly nearest: number;
  readonly farthest: number;
  /** Root mean square of the widths' misfit, as a share of the mean width. */
  readonly misfit: number;
}

export interface ImageCentre {
  readonly focal_px: number;
  readonly centreColumn_px: number;
}

const LEAST_ROWS = 12;
const ROUNDS = 5;
/** Misfits beyond so many medians are left out: markings that the stripe runs over. */
const OUTLIER = 4;

/**
 * Fits horizon and width. In a row, a stripe of constant width is as wide as the row lies below the horizon, divided
 * by the cosine of its direction, which its middle in the rows around gives.
 * @returns null for a stripe of too few rows, or one that does not narrow towards a horizon
 */
export function fitStripe(stripe: Stripe, centre: ImageCentre): StripeFit | null {
  const count = stripe.length;
  if (count < LEAST_ROWS) return null;
  let line = regress(stripe.row, stripe.width, null);
  let kept: boolean[] = new Array<boolean>(count).fill(true);
  let straight = stripe.width;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (line === null || line.slope <= 0) return null;
    const horizon = -line.offset / line.slope;
    if (stripe.row[count - 1]! - horizon < 1) return null;
    straight = stripe.width.map((width, i) => width * Math.cos(directionAt(stripe, i, horizon, centre)));
    kept = withoutOutliers(stripe.row, straight, line);
    line = regress(stripe.row, straight, kept);
  }
  if (line === null || line.slope <= 0) return null;
  const horizon_px = -line.offset / line.slope;
  if (stripe.row[count - 1]! - horizon_px < 1) return null;
  return {
    ...place(stripe, horizon_px, centre),
    horizon_px,
    width: line.slope,
    misfit: misfitOf(stripe.row, straight, kept, line),
  };
}

function place(stripe: Stripe, horizon: number, { focal_px, centreColumn_px }: ImageCentre) {
  const heading_rad = directionAt(stripe, 0, horizon, { focal_px, centreColumn_px });
  const below = stripe.row[0]! - horizon;
  const nearest = focal_px / below;
  const right = (stripe.middle[0]! - centreColumn_px) / below;
  return {
    left: -right - nearest * Math.tan(heading_rad),
    heading_rad,
    nearest,
    farthest: focal_px / (stripe.row[stripe.length - 1]! - horizon),
  };
}

/** Direction on the road around a row, left positive. */
function directionAt(
  stripe: Stripe,
  i: number,
  horizon: number,
  { focal_px, centreColumn_px }: ImageCentre,
): number {
  const reach = Math.max(2, Math.round(stripe.length / 8));
  const from = Math.max(0, i - reach);
  const to = Math.min(stripe.length - 1, i + reach);
  const near = stripe.row[from]! - horizon;
  const far = Math.max(1, stripe.row[to]! - horizon);
  const ahead = focal_px / far - focal_px / near;
  const right =
    (stripe.middle[to]! - centreColumn_px) / far - (stripe.middle[from]! - centreColumn_px) / near;
  return -Math.atan2(right, ahead);
}

interface Line {
  readonly slope: number;
  readonly offset: number;
}

/** Least squares. */
function regress(x: readonly number[], y: readonly number[], kept: readonly boolean[] | null): Line | null {
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i += 1) {
    if (kept !== null && !kept[i]) continue;
    n += 1;
    sx += x[i]!;
    sy += y[i]!;
    sxx += x[i]! * x[i]!;
    sxy += x[i]! * y[i]!;
  }
  const spread = n * sxx - sx * sx;
  if (n < LEAST_ROWS || spread <= 0) return null;
  const slope = (n * sxy - sx * sy) / spread;
  return { slope, offset: (sy - slope * sx) / n };
}

function withoutOutliers(x: readonly number[], y: readonly number[], { slope, offset }: Line): boolean[] {
  const off = x.map((at, i) => Math.abs(y[i]! - slope * at - offset));
  const limit = OUTLIER * Math.max(0.3, off.toSorted((a, b) => a - b)[off.length >> 1]!);
  return off.map((distance) => distance <= limit);
}

function misfitOf(
  x: readonly number[],
  y: readonly number[],
  kept: readonly boolean[],
  { slope, offset }: Line,
): number {
  let [n, squares, widths] = [0, 0, 0];
  for (let i = 0; i < x.length; i += 1) {
    if (!kept[i]) continue;
    n += 1;
    squares += (y[i]! - slope * x[i]! - offset) ** 2;
    widths += y[i]!;
  }
  return Math.sqrt(squares / n) / (widths / n);
}
