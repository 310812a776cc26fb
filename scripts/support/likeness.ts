import { F1_CAMERA } from '../../src/config/f1-car';
import { ascending, lowerQuantile, mean, median } from '../../src/support/statistics';

// Images here are rgb8, of the F1 car's camera, and show the same place.
const { width: WIDTH, height: HEIGHT } = F1_CAMERA;
/** First row that sees nothing but road, walls and paint. */
const HORIZON_ROW = 238;
/** Below it the road is near. */
const NEAR_ROW = 270;
/** How much redder than green and blue the line is, in steps of a byte. */
const LINE_REDNESS = 60;
/** Step in brightness from one row to the next that ends the sky. */
const SKY_EDGE = 12;

/** How alike two lines are; null where the line is not seen. */
export interface LineLikeness {
  /** Intersection over union of the line's masks. */
  readonly line_iou: number | null;
  /** Distance of the lines' middles, columns: mean and largest over the rows. */
  readonly line_px: number | null;
  readonly line_worst_px: number | null;
  /** Median of the largest difference of a channel where both see the line. */
  readonly line_colour: number | null;
}

/** Mean absolute differences of the bytes: sky and walls, far rows, near rows. */
export interface Differences {
  readonly above_horizon: number;
  readonly far_rows: number;
  readonly near_rows: number;
}

export interface SkylineLikeness {
  /** Mean distance of the rows where the columns' skies end. */
  readonly skyline_px: number;
  readonly skyline_p95_px: number;
}

/** Compares the lines' masks.
 *  @param firstRow rows above it are left out */
export function lineLikeness(a: Uint8Array, b: Uint8Array, firstRow = 0): LineLikeness {
  let both = 0;
  let either = 0;
  const apart_px: number[] = [];
  const colours: number[] = [];
  for (let row = firstRow; row < HEIGHT; row++) {
    const middles = [new LineMiddle(), new LineMiddle()] as const;
    for (let column = 0; column < WIDTH; column++) {
      const o = 3 * (WIDTH * row + column);
      const [inA, inB] = [isLine(a, o), isLine(b, o)];
      if (inA) middles[0].add(column);
      if (inB) middles[1].add(column);
      if (inA || inB) either++;
      if (!inA || !inB) continue;
      both++;
      colours.push(largestDifference(a, o, b, o));
    }
    const [middleA, middleB] = [middles[0].column, middles[1].column];
    if (middleA !== null && middleB !== null) apart_px.push(Math.abs(middleA - middleB));
  }
  return {
    line_iou: either === 0 ? null : both / either,
    line_px: mean(apart_px),
    line_worst_px: apart_px.length === 0 ? null : Math.max(...apart_px),
    line_colour: median(colours),
  };
}

/** The same, below the horizon alone. */
export function roadLineLikeness(a: Uint8Array, b: Uint8Array): LineLikeness {
  return lineLikeness(a, b, HORIZON_ROW + 4);
}

/** Compares where sky ends: at a wall's top, or at the horizon. */
export function skylineLikeness(a: Uint8Array, b: Uint8Array): SkylineLikeness {
  const theirs = skyline(b);
  const apart_px = ascending(skyline(a).map((row, column) => Math.abs(row - theirs[column]!)));
  return { skyline_px: mean(apart_px)!, skyline_p95_px: lowerQuantile(apart_px, 0.95)! };
}

/** Compares all bytes. */
export function differences(a: Uint8Array, b: Uint8Array): Differences {
  return {
    above_horizon: meanDifference(a, b, 0, HORIZON_ROW),
    far_rows: meanDifference(a, b, HORIZON_ROW, NEAR_ROW),
    near_rows: meanDifference(a, b, NEAR_ROW, HEIGHT),
  };
}

function isLine(image: Uint8Array, o: number): boolean {
  return image[o]! - Math.max(image[o + 1]!, image[o + 2]!) > LINE_REDNESS;
}

class LineMiddle {
  #sum = 0;
  #count = 0;

  add(column: number): void {
    this.#sum += column;
    this.#count += 1;
  }

  get column(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}

/** Of the three channels at two places. */
function largestDifference(a: Uint8Array, i: number, b: Uint8Array, j: number): number {
  return Math.max(Math.abs(a[i]! - b[j]!), Math.abs(a[i + 1]! - b[j + 1]!), Math.abs(a[i + 2]! - b[j + 2]!));
}

/** Row at which each column's sky ends. */
function skyline(image: Uint8Array): number[] {
  return Array.from({ length: WIDTH }, (_, column) => {
    for (let row = 1; row < HEIGHT; row++) {
      const o = 3 * (WIDTH * row + column);
      if (largestDifference(image, o, image, o - 3 * WIDTH) > SKY_EDGE) return row;
    }
    return HEIGHT;
  });
}

function meanDifference(a: Uint8Array, b: Uint8Array, fromRow: number, toRow: number): number {
  let sum = 0;
  for (let o = 3 * WIDTH * fromRow; o < 3 * WIDTH * toRow; o++) sum += Math.abs(a[o]! - b[o]!);
  return sum / (3 * WIDTH * (toRow - fromRow));
}
