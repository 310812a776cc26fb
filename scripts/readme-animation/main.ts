// Makes the animation of the README: a lap in the built-in world, the camera's view beside the track.
//
//     npm run readme:animation [-- OPTIONS]
//       --out FILE        default: docs/lap.webp
//       --brain NAME      default: slim_pilotnet
//       --circuit NAME    default: simple_circuit
//       --limit_s N       simulated seconds at most (default: a whole lap)
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadCircuit } from '../../src/circuit/load';
import { decodeImage, encodeAnimation, type RawImage } from '../../src/image/codec';
import { svgToPng } from '../../src/image/svg';
import { driveLap } from './drive';
import { type Scene, sceneSvg } from './scene';

/** One of so many camera frames (20 Hz) is shown, for so long: 2.5 times real time. */
const EVERY = 4;
const SHOWN_MS = 80;
const LAST_SHOWN_MS = 2000;
const CAMERA_PERIOD_MS = 50;
const QUALITY = 80;
/** Share of the deviations that the colours tell apart. */
const COLOURED = 0.97;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.join('docs', 'lap.webp') },
    brain: { type: 'string', default: 'slim_pilotnet' },
    circuit: { type: 'string', default: 'simple_circuit' },
    limit_s: { type: 'string' },
  },
});

async function main(): Promise<void> {
  const circuit = await loadCircuit(values.circuit);
  const limit = values.limit_s === undefined ? {} : { limit_s: Number(values.limit_s) };
  const { moments } = await driveLap(values.brain, circuit, { every: EVERY, seed: 1, ...limit });
  const deviations = moments.map(({ deviation_m }) => Math.abs(deviation_m)).sort((a, b) => a - b);
  const scene: Scene = {
    circuit,
    brain: values.brain,
    speedUp: (EVERY * CAMERA_PERIOD_MS) / SHOWN_MS,
    scale_m: Math.max(
      0.01,
      Math.ceil(100 * deviations[Math.floor(COLOURED * (deviations.length - 1))]!) / 100,
    ),
  };
  const images: RawImage[] = [];
  for (const [i, moment] of moments.entries()) {
    images.push(await decodeImage(await svgToPng(sceneSvg(scene, moments.slice(0, i + 1), moment))));
  }
  const delays_ms = images.map((_, i) => (i === images.length - 1 ? LAST_SHOWN_MS : SHOWN_MS));
  const animation = await encodeAnimation(images, { delays_ms, quality: QUALITY });
  mkdirSync(path.dirname(values.out), { recursive: true });
  writeFileSync(values.out, animation);
  process.stdout.write(`${values.out}: ${images.length} images, ${(animation.length / 1e6).toFixed(2)} MB\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`readme:animation: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
