import { F1_CAMERA } from '../../../config/f1-car';
import { BrainError, FrameError } from '../../../errors';
import type { Brain, BrainOutput, Frame } from '../../../types';
import { RoadCamera } from './camera';
import { CommandHistory } from './command-history';
import { LatencyEstimate } from './latency-estimate';
import { LineColour } from './line-colour';
import { LineTracer } from './line-tracer';
import { LINE_FOLLOWER_DEFAULTS, type LineFollowerOptions } from './options';
import { RoadPath } from './road-path';
import { Steering } from './steering';

/** Time between two frames without stamps. */
const USUAL_FRAME_S = 0.05;
/** Decay per frame of the longest gap between frames. */
const GAP_FORGIVEN = 0.08;
const FARTHEST_M = 9;
const SEARCH_SPEED_MPS = 0.5;
const SEARCH_YAW_RATE_RADPS = 1.5;
/** The car looks to one side first, then to the other, and back for longer and longer. */
const FIRST_LOOK_S = 0.8;
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
  private readonly colour: LineColour;
  private readonly tracer: LineTracer;
  private readonly steering: Steering;
  private camera: RoadCamera | null = null;
  private readonly expected = { y_m: null as number | null, heading_rad: 0 };
  /** Side where the line was last seen: left positive. */
  private side = 0;
  private lost_s = 0;
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
    this.colour = new LineColour(this.options.lineColour);
    this.tracer = new LineTracer({
      lineWidth_m: this.options.lineWidth_m,
      contrast: this.options.contrast,
      farthest_m: FARTHEST_M,
    });
    this.steering = new Steering(this.options);
    this.latency = new LatencyEstimate(this.options.latency_s);
  }

  /** Decides on a drawn line, so that the first real frames are not slow. */
  async warmUp(): Promise<void> {
    const frame = drawnFrame(this.options.lineColour);
    for (let i = 0; i < WARM_UP_FRAMES; i += 1) this.decide(frame);
    this.reset();
  }

  /** @throws FrameError for frames without colour or of too few pixels, BrainError when the line was lost for too long */
  decide(frame: Frame): BrainOutput {
    if (frame.width < LEAST_WIDTH || frame.height < LEAST_HEIGHT) {
      throw new FrameError(
        `frame is ${frame.width}x${frame.height}: too small to see a line, which needs ${LEAST_WIDTH}x${LEAST_HEIGHT}`,
      );
    }
    this.colour.read(frame);
    if (this.camera?.width !== frame.width || this.camera.height !== frame.height) {
      this.camera = new RoadCamera(frame.width, frame.height, F1_CAMERA);
    }
    const elapsed_s = this.sinceLast(frame);
    this.now_s += elapsed_s;
    // A gap between frames will happen again: remembered, with a slow decay.
    this.hold_s = Math.max(elapsed_s, this.hold_s + GAP_FORGIVEN * (elapsed_s - this.hold_s));
    if (this.tracer.trace(this.camera, this.colour, this.expected, this.path)) {
      this.latency.learn(this.path, this.now_s, this.history);
      this.history.move(this.now_s, this.now_s + this.latency.latency_s, this.latency.latency_s);
      this.steering.follow(this.path, this.history, elapsed_s, this.hold_s);
      this.remember();
    } else {
      this.latency.interrupt();
      this.search(elapsed_s);
    }
    this.colour.release();
    this.history.add(this.now_s, this.steering.v_mps, this.steering.w_radps);
    return { v_mps: this.steering.v_mps, w_radps: this.steering.w_radps, inference_ms: null };
  }

  async close(): Promise<void> {}

  private reset(): void {
    this.steering.drive(0, 0);
    this.expected.y_m = null;
    this.expected.heading_rad = 0;
    this.side = 0;
    this.lost_s = 0;
    this.lastStamp_s = null;
    this.hold_s = USUAL_FRAME_S;
    this.history.clear();
    this.latency.forget();
  }

  /** Estimated time from a frame's capture to its command taking effect. */
  get latency_s(): number {
    return this.latency.latency_s;
  }

  private sinceLast({ stamp }: Frame): number {
    const now_s = stamp === null ? null : stamp.sec + stamp.nsec * 1e-9;
    const elapsed_s = now_s === null || this.lastStamp_s === null ? USUAL_FRAME_S : now_s - this.lastStamp_s;
    this.lastStamp_s = now_s;
    return elapsed_s >= 0 && elapsed_s < 1 ? elapsed_s : USUAL_FRAME_S;
  }

  private remember(): void {
    const { path, expected } = this;
    expected.y_m = path.y_m[0]!;
    expected.heading_rad = 0.5 * path.heading_rad[0]!;
    const middle = Math.min(path.length - 1, 8);
    this.side = path.y_m[middle]!;
    this.lost_s = 0;
  }

  /** Turns to the side where the line was last seen, then back and forth; slowly and for a limited time. */
  private search(elapsed_s: number): void {
    this.lost_s += elapsed_s;
    this.expected.y_m = null;
    this.expected.heading_rad = 0;
    if (this.lost_s > this.options.searchTime_s) {
      this.steering.drive(0, 0);
      throw new BrainError(
        `No line of the colour [${this.options.lineColour.join(', ')}] in view for ` +
          `${this.lost_s.toFixed(1)} s: set the car on the line, or line_colour in the brain's Parameters`,
      );
    }
    // Half a sweep to one side, then whole ones: the turns end after 1, 3, 5 times the first.
    const sweep = Math.floor((this.lost_s / FIRST_LOOK_S + 1) / 2);
    const turn = (sweep % 2 === 0 ? 1 : -1) * (this.side < 0 ? -1 : 1) * SEARCH_YAW_RATE_RADPS;
    this.steering.drive(this.side === 0 ? 0 : Math.min(SEARCH_SPEED_MPS, this.options.maxSpeed_mps), turn);
  }
}

/** A road with a straight line ahead. */
function drawnFrame(rgb: readonly [number, number, number]): Frame {
  const [width, height] = [640, 480];
  const data = new Uint8Array(3 * width * height).fill(60);
  for (let row = 239; row < height; row += 1) {
    const half = (row - 237) / 2;
    const left = Math.max(0, Math.round(width / 2 - half));
    for (let u = left; u < width / 2 + half; u += 1) data.set(rgb, 3 * (row * width + u));
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
