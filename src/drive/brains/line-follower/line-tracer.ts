import type { RoadCamera } from './camera';
import { CurveFilter } from './curve-filter';
import type { LineColour } from './line-colour';
import { LineProbe } from './line-probe';
import { type ExpectedLine, LineSeed, type TracerOptions } from './line-seed';
import { RoadPath } from './road-path';

/** Steps along the line: short near the car, longer where a pixel covers more road. */
const SHORTEST_STEP_M = 0.08;
const STEP_PER_METRE = 0.06;
/** Distance over which the line may be hidden (markings across it) before it counts as ended. */
const LONGEST_GAP_M = 0.5;
const HIDDEN_CUTS = 4;
/** A white line is hidden by every white bar that it crosses: so many times longer. */
const WHITE_FACTOR = 2;
const GATE_SIGMAS = 4;
const LOOK_BACK_POINTS = 9;
/** Standard deviations of place m, heading rad and curvature 1/m at the start of a trace. */
const UNKNOWN_COURSE = { aside_m: 0.05, heading_rad: 0.35, curvature_1pm: 0.2 };
const KNOWN_COURSE = { aside_m: 0.01, heading_rad: 0.05, curvature_1pm: 0.08 };

/**
 * Finds the line in a frame and follows it away from the car by cuts across it on the road. The line may run in any
 * direction in the image, and other stretches of road in the background are not mistaken for it.
 */
export class LineTracer {
  private readonly filter = new CurveFilter();
  private readonly near = new RoadPath();
  private readonly probe = new LineProbe();
  private readonly seed: LineSeed;
  private clippedCuts = 0;
  private readonly cut = { x_m: 0, y_m: 0, normal_rad: 0, half_m: 0 };

  constructor(private readonly options: TracerOptions) {
    this.seed = new LineSeed(options);
  }

  /**
   * @param expected where the line is searched first
   * @returns whether a line was found; `path` then holds it
   */
  trace(camera: RoadCamera, colour: LineColour, expected: ExpectedLine, path: RoadPath): boolean {
    path.clear();
    const { seed, filter } = this;
    if (!seed.find(camera, colour, expected)) return false;
    filter.start(seed.x_m, seed.y_m, seed.heading_rad, 0, UNKNOWN_COURSE);
    this.clippedCuts = 0;
    this.run(camera, colour, path, Number.POSITIVE_INFINITY);
    if (this.clippedCuts > 0) this.lookBack(camera, colour, path);
    return path.length >= 2;
  }

  /** Follows the line from the filter's position, into `path`. */
  private run(camera: RoadCamera, colour: LineColour, path: RoadPath, most: number): void {
    const { filter } = this;
    const end_m = camera.mount.forward_m + this.options.farthest_m;
    let gap_m = 0;
    let hidden = 0;
    const factor = colour.hasHue ? 1 : WHITE_FACTOR;
    while (path.length < most && !path.full && filter.x_m < end_m) {
      if (this.sight(camera, colour)) {
        path.add(filter.x_m, filter.y_m, filter.heading_rad, filter.curvature_1pm);
        gap_m = 0;
        hidden = 0;
      } else if (++hidden === factor * HIDDEN_CUTS || gap_m > factor * LONGEST_GAP_M) {
        return;
      }
      const distance_m = Math.hypot(filter.x_m - camera.mount.forward_m, filter.y_m - camera.mount.left_m);
      const step_m = Math.max(SHORTEST_STEP_M, STEP_PER_METRE * distance_m);
      filter.advance(step_m);
      gap_m += step_m;
    }
  }

  /** Where the line enters at the image's edge, its course is uncertain in the first points: follows it again from
   *  farther away back to the car, and uses those points instead. */
  private lookBack(camera: RoadCamera, colour: LineColour, path: RoadPath): void {
    const from = Math.min(LOOK_BACK_POINTS, path.length - 1);
    if (from < 3) return;
    const { filter, near } = this;
    filter.start(
      path.x_m[from]!,
      path.y_m[from]!,
      path.heading_rad[from]! + Math.PI,
      -path.curvature_1pm[from]!,
      KNOWN_COURSE,
    );
    near.clear();
    this.run(camera, colour, near, 2 * LOOK_BACK_POINTS);
    if (near.length > 2) path.replaceStart(from + 1, near);
  }

  /** Measures the line at the filter's position, and corrects the filter. */
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
    if (probe.clipped) this.clippedCuts += 1;
    filter.correct(probe.offset_m, sigma_m);
    return true;
  }
}
