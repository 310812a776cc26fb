/**
 * Makes the animation of the README: a lap in the built-in world, the camera's view beside the track.
 *
 *     npm run readme:animation [-- OPTIONS]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { decodeImage, encodeAnimation, encodePng, type RawImage } from '../../src/image/codec';
import { svgToPng } from '../../src/image/svg';
import { positiveNumber, program, runProgram } from '../support/program';
import { driveLap, type Moment } from './drive';
import { type Scene, sceneSvg } from './scene';

/** One of so many camera frames (20 Hz) is shown, for so long: 2.5 times real time. */
const EVERY = 4;
const CAMERA_PERIOD_MS = 50;
const SHOWN_MS = 80;
const LAST_SHOWN_MS = 2000;
const QUALITY = 80;
/** Share of the deviations below the warm end of the colours. */
const COLOURED = 0.97;

interface Options {
  readonly out: string;
  readonly brain: string;
  readonly circuit: string;
  readonly limit: number;
}

async function animate({ out, brain, circuit: circuitName, limit }: Options): Promise<void> {
  const circuit = await loadCircuit(circuitName);
  const moments = await driveLap(circuit, { brain, circuitName, every: EVERY, limit_s: limit });
  const speedUp = (EVERY * CAMERA_PERIOD_MS) / SHOWN_MS;
  const images = await draw({ circuit, brain, speedUp, scale_m: deviationScale_m(moments) }, moments);
  const delays_ms = images.map((_, i) => (i === images.length - 1 ? LAST_SHOWN_MS : SHOWN_MS));
  const animation = await encodeAnimation(images, { delays_ms, quality: QUALITY });
  mkdirSync(path.dirname(out), { recursive: true });
  writeFileSync(out, animation);
  process.stdout.write(`${out}: ${images.length} images, ${(animation.length / 1e6).toFixed(2)} MB\n`);
}

async function draw(scene: Scene, moments: readonly Moment[]): Promise<RawImage[]> {
  const images: RawImage[] = [];
  for (const [i, moment] of moments.entries()) {
    const svg = sceneSvg(scene, moments.slice(0, i + 1), moment, await encodePng(moment.frame, 1));
    images.push(await decodeImage(await svgToPng(svg)));
  }
  return images;
}

/** In whole centimetres. */
function deviationScale_m(moments: readonly Moment[]): number {
  const sizes = moments.map(({ deviation_m }) => Math.abs(deviation_m)).sort((a, b) => a - b);
  const high = sizes[Math.floor(COLOURED * (sizes.length - 1))] ?? 0;
  return Math.max(1, Math.ceil(100 * high)) / 100;
}

const command = program('npm run readme:animation --', 'make the animation of the README')
  .option('--out <file>', 'animated WebP', path.join('docs', 'lap.webp'))
  .option('--brain <name>', 'brain or model', 'slim_pilotnet')
  .option('--circuit <name>', 'circuit or circuit file', 'simple_circuit')
  .option('--limit <seconds>', 'simulated seconds at most', positiveNumber, 600)
  .action(animate);

void runProgram(command);
