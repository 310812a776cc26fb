#!/usr/bin/env node
/**
 * Holds our Gazebo worlds against the built-in one in a real Gazebo 11:
 *
 *   node scripts/check-gazebo-world.mjs [CIRCUIT ...] [--poses 8] [--json] [--sheet DIR]
 *
 * Exports each circuit (default: the five) to a temporary folder and starts gzserver on it, on a virtual screen where
 * there is no display. Checks that Gazebo's parser has no complaint, how the car rests, what the camera sees from
 * several poses beside the built-in renderer's pictures, and that thrown cars stay between the walls; measures
 * load time, real time factor and pictures a second. Needs gzserver and gz (and xvfb-run) on PATH; not gazebo_ros.
 * Exit code 1 when something is beyond its limit. Pairs of pictures, Gazebo's beside ours, go to DIR.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createJiti } from 'jiti';
import sharp from 'sharp';
import { likeness } from './gazebo/likeness.mjs';
import { GazeboServer, missing, sdfComplaints } from './gazebo/server.mjs';
import { eyeTopic, REST, withEyes, withThrownCars } from './gazebo/test-copies.mjs';

const jiti = createJiti(import.meta.url);
const { circuitNames, loadCircuit } = await jiti.import('../src/circuit/load.ts');
const { exportWorld } = await jiti.import('../src/world/gazebo/export-world.ts');
const { CameraRenderer } = await jiti.import('../src/world/simulator/camera/renderer.ts');
const { poseAt } = await jiti.import('../src/world/simulator/course-pose.ts');
const { CAR_OUTLINE } = await jiti.import('../src/config/f1-car.ts');

/** What agreement means here; rows and columns in pixels, colours in steps of a byte. */
const LIMITS = {
  line_iou: [0.95, 1],
  line_px: [0, 0.5],
  line_colour: [0, 2],
  skyline_px: [0, 0.5],
  above_horizon: [0, 3],
  far_rows: [0, 8],
  near_rows: [0, 6],
  rest_z_m: [REST.z_m - 0.0005, REST.z_m + 0.0005],
  rest_pitch_rad: [REST.pitch_rad - 0.0005, REST.pitch_rad + 0.0005],
  start_off_m: [0, 0.001],
  beyond_wall_m: [-0.1, 0.03],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    poses: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
    sheet: { type: 'string' },
  },
});

