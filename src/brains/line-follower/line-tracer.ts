import type { RoadCamera } from './camera';
import { CurveFilter } from './curve-filter';
import type { LineColour } from './line-colour';
import { LineProbe } from './line-probe';
import { LineSeed } from './line-seed';
import type { RoadPath } from './road-path';

export interface TracerOptions {
  readonly lineWidth_m: number;
  /** Least score of the line's colour, 0..255. */
  readonly contrast: number;
  /** Where tracing ends, ahead of the lens. */
  readonly farthest_m: number;
}

/** Steps along the line: short near the car, longer where a pixel covers more road. */
const SHORTEST_STEP_M = 0.08;
const STEP_PER_METRE = 0.06;
/** Way along which the line may be hidden (markings across it) before it counts as ended. */
const LONGEST_GAP_M = 0.5;
const GATE_SIGMAS = 4;

/**
 * Finds the line in a picture and follows it from the car outwards, cut by cut across its course on the
 * road. So it may run in any direction in the picture, across it too, and other stretches of road beyond
 * are not mistaken for it.
 */
export class LineTracer {
  private readonly filter = new CurveFilter();
  private readonly probe = new LineProbe();
  private readonly seed: LineSeed;
  private readonly cut = { x_m: 0, y_m: 0, normal_rad: 0, half_m: 0 };

  constructor(private readonly options: TracerOptions) {
    this.seed = new LineSeed(options);
  }

  /**
   * @param expected where the line is looked for first: its place aside of the car and its heading there
   * @returns whether a line was found; `path` then holds it
   */
  trace(camera: RoadCamera, colour: LineColour, expected: ExpectedLine, path: RoadPath): boolean {
    path.clear();
    const { seed, filter } = this;
    if (!seed.find(camera, colour, expected)) return false;
    filter.start(seed.x_m, seed.y_m, seed.heading_rad, 0);
    let gap_m = 0;
    let hidden = 0;
    const horizon_m = camera.mount.x_m + this.options.farthest_m;
    while (!path.full && filter.x_m < horizon_m && gap_m <= LONGEST_GAP_M && hidden < 4) {
      if (this.sight(camera, colour)) {
        path.add(filter.x_m, filter.y_m, filter.heading_rad, filter.curvature_1pm);
        gap_m = 0;
        hidden = 0;
      } else {
        hidden += 1;
      }
      const distance_m = Math.hypot(filter.x_m - camera.mount.x_m, filter.y_m - camera.mount.y_m);
      const step_m = Math.max(SHORTEST_STEP_M, STEP_PER_METRE * distance_m);
      filter.advance(step_m);
      gap_m += step_m;
    }
    return path.length >= 2;
  }

  /** Looks across the line where the filter is, and corrects the filter by what was seen. */
  private sight(camera: RoadCamera, colour: LineColour): boolean {
    const { filter, probe, cut, options } = this;
    cut.x_m = filter.x_m;
    cut.y_m = filter.y_m;
    cut.normal_rad = filter.heading_rad + Math.PI / 2;
    cut.half_m = 1.6 * options.lineWidth_m + 2 * Math.min(0.1, filter.expected_m(0));
    if (!probe.look(camera, colour, cut, options.contrast, options.lineWidth_m)) return false;
    const blur_m = 6 * probe.sigma_m;
    if (probe.width_m > 1.8 * options.lineWidth_m + blur_m) return false;
    if (!probe.clipped && probe.width_m < 0.4 * options.lineWidth_m - blur_m) return false;
    const sigma_m = probe.clipped ? probe.sigma_m + 0.15 * options.lineWidth_m : probe.sigma_m;
    if (Math.abs(probe.offset_m) > GATE_SIGMAS * filter.expected_m(sigma_m) + 0.02) return false;
    filter.correct(probe.offset_m, sigma_m);
    return true;
  }
}

export interface ExpectedLine {
  /** Aside of the car where the line first comes into view; null when nothing is known. */
  readonly y_m: number | null;
  readonly heading_rad: number;
}
