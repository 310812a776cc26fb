import type { Circuit } from '../src/circuit/circuit';
import type { Direction } from '../src/circuit/direction';
import { DEFAULT_FRAME_TIMEOUT_MS } from '../src/config/brain-configuration';
import { DEFAULT_LIMITS } from '../src/config/limits';
import type { NetworkBrain } from '../src/drive/brains/network';
import { Drive } from '../src/drive/drive';
import type { DriveObserver } from '../src/drive/drive-observer';
import type { RandomSource } from '../src/support/random';
import type { Brain, Command, Frame, Pose } from '../src/types';
import type { CameraRenderer } from '../src/world/simulator/camera/renderer';
import {
  type CameraTiming,
  DEFAULT_CAMERA_TIMING,
  NODE_LATENCY_MS,
} from '../src/world/simulator/camera-timing';
import { poseAt } from '../src/world/simulator/course-pose';
import { LockstepWorld } from '../src/world/simulator/lockstep-world';
import { sharpPlace } from './sharp-places';

/** Rate of the camera, and age of a frame when its command takes effect: the names are those of `npm run laps`. */
export const CAMERAS = {
  prompt: { rate_hz: 20, latency_ms: NODE_LATENCY_MS },
  late: { rate_hz: 20, latency_ms: 100 },
  slow: { rate_hz: 10, latency_ms: 100 },
  uneven: { rate_hz: 10, latency_ms: 100, jitter_ms: 50, frameDrop: 0.1 },
  sluggish: { rate_hz: 5, latency_ms: NODE_LATENCY_MS },
} as const satisfies Readonly<Record<string, Partial<CameraTiming>>>;
export type CameraName = keyof typeof CAMERAS;
export const CAMERA_NAMES = Object.keys(CAMERAS) as readonly CameraName[];

/** About 45 m: the bend and the straight after it. */
export const DRIVE_S = 4;
const START_LATERAL_M = 0.08;
const START_HEADING_RAD = 0.05;

export interface CompensatedDrive {
  readonly brain: NetworkBrain;
  readonly circuit: Circuit;
  readonly direction: Direction;
  readonly renderer: CameraRenderer;
  readonly camera: CameraName;
  readonly random: RandomSource;
  /** Of the camera's uneven times. */
  readonly seed: number;
}

/** What a brain answered where a frame was taken. */
export interface AnsweredPose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  readonly answer: Command;
}

/** Drives through a bend as the node does: with compensation for frames that are rare or old. Starts beside the line.
 *  @returns where each frame was taken, in their order */
export async function driveCompensated(options: CompensatedDrive): Promise<AnsweredPose[]> {
  const { brain, circuit, direction, renderer, camera, random, seed } = options;
  const place_m = sharpPlace(circuit, direction, random);
  const world = new LockstepWorld({
    circuit,
    direction,
    seed,
    start: poseAt(
      circuit,
      direction,
      place_m,
      random.normal(START_LATERAL_M),
      random.normal(START_HEADING_RAD),
    ),
    sensorToActuatorDelay_ms: NODE_LATENCY_MS,
    cameraTiming: { ...DEFAULT_CAMERA_TIMING, ...CAMERAS[camera] },
    renderer,
    limit_s: DRIVE_S,
  });
  const poses: Pose[] = [];
  const answers: { readonly at_s: number; readonly answer: Command }[] = [];
  brain.reset();
  const drive = new Drive({
    world,
    brain: listened(brain, (frame, answer) => answers.push({ at_s: secondsOf(frame), answer })),
    limits: DEFAULT_LIMITS,
    cycle_ms: 0,
    frameTimeout_ms: DEFAULT_FRAME_TIMEOUT_MS,
    compensates: true,
    realTime: false,
    observer: { ...SILENT, pose: (pose) => poses.push(pose) },
  });
  drive.engage();
  await world.start();
  await drive.disengage();
  return answers.flatMap(({ at_s, answer }) => {
    const pose = poseBetween(poses, at_s);
    return pose ? [{ ...pose, answer }] : [];
  });
}

const ignore = () => {};
const SILENT: DriveObserver = {
  frame: ignore,
  decision: ignore,
  steered: ignore,
  pose: ignore,
  stopped: ignore,
  drivingOn: ignore,
  rejectedFrame: ignore,
  gaveUp: ignore,
  keptFailing: ignore,
  brainRestarted: ignore,
  brainLost: ignore,
};

function listened(brain: NetworkBrain, tell: (frame: Frame, answer: Command) => void): Brain {
  const { name, model, provider } = brain;
  return {
    name,
    model,
    provider,
    warmUp: async () => {},
    decide: async (frame) => {
      const answer = await brain.decide(frame);
      tell(frame, { v_mps: answer.v_mps, w_radps: answer.w_radps });
      return answer;
    },
    close: async () => {},
  };
}

function secondsOf({ stamp }: Frame): number {
  return stamp ? stamp.sec + stamp.nsec / 1e9 : Number.NaN;
}

/** Along the straight between two poses of odometry: the expert labels the pose that comes out, so a centimetre does
 *  not matter. */
function poseBetween(poses: readonly Pose[], at_s: number): Omit<AnsweredPose, 'answer'> | null {
  const next = poses.findIndex(({ sim_s }) => sim_s !== null && sim_s >= at_s);
  const [after, before] = [poses[next], poses[Math.max(0, next - 1)]];
  if (!after || !before) return null;
  const span_s = after.sim_s! - before.sim_s!;
  const share = span_s > 0 ? (at_s - before.sim_s!) / span_s : 1;
  const mix = (a: number, b: number) => a + share * (b - a);
  return {
    x_m: mix(before.x_m, after.x_m),
    y_m: mix(before.y_m, after.y_m),
    yaw_rad: before.yaw_rad + share * shortestTurn(after.yaw_rad - before.yaw_rad),
  };
}

function shortestTurn(angle_rad: number): number {
  return Math.atan2(Math.sin(angle_rad), Math.cos(angle_rad));
}
