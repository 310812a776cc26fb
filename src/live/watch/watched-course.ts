import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import type { Pose } from '../../types';
import { CircuitRecognition, directionOf } from './recognition';

/** Farther from its line, the car may be on another circuit. */
const LOST_M = 8;

export interface WatchedCourseOptions {
  /** As the user names it; null where it is to be found out. */
  readonly circuit: Circuit | null;
  /** Null where the car tells. */
  readonly direction: Direction | null;
  /** Those that are recognised. */
  readonly circuits: readonly Circuit[];
}

/** The circuit of a watched car and its direction, as far as they are known. */
export class WatchedCourse {
  readonly #options: WatchedCourseOptions;
  #circuit: Circuit | null;
  #direction: Direction;
  /** The node that drives has named it. */
  #isNamed = false;
  /** Null while the circuit is known and not in doubt. */
  #recognition: CircuitRecognition | null;
  #last: Pose | null = null;

  constructor(options: WatchedCourseOptions) {
    this.#options = options;
    const { circuit, direction, circuits } = options;
    this.#circuit = circuit;
    this.#direction = direction ?? 'forward';
    this.#recognition = circuit === null ? new CircuitRecognition(circuits) : null;
  }

  /** Null while it is not known. */
  get circuit(): Circuit | null {
    return this.#circuit;
  }

  get direction(): Direction {
    return this.#direction;
  }

  /** Takes a pose before it is measured.
   *  @returns whether circuit or direction are others from now on */
  pose(pose: Pose): boolean {
    const { circuit: asked, direction, circuits } = this.#options;
    const isFirst = this.#last === null;
    this.#last = pose;
    if (asked !== null) return isFirst && direction === null && this.#take(asked, directionOf(asked, pose));
    const { circuit } = this;
    if (this.#recognition === null && circuit !== null && !this.#isNamed) {
      const { lateral_m } = circuit.project(pose.x_m, pose.y_m);
      if (Math.abs(lateral_m) > LOST_M) this.#recognition = new CircuitRecognition(circuits);
    }
    const found = this.#recognition?.pose(pose) ?? null;
    return found !== null && this.#take(found.circuit, direction ?? found.direction);
  }

  /** The simulator was reset or is another one: its circuit may be, too. */
  doubt(): void {
    const { circuit: asked, circuits } = this.#options;
    if (asked === null && !this.#isNamed) this.#recognition = new CircuitRecognition(circuits);
  }

  /** The node that drives names its circuit, or does not; what the user named stays.
   *  @returns whether circuit or direction are others from now on */
  learn(circuit: Circuit | null, named: Direction | null): boolean {
    const { circuit: asked, direction } = this.#options;
    this.#isNamed = circuit !== null;
    if (asked !== null || circuit === null) return false;
    const seen = this.#last === null ? 'forward' : directionOf(circuit, this.#last);
    return this.#take(circuit, direction ?? named ?? seen);
  }

  #take(circuit: Circuit, direction: Direction): boolean {
    this.#recognition = null;
    const isOther = circuit.name !== this.#circuit?.name || direction !== this.#direction;
    this.#circuit = circuit;
    this.#direction = direction;
    return isOther;
  }
}
