import type { Circuit } from '../src/circuit/circuit';
import type { Direction } from '../src/circuit/direction';
import type { CarCameraName } from '../src/config/f1-car';
import { ConfigurationError } from '../src/errors';
import { RandomSource } from '../src/support/random';
import { type CoursePose, poseOf } from '../src/world/simulator/course-pose';
import { teach } from '../src/world/simulator/teacher';
import { DelayedCar } from './delayed-car';
import { randomPose } from './start-poses';
import type { VisitedPose } from './visited';

/** Where the frames of a folder are taken, in runs of `sequence` consecutive frames (1: each for itself). */
export interface RunPlan {
  readonly seed: number;
  readonly sequence: number;
  readonly circuits: readonly string[];
  /** Poses that a model came through, or null for random ones. */
  readonly visited: readonly VisitedPose[] | null;
  /** Cameras that the looks draw from; default: that of the F1 car. */
  readonly mounts?: readonly CarCameraName[];
}

export interface FramePose {
  readonly circuit: string;
  readonly direction: Direction;
  readonly pose: CoursePose;
}

/** Frames that share one variant of a circuit's looks, where frames stand alone. */
const FRAMES_A_LOOK = 8;
/** Sideways room that a driven run needs, so that no frame is taken from inside a wall. */
const ROOM_M = 1.1;
const MAX_TRIES = 20;

/** Frames that share a look; a run never changes its look. */
export function framesALook({ sequence }: RunPlan): number {
  return sequence === 1 ? FRAMES_A_LOOK : sequence;
}

/** Circuits take turns, a look each. */
export function circuitOf(plan: RunPlan, index: number): string {
  if (plan.visited) return plan.visited[index]!.circuit;
  return plan.circuits[Math.floor(index / framesALook(plan)) % plan.circuits.length]!;
}

/**
 * The poses of the run that starts at frame `first`; they depend on the plan and that index alone. A driven run
 * starts beside the line, and the expert brings the car back with a delay of its own, pushed now and then.
 */
export function posesOfRun(
  plan: RunPlan,
  first: number,
  circuits: ReadonlyMap<string, Circuit>,
): FramePose[] {
  const name = circuitOf(plan, first);
  const circuit = circuits.get(name);
  if (!circuit) throw new ConfigurationError(`poses of circuit '${name}', which is not among --circuits`);
  if (plan.visited) {
    return plan.visited.slice(first, first + plan.sequence).map((car) => ({
      circuit: name,
      direction: car.direction,
      pose: poseOf(circuit, car.direction, car),
    }));
  }
  const random = new RandomSource(plan.seed, first);
  const direction: Direction = random.chance(0.5) ? 'forward' : 'reverse';
  const poses =
    plan.sequence === 1
      ? [randomPose(circuit, direction, random)]
      : drivenRun(circuit, direction, random, plan.sequence);
  return poses.map((pose) => ({ circuit: name, direction, pose }));
}

function drivenRun(
  circuit: Circuit,
  direction: Direction,
  random: RandomSource,
  length: number,
): CoursePose[] {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const start = randomPose(circuit, direction, random);
    const running = { v_mps: random.uniform(6.5, 13), w_radps: random.normal(0.5) };
    const car = new DelayedCar(start, Math.round(random.uniform(5, 90)), running);
    const poses: CoursePose[] = [];
    for (let frame = 0; frame < length; frame++) {
      const pose = poseOf(circuit, direction, car);
      if (Math.abs(pose.lateral_m) > ROOM_M) break;
      poses.push(pose);
      car.advance(teach(circuit, direction, pose), random);
    }
    if (poses.length === length) return poses;
  }
  throw new ConfigurationError(`${circuit.name}: no run of ${length} frames stays between the walls`);
}
