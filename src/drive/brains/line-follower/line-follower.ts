import { setImmediate } from 'node:timers/promises';
import { F1_CAMERA } from '../../../config/f1-car';
import { FrameError, GaveUpError } from '../../../errors';
import { clamp } from '../../../support/numbers';
import type { Brain, BrainOutput, Frame, RoadCourse } from '../../../types';
import { CommandHistory } from '../../motion/command-history';
import { FirstSight, RED } from './first-sight';
import { LatencyEstimate } from './latency-estimate';
import { LineSearch } from './line-search';
import { LineTracer } from './line-tracer';
import { LINE_FOLLOWER_DEFAULTS, type LineFollowerOptions } from './options';
import { PATH_CAPACITY, RoadPath } from './road-path';
import { Steering } from './steering';

/** Time between two frames without stamps. */
const USUAL_FRAME_S = 0.05;
/** Decay per frame of the longest gap between frames. */
const GAP_FORGIVEN = 0.08;
const FARTHEST_M = 9;
/** Longest time that the car goes on without a frame, before it is stopped. */
const GOES_ON_S = 0.5;
/** A line is found at most this far from straight ahead. */
const WIDEST_RAD = 2;
/** A car that is steered between frames too follows the line this much closer: farther it would cut corners. */
const STEERED_LOOKAHEAD = 0.55;
const WARM_UP_FRAMES = 200;
/** In fewer pixels the line is narrower than one. */
const LEAST_WIDTH = 64;
const LEAST_HEIGHT = 48;

/**
 * Drives along a coloured line by camera alone: traces the line in the frame, projects it onto the road, and steers by
 * pure pursuit.
 */
export class LineFollower implements Brain {
  readonly name: string;
  readonly model = null;
  readonly provider = null;
  /** The line as the last frame showed it, in the car's frame; for reading only. */
  readonly path = new RoadPath();
  private readonly options: LineFollowerOptions;
  private readonly sight: FirstSight;
  private readonly tracer: LineTracer;
  private readonly steering: Steering;
  private readonly expected = { y_m: null as number | null, heading_rad: 0 };
  private readonly limit_mps = new Float64Array(PATH_CAPACITY);
  private readonly search = new LineSearch();
  private lastStamp_s: number | null = null;
  /** Time of the current frame, on a clock of our own that follows the stamps where frames have them. */
  private now_s = 0;
  /** Longest recent time between two commands. */
  private hold_s = USUAL_FRAME_S;
  private readonly history = new CommandHistory();
  private readonly latency: LatencyEstimate;

  constructor(options: Partial<LineFollowerOptions> & { readonly name?: string } = {}) {
    this.name = options.name ?? 'line follower';
    this.options = { ...LINE_FOLLOWER_DEFAULTS, ...options };
    this.sight = new FirstSight(this.options);
    this.tracer = new LineTracer({
      lineWidth_m: this.options.lineWidth_m,
      contrast: this.options.contrast,
      farthest_m: FARTHEST_M,
    });
    this.steering = new Steering(this.options);
    this.latency = new LatencyEstimate(this.options.latency_s);
  }

  /** Decides on a drawn line, so that the first real frames are not slow. Another brain may drive in this thread: it gets
   *  its turns. */
  async warmUp(): Promise<void> {
    const frame = drawnFrame(this.options);
    for (let i = 0; i < WARM_UP_FRAMES; i += 1) {
      try {
        void this.decide(frame).course;
      } catch (error) {
        // A camera with a steep pitch sees the line elsewhere.
        if (!(error instanceof GaveUpError)) throw error;
        this.reset();
      }
      await setImmediate();
    }
    this.reset();
  }

  /** @throws FrameError for frames without colour or of too few pixels, GaveUpError when the line was lost for too long */
  decide(frame: Frame): BrainOutput {
    if (frame.width < LEAST_WIDTH || frame.height < LEAST_HEIGHT) {
      throw new FrameError(
        `frame is ${frame.width}x${frame.height}: too small to see a line, which needs ${LEAST_WIDTH}x${LEAST_HEIGHT}`,
      );
    }
    this.sight.colour.read(frame);
    const gap_s = this.sinceLast(frame);
    const elapsed_s = gap_s < 1 ? gap_s : USUAL_FRAME_S;
    const before_s = this.now_s;
    this.now_s += elapsed_s;
    // A gap between frames will happen again: remembered, with a slow decay.
    this.hold_s = Math.max(elapsed_s, this.hold_s + GAP_FORGIVEN * (elapsed_s - this.hold_s));
    this.history.move(before_s, before_s + Math.min(gap_s, GOES_ON_S), this.latency.latency_s);
    this.search.move(this.history, gap_s);
    const isFound = this.trace(frame) && this.search.accepts(this.path);
    const manoeuvres = isFound ? this.follow(elapsed_s) : this.seek(frame, elapsed_s);
    this.sight.colour.release();
    this.history.add(this.now_s, this.steering.v_mps, this.steering.w_radps);
    const { v_mps, w_radps } = this.steering;
    const answer = { v_mps, w_radps, inference_ms: null };
    if (!manoeuvres) return this.withCourse(answer);
    return { ...answer, taken: 'as-is', ...(!isFound && this.search.lost_s > 0 && { searches: true }) };
  }

