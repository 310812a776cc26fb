/**
 * What each disturbance (ImageTranform) costs a frame of 640x480 in processor time, whole and for the rows of
 * the PilotNet's crop alone, over the seeds; interleaved so that a noisy machine is fair to all. With --pictures, draws a sheet of each
 * kind instead: a row for each of four seeds, three successive frames side by side, of the built-in world or
 * of the PNG files in a folder.
 *
 *     npx jiti bench/disturbances.ts [--json] [--rounds 20]
 *     npx jiti bench/disturbances.ts --pictures out/disturbances [--frames FOLDER]
 */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { loadCircuit } from '../src/circuit/load';
import { CORRUPTIONS, type Corruption } from '../src/config/image-transform';
import { CorruptedSequence } from '../src/image/augment';
import type { Frame } from '../src/types';
import { CameraRenderer } from '../src/world/simulator/camera/renderer';
import { argument, flag, type Measured, printMeasurements, summary } from './measure';

const WIDTH = 640;
const HEIGHT = 480;
const CROP = { top: 240, bottom: 480 };
const RUNS_A_ROUND = 10;
const SEEDS = [1, 2, 3, 4];
const SUCCESSIVE = 3;

async function main(): Promise<void> {
  const folder = argument('--frames');
  const frames = folder === null ? await renderedFrames() : await readFrames(folder);
  const pictures = argument('--pictures');
  if (pictures !== null) await drawSheets(frames, pictures);
  else measure(frames, Number(argument('--rounds') ?? 20));
}

function measure(frames: readonly Frame[], rounds: number): void {
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
  const times: Record<string, number[]> = Object.fromEntries(variants.map(({ name }) => [name, []]));
  for (let round = -3; round < rounds; round++) {
    for (const { name, run } of variants) {
      const start = process.cpuUsage();
      for (let i = 0; i < RUNS_A_ROUND; i++) {
        run(frames[(i + RUNS_A_ROUND * (round + 3)) % frames.length]!, round);
      }
      const { user, system } = process.cpuUsage(start);
      // The first rounds warm up caches and compilers.
      if (round >= 0) times[name]!.push((user + system) / 1000 / RUNS_A_ROUND);
    }
  }
  const measured: Record<string, Measured> = Object.fromEntries(
    Object.entries(times).map(([name, samples]) => [name, summary(samples)]),
  );
  printMeasurements(measured, flag('--json'));
}

async function drawSheets(frames: readonly Frame[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const kind of CORRUPTIONS) {
    const file = path.join(folder, `${kind}.png`);
    await sharp(sheet(frames, kind), {
      raw: { width: WIDTH * SUCCESSIVE, height: HEIGHT * SEEDS.length, channels: 3 },
    })
      .png()
      .toFile(file);
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
async function renderedFrames(): Promise<Frame[]> {
  const circuit = await loadCircuit('simple_circuit');
  const renderer = new CameraRenderer(circuit);
  return Array.from({ length: 24 }, (_, sequence) => {
    const point = circuit.pointAt(0.45 * sequence + 12 * Math.floor(sequence / SUCCESSIVE));
    const data = new Uint8Array(renderer.byteLength);
    renderer.render({ x_m: point.x_m, y_m: point.y_m, yaw_rad: point.heading_rad }, data);
    return frameOf(data, sequence);
  });
}

async function readFrames(folder: string): Promise<Frame[]> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.png'))
    .slice(0, 24);
  return Promise.all(
    files.map(async (file, sequence) => {
      const data = await sharp(path.join(folder, file)).resize(WIDTH, HEIGHT).removeAlpha().raw().toBuffer();
      return frameOf(data, sequence);
    }),
  );
}

function frameOf(data: Uint8Array, sequence: number): Frame {
  const format = { width: WIDTH, height: HEIGHT, step: 3 * WIDTH, encoding: 'rgb8' as const };
  return { ...format, data, sequence, stamp: null, arrival_ms: 0 };
}

void main();
