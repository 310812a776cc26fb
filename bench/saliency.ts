/**
 * Measures what it costs to see what a network looks at: processor time for one frame, by model and method.
 *
 *     npx jiti bench/saliency.ts [MODEL...]
 */

import { loadCircuit } from '../src/circuit/load';
import { readCard } from '../src/config/model-card';
import { namedModel } from '../src/config/named-model';
import { openSaliency } from '../src/saliency/open-saliency';
import { SALIENCY_METHODS, type SaliencyMethod } from '../src/saliency/saliency';
import type { Frame } from '../src/types';
import { CameraRenderer } from '../src/world/simulator/camera/renderer';

const MODELS = ['pilotnet', 'pilotnet_int8', 'pilotnet_stacked', 'slim_pilotnet', 'deepest_lstm_tiny'];
const FRAMES: Readonly<Record<SaliencyMethod, number>> = { 'visual-backprop': 30, occlusion: 3 };
/** The least of them counts: other programs only add. */
const ROUNDS = 4;

async function view(): Promise<Frame> {
  const circuit = await loadCircuit('simple_circuit');
  const renderer = new CameraRenderer(circuit);
  const { width, height } = renderer.appearance.camera;
  const data = new Uint8Array(renderer.byteLength);
  renderer.render(circuit.start, data);
  return { width, height, step: 3 * width, encoding: 'rgb8', data, sequence: 1, stamp: null, arrival_ms: 0 };
}

async function measure(name: string, method: SaliencyMethod, frame: Frame): Promise<number> {
  const file = namedModel(name, (complaint) => new Error(`${name}: ${complaint}`));
  const saliency = await openSaliency(readCard(file), { method });
  await saliency.saliencyOf(frame);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let i = 0; i < FRAMES[method]; i++) await saliency.saliencyOf(frame);
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000 / FRAMES[method]);
  }
  await saliency.close();
  return least;
}

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const frame = await view();
  for (const name of names.length === 0 ? MODELS : names) {
    const times = [];
    for (const method of SALIENCY_METHODS) {
      times.push(`${method} ${(await measure(name, method, frame)).toFixed(1)} ms`);
    }
    process.stdout.write(`${name}: ${times.join(', ')}\n`);
  }
}

void main();
