import { ClosedLine, type LinePoint, type Projection } from './closed-line';
import type { CircuitLook } from './look';

export type { LinePoint, Projection } from './closed-line';

export interface StartPose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
}

export interface CircuitOptions {
  readonly name: string;
  /** Control points of the closed line [x, y] in metres, in driving direction, the first at s = 0. */
  readonly points: readonly (readonly [number, number])[];
  readonly lineWidth_m: number;
  /** Start pose of a forward lap. Default: on the line at s = 0. */
  readonly start?: StartPose;
  readonly look: CircuitLook;
}

/** A closed course: the line on the road by arc length, the start pose, and its look. */
export class Circuit {
  readonly name: string;
  readonly length_m: number;
  readonly lineWidth_m: number;
  /** For the forward direction; in reverse the car starts at the same place with yaw + pi. */
  readonly start: StartPose;
  readonly look: CircuitLook;
  readonly #line: ClosedLine;

  constructor(options: CircuitOptions, line = new ClosedLine(options.points)) {
    this.name = options.name;
    this.lineWidth_m = options.lineWidth_m;
    this.look = options.look;
    this.#line = line;
    this.length_m = line.length_m;
    const first = line.pointAt(0);
    this.start = options.start ?? { x_m: first.x_m, y_m: first.y_m, yaw_rad: first.heading_rad };
  }

  /** @param s_m arc length from the start of the lap; any value, wrapped to the lap */
  pointAt(s_m: number): LinePoint {
    return this.#line.pointAt(s_m);
  }

  /** Nearest point of the continuous line.
   *  @param near_s_m a recent position of the car: makes the search local, which is faster and cannot jump to another
   *    stretch of road close by */
  project(x_m: number, y_m: number, near_s_m?: number): Projection {
    return this.#line.project(x_m, y_m, near_s_m);
  }

  /** The same course with another look, line width or name. */
  with(changes: {
    readonly look?: CircuitLook;
    readonly lineWidth_m?: number;
    readonly name?: string;
  }): Circuit {
    return new Circuit(
      {
        name: changes.name ?? this.name,
        points: [],
        start: this.start,
        lineWidth_m: changes.lineWidth_m ?? this.lineWidth_m,
        look: changes.look ?? this.look,
      },
      this.#line,
    );
  }
}
