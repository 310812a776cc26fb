import { BYTES_PER_PIXEL, type Frame } from '../../../types';
import { LineColour } from './line-colour';
import { followStripe, type ImageSize, type PixelRun, type PixelShare, runsIn, type Stripe } from './stripe';
import { fitStripe, type ImageCentre, type StripeFit } from './stripe-fit';

export type Rgb = readonly [number, number, number];

/** Frames in a row that must show the same line. */
const AGREEING_FRAMES = 3;
const SAME_COLOUR = 50;
/** A line begins in the lower part of the image. */
const LOWER_SHARE = 0.6;
/** Bands of rows in which the road's colour is looked for. */
const ROAD_BANDS = [
  [0.6, 1],
  [0.6, 0.75],
  [0.85, 1],
] as const;
/** Least difference of a line's colour from the road's, in its strongest channel. */
const LEAST_DIFFERENCE = 45;
/** Rows below the horizon that a line must reach down to, as a share of those in the image, and its length. */
const NEAR_SHARE = 0.35;
const LEAST_REACH = 3;
const LEAST_LENGTH_M = 2.5;
const LARGEST_MISFIT = 0.1;
const LARGEST_HEADING_RAD = 0.6;
/** Lens heights that the line's width makes plausible, and how far from the lens it may pass. */
const HEIGHTS_M = [0.05, 1] as const;
const FARTHEST_ASIDE_M = 0.8;
/** Share of rows on both sides of which the road must be. */
const LEAST_FLANKED = 0.8;
/** Share of rows in which it may cross a bar. */
const MOST_CROSSING = 0.75;

/** A line and the image of it. */
export interface FoundLine {
  readonly rgb: Rgb;
  readonly fit: StripeFit;
}

/**
 * Searches frames for a line of unknown colour: one thin stripe on the road that begins near the car, runs far ahead in
 * one piece, keeps its width and colour, and has road on both sides. Dashes and boxes are too short, bars across the road
 * too wide, kerbs and walls have road on one side alone, and edge markings pass too far from the car.
 */
export class ColourSearch {
  private previous: Rgb | null = null;
  private agreeing = 0;

  /** @param contrast least score of the line's colour that the follower wants */
  constructor(
    private readonly lineWidth_m: number,
    private readonly contrast: number,
  ) {}

  /** Whether the last frame showed a line, of which the next ones have to be seen. */
  get isPending(): boolean {
    return this.agreeing > 0;
  }

  forget(): void {
    this.previous = null;
    this.agreeing = 0;
  }

  /** @returns the line's colour once several frames in a row agree on it */
  see(frame: Frame, centre: ImageCentre): Rgb | null {
    const found = frame.encoding === 'mono8' ? null : this.findLine(frame, centre);
    if (found === null) {
      this.forget();
      return null;
    }
    this.agreeing =
      this.previous !== null && differ(found.rgb, this.previous) < SAME_COLOUR ? this.agreeing + 1 : 1;
    this.previous = found.rgb;
    return this.agreeing >= AGREEING_FRAMES ? found.rgb : null;
  }

  /** The line nearest to the car in one frame. */
  findLine(frame: Frame, centre: ImageCentre): FoundLine | null {
    const pixels = new Pixels(frame);
    for (const road of roadsOf(pixels)) {
      const found = this.lineOn(pixels, road, centre);
      if (found !== null) return found;
    }
    return null;
  }

  private lineOn(pixels: Pixels, road: Rgb, centre: ImageCentre): FoundLine | null {
    const { width, height } = pixels;
    const step = Math.max(2, Math.round(height / 80));
    for (let row = height - 2; row > height * LOWER_SHARE; row -= step) {
      let best: FoundLine | null = null;
      for (const run of runsIn(pixels.differenceFrom(road), row, 0, width - 1)) {
        if (run.last - run.first < 4 || run.last - run.first > width / 3) continue;
        const found = this.lineFrom(pixels, road, row, run, centre);
        if (found !== null && (best === null || asideOf(found) < asideOf(best))) best = found;
      }
      if (best !== null) return best;
    }
    return null;
  }

  private lineFrom(
    pixels: Pixels,
    road: Rgb,
    row: number,
    run: PixelRun,
    centre: ImageCentre,
  ): FoundLine | null {
    const rgb = pixels.mean(row, run);
    if (!this.canFollow(rgb, road)) return null;
    const whole = followStripe(pixels.share(road, rgb), pixels, row, run);
    const parts = whole.clear === whole.length ? [whole] : [whole, whole.upToClear()];
    for (const stripe of parts) {
      const fit = fitStripe(stripe, centre);
      if (fit !== null && this.isPlausible(fit, pixels, row) && isFlanked(stripe, pixels, road))
        return { rgb, fit };
    }
    return null;
  }

  private canFollow(rgb: Rgb, road: Rgb): boolean {
    if (differ(rgb, road) < LEAST_DIFFERENCE) return false;
    const colour = new LineColour(rgb);
    return colour.score(rgb) > 1.5 * this.contrast && colour.score(road) < 0.5 * this.contrast;
  }

