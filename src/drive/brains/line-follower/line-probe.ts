import type { RoadCamera } from './camera';
import type { LineColour } from './line-colour';

const SAMPLES = 49;

/**
 * Samples the image along a straight cut across the line on the road, and finds the line's middle with sub-pixel edges.
 * Results are written to the fields.
 */
export class LineProbe {
  /** Middle of the line along the cut, from its centre, m. */
  offset_m = 0;
  width_m = 0;
  /** Expected standard deviation of `offset_m`: a third of a pixel on the road, m. */
  sigma_m = 0;
  /** The cut, or the image, ended before one edge of the line. */
  clipped = false;
  private readonly scores = new Float64Array(SAMPLES);

  /**
   * @param x_m,y_m centre of the cut in the car's frame
   * @param normal_rad direction of the cut
   * @param half_m least half width of the cut
   * @param contrast least score of the line's colour
   * @param lineWidth_m used when only one edge is in view
   * @returns whether a line was seen
   */
  look(
    camera: RoadCamera,
    colour: LineColour,
    cut: { x_m: number; y_m: number; normal_rad: number; half_m: number },
    contrast: number,
    lineWidth_m: number,
  ): boolean {
    const { x_m, y_m } = cut;
    const nx = Math.cos(cut.normal_rad);
    const ny = Math.sin(cut.normal_rad);
    const pixel_m = pixelSize(camera, x_m, y_m, nx, ny);
    if (pixel_m === null) return false;
    const half_m = Math.max(cut.half_m, 3 * pixel_m);
    const gap_m = (2 * half_m) / (SAMPLES - 1);
    const { scores } = this;
    let best = -1;
    for (let i = 0; i < SAMPLES; i += 1) {
      const t = -half_m + i * gap_m;
      const seen = camera.toImage(x_m + t * nx, y_m + t * ny);
      scores[i] = seen ? colour.between(camera.u, camera.v) : Number.NaN;
      // Of equally good samples the nearest to the centre, so that a broad line causes no drift.
      if (scores[i]! >= contrast && (best < 0 || Math.abs(i - SAMPLES / 2) < Math.abs(best - SAMPLES / 2))) {
        best = i;
      }
    }
    if (best < 0) return false;
    return this.measure(best, half_m, gap_m, pixel_m, contrast, lineWidth_m);
  }

  /** Finds the two edges of the line from a sample on it, at half of its highest score. */
  private measure(
    seed: number,
    half_m: number,
    gap_m: number,
    pixel_m: number,
    contrast: number,
    lineWidth_m: number,
  ): boolean {
    const { scores } = this;
    let peak = scores[seed]!;
    for (let i = seed; i < SAMPLES && scores[i]! >= contrast; i += 1) peak = Math.max(peak, scores[i]!);
    for (let i = seed; i >= 0 && scores[i]! >= contrast; i -= 1) peak = Math.max(peak, scores[i]!);
    const level = Math.max(contrast, peak / 2);
    let start = seed;
    while (start < SAMPLES && !(scores[start]! >= level)) start += 1;
    if (start === SAMPLES) {
      start = seed;
      while (start > 0 && !(scores[start]! >= level)) start -= 1;
    }
    let first = start;
    let last = start;
    while (first > 0 && scores[first - 1]! >= level) first -= 1;
    while (last < SAMPLES - 1 && scores[last + 1]! >= level) last += 1;
    const openLeft = first === 0 || Number.isNaN(scores[first - 1]!);
    const openRight = last === SAMPLES - 1 || Number.isNaN(scores[last + 1]!);
    const from_m = -half_m + gap_m * (openLeft ? first : first - crossing(scores, first, first - 1, level));
    const to_m = -half_m + gap_m * (openRight ? last : last + crossing(scores, last, last + 1, level));
    this.clipped = openLeft || openRight;
    this.width_m = to_m - from_m;
    this.sigma_m = 0.002 + pixel_m / 3;
    if (openLeft && openRight) return false;
    if (openLeft) this.offset_m = to_m - lineWidth_m / 2;
    else if (openRight) this.offset_m = from_m + lineWidth_m / 2;
    else this.offset_m = (from_m + to_m) / 2;
    return true;
  }
}

/** Where the score falls to the level, as a share of the gap between an inner and an outer sample. */
function crossing(scores: Float64Array, inner: number, outer: number, level: number): number {
  return (scores[inner]! - level) / (scores[inner]! - scores[outer]!);
}

/** Length of one pixel on the road in the direction of the cut; null outside of the camera's view. */
function pixelSize(camera: RoadCamera, x_m: number, y_m: number, nx: number, ny: number): number | null {
  const step_m = 0.005;
  if (!camera.toImage(x_m, y_m)) return null;
  const { u, v } = camera;
  if (!camera.toImage(x_m + step_m * nx, y_m + step_m * ny)) return null;
  return step_m / Math.max(1e-6, Math.hypot(camera.u - u, camera.v - v));
}
