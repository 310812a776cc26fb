/**
 * What each image corruption (ImageTranform) costs a frame of 640x480 in processor time, for the whole frame and for the
 * rows of the PilotNet's crop alone, over the seeds; interleaved so that a noisy machine is fair to all. With
 * --pictures, draws a sheet of each kind instead: a row for each of four seeds, three successive frames side by side, of
 * the built-in world or of the PNG files in a folder.
 *
 *     npx jiti bench/corruptions.ts --help
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { integerFrom, program, runProgram } from '../scripts/support/program';
import { loadCircuit } from '../src/circuit/load';
import { F1_CAMERA } from '../src/config/f1-car';
import { CORRUPTIONS, type Corruption } from '../src/config/image-transform';
import { CorruptedSequence } from '../src/image/augment';
import { decodeImage, encodePng, resample } from '../src/image/codec';
import type { Frame } from '../src/types';
import { cameraFrame, renderedFrames } from './support/frames';
import { printMeasurements, Stopwatch } from './support/measure';

const { width: WIDTH, height: HEIGHT } = F1_CAMERA;
const CROP = { top: 240, bottom: 480 };
const RUNS_A_ROUND = 10;
/** Rounds before those that count: they warm up caches and compilers. */
const WARM_UP_ROUNDS = 3;
const SEEDS = [1, 2, 3, 4] as const;
const SUCCESSIVE = 3;
const FRAMES = 24;

interface Options {
  json: boolean;
  rounds: number;
  frames?: string;
  pictures?: string;
}

async function main({ json, rounds, frames: folder, pictures }: Options): Promise<void> {
  const frames = folder === undefined ? await drivenFrames() : await readFrames(folder);
  if (pictures !== undefined) await drawSheets(frames, pictures);
  else measure(frames, rounds, json);
}

function measure(frames: readonly Frame[], rounds: number, json: boolean): void {
  const out = new Uint8Array(WIDTH * HEIGHT * 3);
  const variants = CORRUPTIONS.flatMap((kind) => {
    const sequences = SEEDS.map((seed) => new CorruptedSequence(kind, seed));
    const of = (round: number) => sequences[Math.abs(round) % sequences.length]!;
    return [
      { name: kind, run: (frame: Frame, round: number) => of(round).apply(frame, out) },
      {
        name: `${kind}, rows 240 to 479`,
        run: (frame: Frame, round: number) => of(round).apply(frame, out, CROP),
      },
    ];
  });
  const times = new Stopwatch(variants.map(({ name }) => name));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const { name, run } of variants) {
      const start = process.cpuUsage();
      for (let i = 0; i < RUNS_A_ROUND; i++) {
        run(frames[(i + RUNS_A_ROUND * (round + WARM_UP_ROUNDS)) % frames.length]!, round);
      }
      const { user, system } = process.cpuUsage(start);
      if (round >= 0) times.add(name, (user + system) / 1000 / RUNS_A_ROUND);
    }
  }
  printMeasurements(times.summary(), json);
}

async function drawSheets(frames: readonly Frame[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const kind of CORRUPTIONS) {
    const file = path.join(folder, `${kind}.png`);
    const size = { width: WIDTH * SUCCESSIVE, height: HEIGHT * SEEDS.length };
    writeFileSync(file, await encodePng({ ...size, channels: 3, data: sheet(frames, kind) }, 6));
    process.stdout.write(`${file}\n`);
  }
}

function sheet(frames: readonly Frame[], kind: Corruption): Uint8Array {
  const out = new Uint8Array(WIDTH * HEIGHT * 3);
  const step = WIDTH * SUCCESSIVE * 3;
  const whole = new Uint8Array(step * HEIGHT * SEEDS.length);
  SEEDS.forEach((seed, row) => {
    const sequence = new CorruptedSequence(kind, seed);
    for (let column = 0; column < SUCCESSIVE; column++) {
      sequence.apply(frames[(row * SUCCESSIVE + column) % frames.length]!, out);
      for (let y = 0; y < HEIGHT; y++) {
        const line = out.subarray(y * WIDTH * 3, (y + 1) * WIDTH * 3);
        whole.set(line, (row * HEIGHT + y) * step + column * WIDTH * 3);
      }
    }
  });
  return whole;
}

/** A drive along the line at 9 m/s, 20 frames a second. */
async function drivenFrames(): Promise<Frame[]> {
  const places_m = Array.from({ length: FRAMES }, (_, i) => 0.45 * i + 12 * Math.floor(i / SUCCESSIVE));
  return renderedFrames(await loadCircuit('simple_circuit'), places_m);
}

/** The first PNG files of a folder, stretched to the camera's size.
 *  @throws Error where there is none */
async function readFrames(folder: string): Promise<Frame[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.png'));
  if (files.length === 0) throw new Error(`${folder}: no PNG file`);
  return Promise.all(
    files.slice(0, FRAMES).map(async (file, sequence) => {
      const image = await decodeImage(readFileSync(path.join(folder, file)));
      const { data } = await resample(image, { width: WIDTH, height: HEIGHT }, 'fill');
      return cameraFrame(data, sequence);
    }),
  );
}

void runProgram(
  program('npx jiti bench/corruptions.ts', 'Times the image corruptions, or draws them.')
    .option('--rounds <n>', `rounds of ${RUNS_A_ROUND} frames for each kind`, integerFrom(1), 20)
    .option('--pictures <folder>', 'draw a sheet of each kind into this folder instead')
    .option('--frames <folder>', 'PNG files in place of rendered frames')
    .option('--json', 'print one line of JSON', false)
    .action(main),
);