  /** The course is computed where it is read: a drive that does not compensate has no use for it. */
  private withCourse(answer: BrainOutput): BrainOutput {
    let course: RoadCourse | null = null;
    const read = () => {
      course ??= this.course();
      return course;
    };
    return {
      ...answer,
      get course() {
        return read();
      },
    };
  }

  notices(): readonly string[] {
    return this.sight.notices();
  }

  async close(): Promise<void> {}

  /** The line of the frame, for a drive that compensates for the frame's age: that and how long a command has to last
   *  do not slow it. */
  private course(): RoadCourse {
    const { path, limit_mps, options } = this;
    const { length } = path;
    this.steering.limits(path, limit_mps);
    return {
      x_m: path.x_m.subarray(0, length),
      y_m: path.y_m.subarray(0, length),
      limit_mps: limit_mps.subarray(0, length),
      acceleration_mps2: options.acceleration_mps2,
      lateralAcceleration_mps2: options.lateralAcceleration_mps2,
      lookahead_s: STEERED_LOOKAHEAD * options.lookahead_s,
      minLookahead_m: STEERED_LOOKAHEAD * options.minLookahead_m,
    };
  }

  private reset(): void {
    this.steering.drive(0, 0);
    this.expected.y_m = null;
    this.expected.heading_rad = 0;
    this.search.forget();
    this.lastStamp_s = null;
    this.hold_s = USUAL_FRAME_S;
    this.history.clear();
    this.latency.forget();
    this.sight.reset();
  }

  /** Traces the line; where there is none of its colour in the first frames, one of another. */
  private trace(frame: Frame): boolean {
    const { sight, tracer, expected, path } = this;
    let found = tracer.trace(sight.camera(frame), sight.colour, expected, path);
    if (!found && sight.findOther(frame)) {
      found = tracer.trace(sight.camera(frame), sight.colour, expected, path);
    }
    if (found) sight.traced(path.reach_m);
    return found;
  }

  /** Estimated time from a frame's capture to its command taking effect. */
  get latency_s(): number {
    return this.latency.latency_s;
  }

  /** Time since the previous frame, s. */
  private sinceLast({ stamp }: Frame): number {
    const now_s = stamp === null ? null : stamp.sec + stamp.nsec * 1e-9;
    const gap_s = now_s === null || this.lastStamp_s === null ? USUAL_FRAME_S : now_s - this.lastStamp_s;
    this.lastStamp_s = now_s;
    return gap_s >= 0 ? gap_s : USUAL_FRAME_S;
  }

  /** @returns whether the car still has to come to the line */
  private follow(elapsed_s: number): boolean {
    const { path, expected, steering, history } = this;
    this.latency.learn(path, this.now_s, history);
    history.move(this.now_s, this.now_s + this.latency.latency_s, this.latency.latency_s);
    steering.follow(path, history, elapsed_s, this.hold_s);
    expected.y_m = path.y_m[0]!;
    expected.heading_rad = 0.5 * path.heading_rad[0]!;
    if (!this.search.found(path)) return false;
    const { v_mps, w_radps } = this.search;
    const slower = Math.min(1, v_mps / steering.v_mps);
    if (v_mps === 0) steering.drive(0, w_radps);
    else steering.drive(slower * steering.v_mps, slower * steering.w_radps);
    return true;
  }

  /** Slowly, and for a limited time. @returns true: the answer is no course along the road */
  private seek(frame: Frame, elapsed_s: number): boolean {
    const { search, options, expected, steering } = this;
    this.latency.interrupt();
    if (this.sight.isLooking) {
      steering.drive(0, 0);
      return true;
    }
    search.search(frame, elapsed_s);
    expected.y_m = null;
    expected.heading_rad = clamp(search.course_rad, -WIDEST_RAD, WIDEST_RAD);
    if (search.lost_s > options.searchTime_s) {
      search.giveUp();
      steering.drive(0, 0);
      this.sight.colour.release();
      this.history.add(this.now_s, 0, 0);
      throw new GaveUpError(
        `No ${this.sight.wanted} in view for ` +
          `${search.lost_s.toFixed(1)} s: set the car on the line, or line_colour in the brain's Parameters`,
      );
    }
    steering.drive(Math.min(search.v_mps, options.maxSpeed_mps), search.w_radps);
    return true;
  }
}

/** A road with a straight line ahead. */
function drawnFrame({ lineColour, lineWidth_m, camera }: LineFollowerOptions): Frame {
  const rgb = lineColour ?? RED;
  const [width, height] = [640, 480];
  const widening = lineWidth_m / (camera.height_m ?? F1_CAMERA.height_m);
  const data = new Uint8Array(3 * width * height).fill(60);
  for (let row = 239; row < height; row += 1) {
    const half = Math.max(1, (widening * (row - 237)) / 2);
    const left = Math.max(0, Math.round(width / 2 - half));
    const right = Math.min(width, width / 2 + half);
    for (let u = left; u < right; u += 1) data.set(rgb, 3 * (row * width + u));
  }
  return {
    width,
    height,
    step: 3 * width,
    encoding: 'rgb8',
    data,
    sequence: 0,
    stamp: null,
    arrival_ms: 0,
  };
}
