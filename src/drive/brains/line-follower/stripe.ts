/** Rows and widths of a stripe in the image, from its near end upwards. Rows and columns in pixels. */
export class Stripe {
  readonly row: number[] = [];
  /** Middle of the stripe in the row. */
  readonly middle: number[] = [];
  readonly width: number[] = [];
  /** Rows before it ran into something else of its colour. */
  clear = 0;

  get length(): number {
    return this.row.length;
  }

  /** The part before that. */
  upToClear(): Stripe {
    const part = new Stripe();
    for (let i = 0; i < this.clear; i += 1) part.add(this.row[i]!, this.middle[i]!, this.width[i]!);
    part.clear = part.length;
    return part;
  }

  add(row: number, middle: number, width: number): void {
    this.row.push(row);
    this.middle.push(middle);
    this.width.push(width);
  }
}

/** The share of the stripe's colour in a pixel: 0 on the road, about 1 on the stripe. */
export type PixelShare = (column: number, row: number) => number;

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** A run of pixels of the stripe in one row. */
export interface PixelRun {
  readonly first: number;
  readonly last: number;
}

/** Narrower runs are blurred: their width says little. */
const LEAST_WIDTH_PX = 3;
/** A stripe that is so much wider than in the row below has run into something else of its colour: a bar, a wall, the
 *  sky. */
const WIDENING = 1.25;
/** Share of the rows over which it may be hidden so. */
const MOST_MERGED_SHARE = 0.3;
/** Rows without the stripe that are stepped over. */
const MOST_GAP_ROWS = 4;
/** The stripe moves by its width and this much from row to row. */
const DRIFT_PX = 6;

/** Runs of pixels whose share is at least a half, in columns [from, to] of a row. */
export function runsIn(share: PixelShare, row: number, from: number, to: number): PixelRun[] {
  const runs: PixelRun[] = [];
  let first = -1;
  for (let column = from; column <= to + 1; column += 1) {
    const on = column <= to && share(column, row) >= 0.5;
    if (on && first < 0) first = column;
    if (on || first < 0) continue;
    runs.push({ first, last: column - 1 });
    first = -1;
  }
  return runs;
}

/** Follows a stripe up the image from a run of its pixels, row by row, to where it ends, leaves the image at a side or
 *  becomes too narrow to be measured. Where it crosses a bar of its colour, it is looked for behind the bar. */
export function followStripe(
  share: PixelShare,
  { width, height }: ImageSize,
  row: number,
  seed: PixelRun,
): Stripe {
  const stripe = new Stripe();
  const step = Math.max(1, Math.round(height / 480));
  let { first, last } = seed;
  let below = Number.POSITIVE_INFINITY;
  let [gap, merged] = [0, 0];
  let isClear = true;
  for (
    let v = row;
    v >= 0 && gap <= MOST_GAP_ROWS * step && merged <= MOST_MERGED_SHARE * height;
    v -= step
  ) {
    const reach = DRIFT_PX + (last - first) / 2 + gap + merged / 4;
    const from = Math.max(0, Math.floor(first - reach));
    const to = Math.min(width - 1, Math.ceil(last + reach));
    const run = nearestRun(runsIn(share, v, from, to), (first + last) / 2);
    if (run === null) {
      gap += step;
      continue;
    }
    gap = 0;
    const atSide = run.first === 0 || run.last === width - 1;
    const left = run.first - edge(share(run.first, v), share(run.first - 1, v));
    const right = run.last + edge(share(run.last, v), share(run.last + 1, v));
    if (!atSide && right - left < LEAST_WIDTH_PX) return stripe;
    if (right - left > WIDENING * below + 2) {
      merged += step;
      isClear = false;
      continue;
    }
    if (atSide && stripe.length > 0) return stripe;
    ({ first, last } = run);
    if (atSide) continue;
    merged = 0;
    below = right - left;
    stripe.add(v, (left + right) / 2, right - left);
    if (isClear) stripe.clear = stripe.length;
  }
  return stripe;
}

/** Distance from an inner pixel's middle to where the share falls to a half. */
function edge(inner: number, outer: number): number {
  return inner > outer ? Math.min(1, (inner - 0.5) / (inner - outer)) : 0.5;
}

function nearestRun(runs: readonly PixelRun[], column: number): PixelRun | null {
  let best: PixelRun | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const run of runs) {
    const away = Math.max(run.first - column, column - run.last, 0);
    if (away >= distance) continue;
    distance = away;
    best = run;
  }
  return best;
}
