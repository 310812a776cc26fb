import path from 'node:path';
import type { Circuit } from '../../src/circuit/circuit';
import type { Direction } from '../../src/circuit/direction';
import { CAR_OUTLINE } from '../../src/config/f1-car';
import { mean } from '../../src/support/statistics';
import { exportWorld } from '../../src/world/gazebo/export-world';
import { CameraRenderer } from '../../src/world/simulator/camera/renderer';
import { poseAt } from '../../src/world/simulator/course-pose';
import { differences, roadLineLikeness, skylineLikeness } from '../support/likeness';
import { type ImagePair, writePairSheet } from '../support/pair-sheet';
import { pause } from '../support/processes';
import { GazeboServer, sdfComplaints } from './server';
import { type CarPose, eyeTopic, type Throw, withEyes, withThrownCars } from './test-copies';

export interface CheckOptions {
  /** Poses of the car that images are compared at. */
  readonly poses: number;
  /** Folder for sheets of pairs, Gazebo's image beside ours. */
  readonly sheet?: string | undefined;
}

/** What was measured of a world: null where it does not apply. */
export interface WorldMeasures {
  readonly load_s: number;
  readonly real_time_factor: number | null;
  readonly pictures_per_s: number | null;
  readonly rest_z_m: number;
  readonly rest_pitch_rad: number;
  readonly start_off_m: number;
  readonly line_iou: number | null;
  readonly line_px: number | null;
  readonly line_worst_px: number | null;
  readonly line_colour: number | null;
  readonly skyline_px: number | null;
  readonly above_horizon: number | null;
  readonly far_rows: number | null;
  readonly near_rows: number | null;
  readonly beyond_wall_m: number | null;
}

export interface WorldCheck extends WorldMeasures {
  readonly circuit: string;
  /** Of Gazebo's parser and of gzserver. */
  readonly complaints: readonly string[];
}

/** A car that never comes so near to a wall proves nothing. */
export const NEAR_WALL_M = -0.1;

/** Exports a circuit and compares it with the built-in world, in a gzserver for each of three experiments.
 *  @param folder an empty folder */
export async function checkWorld(
  circuit: Circuit,
  folder: string,
  options: CheckOptions,
): Promise<WorldCheck> {
  const world = await exportWorld(circuit, 'forward', folder);
  const models = path.join(folder, 'models');
  const complaints = await sdfComplaints(world, models);
  const withServer = async <T>(file: string, action: (server: GazeboServer) => Promise<T>): Promise<T> => {
    const server = await GazeboServer.start(file, models);
    try {
      return await action(server);
    } finally {
      await server.stop();
      complaints.push(...server.complaints());
    }
  };
  const resting = await withServer(world, (server) => measureRest(server, circuit));
  const poses = posesOf(circuit, options.poses);
  const images = await withServer(withEyes(world, poses), (server) => takeImages(server, circuit, poses));
  if (options.sheet !== undefined) {
    await writePairSheet(path.join(options.sheet, `gazebo-${circuit.name}.png`), images, 1);
  }
  const throws = throwsOf(circuit);
  const beyond_wall_m =
    throws === null
      ? null
      : await withServer(withThrownCars(world, throws), (server) => watchThrows(server, circuit, throws));
  const measures = { ...resting, ...compareImages(images), beyond_wall_m };
  return { circuit: circuit.name, ...rounded(measures), complaints };
}

type Resting = Pick<
  WorldMeasures,
  'load_s' | 'real_time_factor' | 'pictures_per_s' | 'rest_z_m' | 'rest_pitch_rad' | 'start_off_m'
>;

async function measureRest(server: GazeboServer, circuit: Circuit): Promise<Resting> {
  await pause(2000);
  const { x_m, y_m, z_m, pitch_rad } = await server.pose('f1_renault');
  const [stats, pictures_per_s] = await Promise.all([
    server.stats(40),
    server.imageRate('/gazebo/default/f1_renault/body/cameraL/image', 9),
  ]);
  return {
    load_s: server.load_s,
    real_time_factor: stats?.real_time_factor ?? null,
    pictures_per_s,
    rest_z_m: z_m,
    rest_pitch_rad: pitch_rad,
    start_off_m: Math.hypot(x_m - circuit.start.x_m, y_m - circuit.start.y_m),
  };
}

/** The start, and places round the lap, off the line and turned, some against the driving direction. */
function posesOf(circuit: Circuit, count: number): CarPose[] {
  const others = Array.from({ length: count - 1 }, (_, i) => {
    const direction: Direction = i % 4 === 3 ? 'reverse' : 'forward';
    const s_m = ((i + 0.5) / (count - 1)) * circuit.length_m;
    return poseAt(circuit, direction, s_m, 0.3 * Math.sin(2 + 5 * i), 0.2 * Math.sin(1 + 3 * i));
  });
  return [circuit.start, ...others];
}

