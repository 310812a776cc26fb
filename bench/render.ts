/**
 * How fast the camera renderer is: drives along each circuit and times every image, whole frames and the rows that a
 * PilotNet sees.
 *
 *     npx jiti bench/render.ts --help
 */
import { integerFrom, program, runProgram } from '../scripts/support/program';
import type { Circuit } from '../src/circuit/circuit';
import { circuitNames, loadCircuit } from '../src/circuit/load';
import { F1_CAMERA } from '../src/config/f1-car';
import { CameraRenderer } from '../src/world/simulator/camera/renderer';
import { summarize } from './support/measure';

const WARM_UP_FRAMES = 100;
/** Whole frames, and those of the PilotNet's crop. */
const FIRST_ROWS = [0, 240] as const;

export interface RenderTimes {
  readonly circuit: string;
  /** First to last, for example 0-479. */
  readonly rows: string;
  readonly frames_per_second: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

async function measure({ frames, json }: { frames: number; json: boolean }): Promise<void> {
  const results: RenderTimes[] = [];
  for (const name of circuitNames()) {
    const circuit = await loadCircuit(name);
    for (const from of FIRST_ROWS) {
      const { mean_ms, p50_ms, p99_ms } = summarize(renderTimes(circuit, from, frames));
      const rows = `${from}-${F1_CAMERA.height - 1}`;
      results.push({ circuit: name, rows, frames_per_second: Math.round(1000 / mean_ms), p50_ms, p99_ms });
    }
  }
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
  else console.table(results);
}

/** Milliseconds for each frame along a lap. */
function renderTimes(circuit: Circuit, from: number, frames: number): number[] {
  const renderer = new CameraRenderer(circuit);
  const target = new Uint8Array(renderer.byteLength);
  const times: number[] = [];
  for (let i = -WARM_UP_FRAMES; i < frames; i++) {
    const point = circuit.pointAt(((i + WARM_UP_FRAMES) * circuit.length_m) / (frames + WARM_UP_FRAMES));
    const pose = { x_m: point.x_m, y_m: point.y_m, yaw_rad: point.heading_rad + 0.1 * Math.sin(i) };
    const begin = performance.now();
    renderer.render(pose, target, from, F1_CAMERA.height);
    if (i >= 0) times.push(performance.now() - begin);
  }
  return times;
}

void runProgram(
  program('npx jiti bench/render.ts', 'Times the camera renderer on every circuit.')
    .option('--frames <n>', 'frames along each lap', integerFrom(1), 600)
    .option('--json', 'print one line of JSON', false)
    .action(measure),
);