const lacks = missing();
if (lacks) {
  console.error(`check-gazebo-world needs Gazebo 11, and a display or Xvfb: ${lacks}`);
  process.exit(2);
}

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-gazebo-'));
const models = path.join(folder, 'models');
const results = [];
try {
  for (const name of positionals.length > 0 ? positionals : circuitNames()) results.push(await check(name));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (values.json) console.log(JSON.stringify(results));
else console.table(results.map(({ circuit, ...figures }) => ({ circuit, ...figures })));

const failures = results.flatMap((result) => [
  ...result.complaints.map((complaint) => `${result.circuit}: ${complaint}`),
  ...Object.entries(LIMITS)
    .filter(([key, [low, high]]) => result[key] !== null && !(result[key] >= low && result[key] <= high))
    .map(
      ([key, [low, high]]) => `${result.circuit}: ${key} is ${result[key]}, allowed are ${low} to ${high}`,
    ),
]);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;

async function check(name) {
  const circuit = await loadCircuit(name);
  const world = await exportWorld(circuit, 'forward', folder);
  const complaints = await sdfComplaints(world, models);
  const resting = await withServer(world, complaints, (server) => rest(server, circuit));
  const seen = await see(world, complaints, circuit);
  const beyond_wall_m = await throwCars(world, complaints, circuit);
  return rounded({ circuit: circuit.name, ...resting, ...seen, beyond_wall_m, complaints });
}

async function withServer(world, complaints, action) {
  const server = await GazeboServer.start(world, models);
  try {
    return await action(server);
  } finally {
    await server.stop();
    complaints.push(...server.complaints());
  }
}

async function rest(server, circuit) {
  await sleep(2000);
  const [x_m, y_m, z_m, , pitch_rad] = await server.pose('f1_renault');
  const [stats, pictures_per_s] = await Promise.all([
    server.stats(40),
    server.pictureRate('/gazebo/default/f1_renault/body/cameraL/image', 9),
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

/** The line's worst figures over all poses; means of the rest: a wall as bright as the sky hides its edge. */
async function see(world, complaints, circuit) {
  const renderer = new CameraRenderer(circuit);
  const poses = posesOf(circuit, Number(values.poses));
  const pairs = [];
  await withServer(withEyes(world, poses), complaints, async (server) => {
    for (const [i, pose] of poses.entries()) {
      const ours = Buffer.alloc(renderer.byteLength);
      renderer.render(pose, ours);
      pairs.push([await server.picture(eyeTopic(i)), ours]);
    }
  });
  if (values.sheet) await writeSheet(path.join(values.sheet, `gazebo-${circuit.name}.png`), pairs);
  const found = pairs.map(([theirs, ours]) => likeness(theirs, ours));
  const of = (key) => found.map((figures) => figures[key]).filter((value) => value !== null);
  const worst = (key, pick) => (of(key).length === 0 ? null : pick(...of(key)));
  const mean = (key) => of(key).reduce((sum, value) => sum + value, 0) / found.length;
  return {
    line_iou: worst('line_iou', Math.min),
    line_px: worst('line_px', Math.max),
    line_worst_px: worst('line_worst_px', Math.max),
    line_colour: worst('line_colour', Math.max),
    skyline_px: mean('skyline_px'),
    above_horizon: mean('above_horizon'),
    far_rows: mean('far_rows'),
    near_rows: mean('near_rows'),
  };
}

/** The start, and places round the lap, off the line and turned, some against the driving direction. */
function posesOf(circuit, count) {
  const others = Array.from({ length: count - 1 }, (_, i) => {
    const direction = i % 4 === 3 ? 'reverse' : 'forward';
    const s_m = ((i + 0.5) / (count - 1)) * circuit.length_m;
    return poseAt(circuit, direction, s_m, 0.3 * Math.sin(2 + 5 * i), 0.2 * Math.sin(1 + 3 * i));
  });
  return [circuit.start, ...others];
}

/** How far a part of a car came beyond a wall's face at most, metres; null where there are no two walls. */
async function throwCars(world, complaints, circuit) {
  const { leftWall, rightWall } = circuit.look;
  if (!leftWall || !rightWall) return null;
  const throws = [
    [0.1, 20, 0],
    [0.35, 5, 10],
    [0.6, 5, -10],
    [0.85, 15, 3],
  ].map(([share, ahead_mps, left_mps]) => {
    const { x_m, y_m, heading_rad } = circuit.pointAt(share * circuit.length_m);
    const [cos, sin] = [Math.cos(heading_rad), Math.sin(heading_rad)];
    const [vx_mps, vy_mps] = [ahead_mps * cos - left_mps * sin, ahead_mps * sin + left_mps * cos];
    return { x_m, y_m, yaw_rad: heading_rad, vx_mps, vy_mps };
  });
  return withServer(withThrownCars(world, throws), complaints, async (server) => {
    const most = throws.map(() => Number.NEGATIVE_INFINITY);
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < throws.length; i++) {
        const [x_m, y_m, , , , yaw_rad] = await server.pose(`push_${i}`);
        most[i] = Math.max(most[i], beyond(circuit, x_m, y_m, yaw_rad));
      }
      await sleep(200);
    }
    // One that never came near a wall would prove nothing.
    return most.some((value) => !(value > LIMITS.beyond_wall_m[0])) ? Math.min(...most) : Math.max(...most);
  });
}

function beyond(circuit, x_m, y_m, yaw_rad) {
  const [cos, sin] = [Math.cos(yaw_rad), Math.sin(yaw_rad)];
  const points = CAR_OUTLINE.map(([ahead, left]) => {
    const { lateral_m } = circuit.project(x_m + ahead * cos - left * sin, y_m + ahead * sin + left * cos);
    return lateral_m > 0
      ? lateral_m - circuit.look.leftWall.distance_m
      : -lateral_m - circuit.look.rightWall.distance_m;
  });
  return Math.max(...points);
}

async function writeSheet(file, pairs) {
  mkdirSync(path.dirname(file), { recursive: true });
  const raw = { width: 640, height: 480, channels: 3 };
  const composite = pairs.flatMap((pair, row) =>
    pair.map((input, column) => ({ input, raw, left: 644 * column, top: 484 * row })),
  );
  await sharp({ create: { width: 1284, height: 484 * pairs.length, channels: 3, background: '#0c0' } })
    .composite(composite)
    .png()
    .toFile(file);
}

function rounded(figures) {
  const entries = Object.entries(figures).map(([key, value]) => [
    key,
    typeof value === 'number' ? Number(value.toPrecision(4)) : value,
  ]);
  return Object.fromEntries(entries);
}