/** Gazebo's image and ours, for each pose. */
async function takeImages(
  server: GazeboServer,
  circuit: Circuit,
  poses: readonly CarPose[],
): Promise<ImagePair[]> {
  const renderer = new CameraRenderer(circuit);
  const pairs: ImagePair[] = [];
  for (const [i, pose] of poses.entries()) {
    const ours = Buffer.alloc(renderer.byteLength);
    renderer.render(pose, ours);
    pairs.push([await server.image(eyeTopic(i)), ours]);
  }
  return pairs;
}

/** The line's worst measures over all poses; means of the rest: a wall as bright as the sky hides its edge. */
function compareImages(pairs: readonly ImagePair[]) {
  const lines = pairs.map(([theirs, ours]) => roadLineLikeness(theirs, ours));
  const skylines = pairs.map(([theirs, ours]) => skylineLikeness(theirs, ours));
  const bytes = pairs.map(([theirs, ours]) => differences(theirs, ours));
  const worst = (key: keyof (typeof lines)[number], pick: (...values: number[]) => number) => {
    const known = lines.flatMap((line) => line[key] ?? []);
    return known.length === 0 ? null : pick(...known);
  };
  const meanOf = (key: keyof (typeof bytes)[number]) => mean(bytes.map((one) => one[key]));
  return {
    line_iou: worst('line_iou', Math.min),
    line_px: worst('line_px', Math.max),
    line_worst_px: worst('line_worst_px', Math.max),
    line_colour: worst('line_colour', Math.max),
    skyline_px: mean(skylines.map(({ skyline_px }) => skyline_px)),
    above_horizon: meanOf('above_horizon'),
    far_rows: meanOf('far_rows'),
    near_rows: meanOf('near_rows'),
  };
}

/** Cars at places round the lap that fly at the walls; null where there are no two walls. */
function throwsOf(circuit: Circuit): Throw[] | null {
  if (!circuit.look.leftWall || !circuit.look.rightWall) return null;
  return [
    { share: 0.1, ahead_mps: 20, left_mps: 0 },
    { share: 0.35, ahead_mps: 5, left_mps: 10 },
    { share: 0.6, ahead_mps: 5, left_mps: -10 },
    { share: 0.85, ahead_mps: 15, left_mps: 3 },
  ].map(({ share, ahead_mps, left_mps }) => {
    const { x_m, y_m, heading_rad } = circuit.pointAt(share * circuit.length_m);
    const [cos, sin] = [Math.cos(heading_rad), Math.sin(heading_rad)];
    const [vx_mps, vy_mps] = [ahead_mps * cos - left_mps * sin, ahead_mps * sin + left_mps * cos];
    return { x_m, y_m, yaw_rad: heading_rad, vx_mps, vy_mps };
  });
}

/** How far a part of a car came beyond a wall's face at most, metres. One that never came near a wall is the result. */
async function watchThrows(
  server: GazeboServer,
  circuit: Circuit,
  throws: readonly Throw[],
): Promise<number> {
  const most_m = throws.map(() => Number.NEGATIVE_INFINITY);
  for (let round = 0; round < 4; round++) {
    for (const [i, before_m] of most_m.entries()) {
      most_m[i] = Math.max(before_m, beyondWalls(circuit, await server.pose(`push_${i}`)));
    }
    await pause(200);
  }
  return most_m.some((value) => value <= NEAR_WALL_M) ? Math.min(...most_m) : Math.max(...most_m);
}

function beyondWalls(circuit: Circuit, { x_m, y_m, yaw_rad }: CarPose): number {
  const [cos, sin] = [Math.cos(yaw_rad), Math.sin(yaw_rad)];
  const { leftWall, rightWall } = circuit.look;
  const points_m = CAR_OUTLINE.map(([ahead_m, left_m]) => {
    const { lateral_m } = circuit.project(
      x_m + ahead_m * cos - left_m * sin,
      y_m + ahead_m * sin + left_m * cos,
    );
    const wall = lateral_m > 0 ? leftWall : rightWall;
    return Math.abs(lateral_m) - (wall?.distance_m ?? Number.POSITIVE_INFINITY);
  });
  return Math.max(...points_m);
}

/** Every number with four significant digits. */
function rounded(measures: WorldMeasures): WorldMeasures {
  const entries = Object.entries(measures).map(([key, value]: [string, number | null]) => [
    key,
    value === null ? null : Number(value.toPrecision(4)),
  ]);
  return Object.fromEntries(entries) as WorldMeasures;
}