  private isPlausible(fit: StripeFit, { height }: ImageSize, row: number): boolean {
    const height_m = this.lineWidth_m / fit.width;
    return (
      fit.misfit < LARGEST_MISFIT &&
      Math.abs(fit.heading_rad) < LARGEST_HEADING_RAD &&
      height_m > HEIGHTS_M[0] &&
      height_m < HEIGHTS_M[1] &&
      Math.abs(fit.left) * height_m < FARTHEST_ASIDE_M &&
      row - fit.horizon_px > NEAR_SHARE * (height - fit.horizon_px) &&
      fit.farthest > LEAST_REACH * fit.nearest &&
      (fit.farthest - fit.nearest) * height_m > LEAST_LENGTH_M
    );
  }
}

function asideOf({ fit }: FoundLine): number {
  return Math.abs(fit.left / fit.width);
}

/** Whether the road is on both sides of a stripe; where it crosses a bar, that is on both sides. */
function isFlanked(stripe: Stripe, pixels: Pixels, road: Rgb): boolean {
  const isRoad = pixels.differenceFrom(road);
  let [flanked, crossing] = [0, 0];
  for (let i = 0; i < stripe.length; i += 1) {
    const row = stripe.row[i]!;
    const away = 0.9 * stripe.width[i]! + 3;
    const sides = [-away, away].map((aside) => Math.round(stripe.middle[i]! + aside));
    const inside = sides.filter((column) => column >= 0 && column < pixels.width);
    const clear = inside.filter((column) => isRoad(column, row) < 0.5);
    if (clear.length === inside.length) flanked += 1;
    else if (inside.length === 2 && clear.length === 0) {
      const [left, right] = inside.map((column) => pixels.mean(row, { first: column, last: column }));
      if (differ(left!, right!) < SAME_COLOUR) crossing += 1;
    }
  }
  const others = stripe.length - crossing;
  return crossing < MOST_CROSSING * stripe.length && flanked >= LEAST_FLANKED * others;
}

/** What may be the road's colour: that of most of the lower image, unless a bar fills that. */
function roadsOf(pixels: Pixels): Rgb[] {
  const roads: Rgb[] = [];
  for (const [from, to] of ROAD_BANDS) {
    const road = pixels.median(from, to);
    if (roads.every((other) => differ(other, road) > SAME_COLOUR)) roads.push(road);
  }
  return roads;
}

/** The pixels of one frame as red, green, blue. */
class Pixels implements ImageSize {
  readonly width: number;
  readonly height: number;
  private readonly data: Uint8Array;
  private readonly step: number;
  private readonly bytes: number;
  private readonly red: number;

  constructor(frame: Frame) {
    this.width = frame.width;
    this.height = frame.height;
    this.data = frame.data;
    this.step = frame.step;
    this.bytes = BYTES_PER_PIXEL[frame.encoding];
    this.red = frame.encoding === 'rgb8' || frame.encoding === 'rgba8' ? 0 : 2;
  }

  channel(column: number, row: number, which: 0 | 1 | 2): number {
    const byte = which === 1 ? 1 : which === 0 ? this.red : 2 - this.red;
    return this.data[row * this.step + column * this.bytes + byte]!;
  }

  /** Median of each channel in a band of rows, given as shares of the height. */
  median(from: number, to: number): Rgb {
    const values: [number[], number[], number[]] = [[], [], []];
    for (let row = Math.round(this.height * from); row < this.height * to; row += 8) {
      for (let column = 4; column < this.width; column += 8) {
        for (const which of [0, 1, 2] as const) values[which].push(this.channel(column, row, which));
      }
    }
    const middle = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1] ?? 0;
    return [middle(values[0]), middle(values[1]), middle(values[2])];
  }

  mean(row: number, { first, last }: PixelRun): Rgb {
    const sum: [number, number, number] = [0, 0, 0];
    // The edges are blurred.
    const margin = Math.floor((last - first) / 4);
    let count = 0;
    for (let column = first + margin; column <= last - margin; column += 1) {
      for (const which of [0, 1, 2] as const) sum[which] += this.channel(column, row, which);
      count += 1;
    }
    return [sum[0] / count, sum[1] / count, sum[2] / count];
  }

  /** A half where a pixel differs from the road enough to be something else. */
  differenceFrom(road: Rgb): PixelShare {
    return (column, row) => {
      const red = Math.abs(this.channel(column, row, 0) - road[0]);
      const green = Math.abs(this.channel(column, row, 1) - road[1]);
      const blue = Math.abs(this.channel(column, row, 2) - road[2]);
      return (0.5 * Math.max(red, green, blue)) / LEAST_DIFFERENCE;
    };
  }

  /** Position of a pixel's colour between the road's and the line's; 0 for a colour that is on neither's side. */
  share(road: Rgb, line: Rgb): PixelShare {
    const axis = [line[0] - road[0], line[1] - road[1], line[2] - road[2]] as const;
    const length2 = axis[0] ** 2 + axis[1] ** 2 + axis[2] ** 2;
    return (column, row) => {
      if (column < 0 || column >= this.width) return 0;
      const at = (which: 0 | 1 | 2) => this.channel(column, row, which) - road[which];
      const [red, green, blue] = [at(0), at(1), at(2)];
      const along = (red * axis[0] + green * axis[1] + blue * axis[2]) / length2;
      const off2 = red * red + green * green + blue * blue - along * along * length2;
      return off2 > 0.25 * length2 ? 0 : along;
    };
  }
}

function differ(a: Rgb, b: Rgb): number {
  return Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]));
}
