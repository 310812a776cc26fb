import type { Circuit } from '../../src/circuit/circuit';
import { LineSight } from '../../src/drive/brains/line-follower';
import type { RawImage } from '../../src/image/codec';
import { Session } from '../../src/session/session';
import type { Command, Frame } from '../../src/types';

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
  readonly frame: RawImage;
  /** The painted line as found in the frame, and the arc that the command leads the car on: pixels of the frame. */
  readonly line: readonly (readonly [number, number])[];
  readonly arc: readonly (readonly [number, number])[];
}

/** @param every one of so many camera frames is kept
 *  @param limit_s simulated seconds after which the drive ends */
export interface DriveOptions {
  readonly brain: string;
  /** What `loadCircuit` made `circuit` from. */
  readonly circuitName: string;
  readonly every: number;
  readonly limit_s: number;
}

/** Drives one lap in lockstep and keeps what the animation shows of it. */
export async function driveLap(circuit: Circuit, options: DriveOptions): Promise<Moment[]> {
  const { brain, circuitName, every, limit_s } = options;
  const session = new Session({ world: 'lockstep', brain, circuit: circuitName, provider: 'cpu', out: null });
  const sight = new LineSight();
  const moments: Moment[] = [];
  let place: (PathPoint & { readonly s_m: number; readonly yaw_rad: number }) | null = null;
  session.on('pose', ({ x_m, y_m, yaw_rad }) => {
    const { s_m, lateral_m } = circuit.project(x_m, y_m, place?.s_m);
    place = { x_m, y_m, yaw_rad, s_m, deviation_m: lateral_m };
  });
  session.on('decision', ({ decision, frame }) => {
    const sim_s = decision.sim_s ?? 0;
    if (sim_s > limit_s) void session.end();
    if (sim_s > limit_s || place === null || (frame.sequence - 1) % every !== 0) return;
    const { command } = decision;
    moments.push({
      ...place,
      sim_s,
      command,
      // The frame's data hold until this returns.
      frame: { width: frame.width, height: frame.height, channels: 3, data: frame.data.slice() },
      line: lineInFrame(sight, frame),
      arc: arcInFrame(sight, frame, command),
    });
  });
  await session.run();
  return moments;
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
