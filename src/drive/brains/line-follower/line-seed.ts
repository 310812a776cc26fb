import type { RoadCamera } from './camera';
import type { LineColour } from './line-colour';

export interface TracerOptions {
  readonly lineWidth_m: number;
  /** Least score of the line's colour, 0..255. */
  readonly contrast: number;
  /** Where tracing ends, ahead of the lens. */
  readonly farthest_m: number;
}

export interface ExpectedLine {
  /** Lateral position of the line where it first comes into view; null when unknown. */
  readonly y_m: number | null;
  readonly heading_rad: number;
}

const ROW_STEP = 3;
const COLUMN_STEP = 2;
/** What is so much wider than a white line is a bar across it. */
const BAR_SHARE = 2.5;
const RING_SAMPLES = 121;
/** The line is followed away from the car: largest angle from straight ahead. */
const WIDEST_RING_RAD = 2.1;

/** Where the line first comes into view ahead of the car, and its direction there. */
export class LineSeed {
  x_m = 0;
  y_m = 0;
  heading_rad = 0;

  constructor(private readonly options: TracerOptions) {}

  /** Searches rows from the bottom of the image upwards. */
  find(camera: RoadCamera, colour: LineColour, expected: ExpectedLine): boolean {
    const top = Math.ceil(camera.rowAt(Math.min(4, this.options.farthest_m)));
    for (let row = camera.height - 2; row > top; row -= ROW_STEP) {
      if (this.searchRow(row, camera, colour, expected) && this.turn(camera, colour, expected)) return true;
    }
    return false;
  }

  /** The best run of line-coloured pixels in a row: wide enough, and nearest to the expected position. */
  private searchRow(row: number, camera: RoadCamera, colour: LineColour, expected: ExpectedLine): boolean {
    const { contrast, lineWidth_m } = this.options;
    const { width } = camera;
    camera.toRoad(0, row);
    const left_m = camera.y_m;
    camera.toRoad(1, row);
    const pixel_m = left_m - camera.y_m;
    const leastWidth = Math.max(2, (0.5 * lineWidth_m) / pixel_m);
    const mostWidth = colour.hasHue ? Number.POSITIVE_INFINITY : (BAR_SHARE * lineWidth_m) / pixel_m;
    let found = false;
    let bestDistance_m = Number.POSITIVE_INFINITY;
    let start = -1;
    for (let u = 0; u <= width; u += COLUMN_STEP) {
      const on = u < width && colour.at(u, row) >= contrast;
      if (on && start < 0) start = u;
      if (on || start < 0) continue;
      const end = u - COLUMN_STEP;
      const atEdge = start === 0 || u >= width;
      const size = end - start + COLUMN_STEP;
      if (size >= (atEdge ? 2 : leastWidth) && size <= mostWidth) {
        const y_m = left_m - ((start + end) / 2) * pixel_m;
        const distance_m = Math.abs(y_m - (expected.y_m ?? camera.mount.left_m));
        if (distance_m < bestDistance_m) {
          bestDistance_m = distance_m;
          camera.toRoad((start + end) / 2, row);
          this.x_m = camera.x_m;
          this.y_m = camera.y_m;
          found = true;
        }
      }
      start = -1;
    }
    return found;
  }

  /** Finds the line's direction on a ring around the seed: where the line crosses the ring nearest to the expected
   *  heading. */
  private turn(camera: RoadCamera, colour: LineColour, expected: ExpectedLine): boolean {
    const { contrast, lineWidth_m } = this.options;
    const ahead_m = this.x_m - camera.mount.forward_m;
    const depthPixel_m = (ahead_m * ahead_m) / (camera.focal * camera.mount.height_m);
    const radius_m = Math.max(1.6 * lineWidth_m, 2.5 * depthPixel_m);
    let best_rad = Number.POSITIVE_INFINITY;
    let first = -1;
    for (let i = 0; i <= RING_SAMPLES; i += 1) {
      const angle_rad = ringAngle(i);
      const on =
        i < RING_SAMPLES &&
        camera.toImage(
          this.x_m + radius_m * Math.cos(angle_rad),
          this.y_m + radius_m * Math.sin(angle_rad),
        ) &&
        colour.between(camera.u, camera.v) >= contrast;
      if (on && first < 0) first = i;
      if (on || first < 0) continue;
      const middle_rad = (ringAngle(first) + ringAngle(i - 1)) / 2;
      const surprise = Math.abs(middle_rad - expected.heading_rad);
      if (surprise < Math.abs(best_rad - expected.heading_rad)) best_rad = middle_rad;
      first = -1;
    }
    if (best_rad === Number.POSITIVE_INFINITY) return false;
    this.heading_rad = best_rad;
    return true;
  }
}

function ringAngle(index: number): number {
  return WIDEST_RING_RAD * ((2 * index) / (RING_SAMPLES - 1) - 1);
}
