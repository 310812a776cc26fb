import type { Circuit } from '../../src/circuit/circuit';
import { readBrain } from '../../src/config/brain-file';
import { LineSight } from '../../src/drive/brains/line-follower';
import { openBrain } from '../../src/drive/brains/open-brain';
import { encodePng } from '../../src/image/codec';
import type { Command, Frame, Pose } from '../../src/types';
import { LockstepWorld } from '../../src/world/simulator/lockstep-world';

/** As in `f1-brain lap --world lockstep`. */
const SENSOR_TO_ACTUATOR_DELAY_MS = 5;
const LIMIT_S = 600;
const ARC_M = 6;
const ARC_STEP_M = 0.15;

/** A point of the driven path. */
export interface PathPoint {
  readonly x_m: number;
  readonly y_m: number;
  /** Lateral deviation from the circuit's line, left positive. */
  readonly deviation_m: number;
}

/** One moment of the lap. */
export interface Moment extends PathPoint {
  readonly sim_s: number;
  readonly yaw_rad: number;
  readonly command: Command;
  /** Camera frame as PNG. */
  readonly frame: Buffer;
  /** The painted line as found in the frame, and the arc that the command leads the car on: pixels of the frame. */
  readonly line: readonly (readonly [number, number])[];
  readonly arc: readonly (readonly [number, number])[];
}

export interface Lap {
  /** Every `every`-th camera frame. */
  readonly moments: readonly Moment[];
  readonly lap_s: number;
}

/** Drives one lap in lockstep and keeps what the animation shows of it. */
export async function driveLap(
  brainName: string,
  circuit: Circuit,
  options: { readonly every: number; readonly seed: number; readonly limit_s?: number },
): Promise<Lap> {
  const brain = await openBrain(readBrain(brainName), { provider: 'cpu' });
  const { every, seed, limit_s = LIMIT_S } = options;
  const delay = { sensorToActuatorDelay_ms: SENSOR_TO_ACTUATOR_DELAY_MS };
  const world = new LockstepWorld({ circuit, direction: 'forward', seed, limit_s, ...delay });
  const sight = new LineSight();
  const moments: Moment[] = [];
  let pose: Pose | null = null;
  let s_m: number | undefined;
  let distance_m = 0;
  let deviation_m = 0;
  world.onPose((next) => {
    const found = circuit.project(next.x_m, next.y_m, s_m);
    const change_m = s_m === undefined ? 0 : found.s_m - s_m;
    distance_m += change_m - circuit.length_m * Math.round(change_m / circuit.length_m);
    s_m = found.s_m;
    deviation_m = found.lateral_m;
    pose = next;
    if (distance_m >= circuit.length_m) void world.close();
  });
  world.onFrame(async (frame) => {
    const { v_mps, w_radps } = await brain.decide(frame);
    const command = { v_mps, w_radps };
    world.command(command);
    if (pose === null || (frame.sequence - 1) % every !== 0) return;
    const { x_m, y_m, yaw_rad } = pose;
    const { width, height, data } = frame;
    moments.push({
      sim_s: world.simulatedSeconds(),
      ...{ x_m, y_m, yaw_rad, deviation_m, command },
      frame: await encodePng({ width, height, channels: 3, data }, 1),
      line: lineInFrame(sight, frame),
      arc: arcInFrame(sight, frame, command),
    });
  });
  try {
    await brain.warmUp();
    await world.start();
  } finally {
    await brain.close();
  }
  return { moments, lap_s: world.simulatedSeconds() };
}

function lineInFrame(sight: LineSight, frame: Frame): [number, number][] {
  if (!sight.see(frame)) return [];
  const { path } = sight;
  return inFrame(
    sight,
    frame,
    Array.from({ length: path.length }, (_, i) => [path.x_m[i]!, path.y_m[i]!]),
  );
}

/** The circle that the car follows while it keeps this command. */
function arcInFrame(sight: LineSight, frame: Frame, { v_mps, w_radps }: Command): [number, number][] {
  if (v_mps < 0.05) return [];
  const curvature_1pm = w_radps / v_mps;
  const points: [number, number][] = [];
  for (let along_m = 4 * ARC_STEP_M; along_m < ARC_M; along_m += ARC_STEP_M) {
    const turned_rad = curvature_1pm * along_m;
    if (Math.abs(turned_rad) > Math.PI / 2) break;
    points.push(
      Math.abs(turned_rad) < 1e-6
        ? [along_m, 0]
        : [Math.sin(turned_rad) / curvature_1pm, (1 - Math.cos(turned_rad)) / curvature_1pm],
    );
  }
  return inFrame(sight, frame, points);
}

/** From the car's frame to pixels; what does not lie ahead of the lens is left out. */
function inFrame(sight: LineSight, frame: Frame, road: readonly [number, number][]): [number, number][] {
  const camera = sight.camera(frame);
  return road.flatMap(([x_m, y_m]) =>
    camera.toImage(x_m, y_m) ? [[camera.u + 0.5, camera.v + 0.5] as [number, number]] : [],
  );
}
