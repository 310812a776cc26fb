import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { circuitNames, loadCircuit } from '../../circuit/load';
import { ownCircuits } from '../../circuit/own-circuits';
import { ConfigurationError } from '../../errors';
import { wrapAngle } from '../../support/numbers';
import type { Pose } from '../../types';

/** A car so near to a circuit's start pose, along the line or against it, is at that start. */
const START_M = 2;
const START_RAD = 0.5;
/** A car farther from a line is not on its circuit. */
const NEAR_M = 4;
/** On one circuit alone for so long, the car is on it. */
const FOLLOWED_M = 10;

export interface KnownCourse {
  readonly circuit: Circuit;
  readonly direction: Direction;
}

/** The circuits that a car may be on: those of config/circuits and the user's own; broken files are left out. */
export async function knownCircuits(): Promise<Circuit[]> {
  const names = [...circuitNames(), ...ownCircuits().keys()];
  const loaded = await Promise.all(
    names.map((name) =>
      loadCircuit(name).catch((error: unknown) => {
        if (error instanceof ConfigurationError) return null;
        throw error;
      }),
    ),
  );
  return loaded.filter((circuit) => circuit !== null);
}

/** The direction of a car that points along a circuit's line, or against it. */
export function directionOf(circuit: Circuit, { x_m, y_m, yaw_rad }: Pose): Direction {
  const { heading_rad } = circuit.pointAt(circuit.project(x_m, y_m).s_m);
  return Math.abs(wrapAngle(yaw_rad - heading_rad)) <= Math.PI / 2 ? 'forward' : 'reverse';
}

/** Finds out by a car's poses which circuit it is on: at a start pose at once, elsewhere while it drives. */
export class CircuitRecognition {
  readonly #circuits: readonly Circuit[];
  /** Those that all poses so far fit. */
  #left: readonly Circuit[];
  #last: Pose | null = null;
  #followed_m = 0;

  constructor(circuits: readonly Circuit[]) {
    this.#circuits = circuits;
    this.#left = circuits;
  }

  /** @returns the circuit that the car is on; null while that is not known */
  pose(pose: Pose): KnownCourse | null {
    const started = this.#circuits.filter((circuit) => isAtStart(circuit, pose));
    if (started.length === 1) return courseOf(started[0]!, pose);
    const last = this.#last;
    this.#last = pose;
    this.#left = this.#left.filter((circuit) => isOn(circuit, pose));
    if (this.#left.length === 0) {
      // It came from somewhere else, or was put elsewhere.
      this.#left = this.#circuits.filter((circuit) => isOn(circuit, pose));
      this.#followed_m = 0;
    } else if (last !== null) this.#followed_m += Math.hypot(pose.x_m - last.x_m, pose.y_m - last.y_m);
    return this.#left.length === 1 && this.#followed_m >= FOLLOWED_M ? courseOf(this.#left[0]!, pose) : null;
  }
}

function courseOf(circuit: Circuit, pose: Pose): KnownCourse {
  return { circuit, direction: directionOf(circuit, pose) };
}

function isAtStart({ start }: Circuit, { x_m, y_m, yaw_rad }: Pose): boolean {
  if (Math.hypot(x_m - start.x_m, y_m - start.y_m) > START_M) return false;
  const turned_rad = Math.abs(wrapAngle(yaw_rad - start.yaw_rad));
  return turned_rad <= START_RAD || turned_rad >= Math.PI - START_RAD;
}

function isOn(circuit: Circuit, { x_m, y_m }: Pose): boolean {
  return Math.abs(circuit.project(x_m, y_m).lateral_m) <= NEAR_M;
}
