/**
 * Compares our Gazebo worlds with the built-in one in a real Gazebo 11: `npx jiti scripts/check-gazebo-world.ts --help`.
 *
 * Exports each circuit to a temporary folder and starts gzserver on it, on a virtual screen where there is no display.
 * Checks that Gazebo's parser has no complaint, how the car rests, what the camera sees from several poses beside the
 * built-in renderer's images, and that thrown cars stay between the walls; measures load time, real time factor and
 * images per second. Needs gzserver and gz (and xvfb-run) on PATH; not gazebo_ros. Exit code 1 when something is beyond
 * its limit, 2 where Gazebo is missing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { circuitNames, loadCircuit } from '../src/circuit/load';
import { REST_HEIGHT_M, REST_PITCH_RAD } from '../src/config/f1-car';
import {
  type CheckOptions,
  checkWorld,
  NEAR_WALL_M,
  type WorldCheck,
  type WorldMeasures,
} from './gazebo/check-world';
import { missingForGazebo } from './support/installed';
import { integerFrom, program, runProgram, say } from './support/program';

/** What agreement means here; rows and columns in pixels, colours in steps of a byte. */
const LIMITS: Partial<Record<keyof WorldMeasures, readonly [low: number, high: number]>> = {
  line_iou: [0.95, 1],
  line_px: [0, 0.5],
  line_colour: [0, 2],
  skyline_px: [0, 0.5],
  above_horizon: [0, 3],
  far_rows: [0, 8],
  near_rows: [0, 6],
  rest_z_m: [REST_HEIGHT_M - 0.0005, REST_HEIGHT_M + 0.0005],
  rest_pitch_rad: [REST_PITCH_RAD - 0.0005, REST_PITCH_RAD + 0.0005],
  start_off_m: [0, 0.001],
  beyond_wall_m: [NEAR_WALL_M, 0.03],
};

async function check(names: readonly string[], options: CheckOptions & { json: boolean }): Promise<void> {
  const lacks = missingForGazebo();
  if (lacks !== null) {
    say(`check-gazebo-world needs Gazebo 11, and a display or Xvfb: ${lacks}`);
    process.exitCode = 2;
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-gazebo-'));
  const results: WorldCheck[] = [];
  try {
    for (const name of names.length > 0 ? names : circuitNames()) {
      results.push(await checkWorld(await loadCircuit(name), folder, options));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
  else console.table(results);
  const failures = results.flatMap(failuresOf);
  for (const failure of failures) say(failure);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

function failuresOf(result: WorldCheck): string[] {
  const beyond = Object.entries(LIMITS).flatMap(([key, [low, high]]) => {
    const value = result[key as keyof WorldMeasures];
    if (value === null || (value >= low && value <= high)) return [];
    return [`${result.circuit}: ${key} is ${value}, allowed are ${low} to ${high}`];
  });
  return [...result.complaints.map((complaint) => `${result.circuit}: ${complaint}`), ...beyond];
}

void runProgram(
  program(
    'npx jiti scripts/check-gazebo-world.ts',
    'Compares our Gazebo worlds with the built-in one in a real Gazebo 11.',
  )
    .argument('[circuits...]', 'names of circuits (default: all)')
    .option('--poses <n>', 'poses of the car that images are compared at', integerFrom(2), 8)
    .option('--sheet <folder>', "where pairs of images are written, Gazebo's beside ours")
    .option('--json', 'print one line of JSON', false)
    .action(check),
);
