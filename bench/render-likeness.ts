/**
 * How like the real camera frames the renderer's pictures are:
 * `npx jiti bench/render-likeness.ts [FRAMES_DIR] [--brain NAME|none] [--json] [--sheet DIR]`.
 *
 * FRAMES_DIR holds a folder a circuit with N.png and poses.csv (image_name, x_m, y_m, yaw_rad, pitch_rad, ...).
 * Reports the intersection over union of the line's mask, the mean absolute difference of the pixels by region,
 * and how far a brain's commands on both pictures are apart. Sheets of pairs, real beside ours, go to DIR (out).
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { loadCircuit } from '../src/circuit/load';
import { readBrain } from '../src/config/brain-file';
import { F1_CAMERA } from '../src/config/f1-car';
import { openBrain } from '../src/drive/brains/open-brain';
import type { Brain, Command } from '../src/types';
import { CameraRenderer } from '../src/world/simulator/camera/renderer';

const WIDTH = F1_CAMERA.width;
const HEIGHT = F1_CAMERA.height;
const HORIZON = 238;

interface Likeness {
  readonly circuit: string;
  readonly frames: number;
  readonly line_iou_mean: number;
  readonly line_iou_p5: number;
  /** Mean absolute differences of the bytes. */
  readonly difference_above_horizon: number;
  readonly difference_far_rows: number;
  readonly difference_near_rows: number;
  /** Of the brain's commands; null without a brain. */
  readonly v_difference_mps: number | null;
  readonly w_difference_radps: number | null;
  readonly w_correlation: number | null;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      sheet: { type: 'string', default: 'out' },
      brain: { type: 'string', default: 'pilotnet' },
    },
  });
  const root = positionals[0] ?? path.join(__dirname, '../../shared/gazebo/frames');
  if (!existsSync(root)) {
    console.error(`${root}: no folder of real frames; nothing to compare`);
    return;
  }
  const brain = values.brain === 'none' ? null : await openBrain(readBrain(values.brain));
  await brain?.warmUp();
  const results: Likeness[] = [];
  for (const name of readdirSync(root)) {
    if (existsSync(path.join(root, name, 'poses.csv'))) {
      results.push(await compare(path.join(root, name), name, values.sheet, brain));
    }
  }
  await brain?.close();
  if (values.json) console.log(JSON.stringify(results));
  else console.table(results);
}

async function compare(
  folder: string,
  name: string,
  sheetFolder: string,
  brain: Brain | null,
): Promise<Likeness> {
  const renderer = new CameraRenderer(await loadCircuit(name));
  const ours = Buffer.alloc(renderer.byteLength);
  const ious: number[] = [];
  const differences = [0, 0, 0];
  const commands: [Command, Command][] = [];
  const pairs: { iou: number; image: string; ours: Buffer }[] = [];
  const poses = readPoses(path.join(folder, 'poses.csv'));
  for (const pose of poses) {
    const real = await sharp(path.join(folder, pose.image)).removeAlpha().raw().toBuffer();
    renderer.appear({ camera: { ...F1_CAMERA, pitch_rad: pose.pitch_rad } });
    renderer.render(pose, ours);
    const iou = lineIou(real, ours);
    if (iou !== null) ious.push(iou);
    if (brain) commands.push([await decide(brain, real), await decide(brain, ours)]);
    [
      [0, HORIZON],
      [HORIZON, 270],
      [270, HEIGHT],
    ].forEach(([from, to], region) => {
      differences[region] += meanDifference(real, ours, from, to) / poses.length;
    });
    pairs.push({ iou: iou ?? 1, image: path.join(folder, pose.image), ours: Buffer.from(ours) });
  }
  ious.sort((a, b) => a - b);
  pairs.sort((a, b) => a.iou - b.iou);
  await writeSheet(path.join(sheetFolder, `likeness-worst-${name}.png`), pairs.slice(0, 8));
  const every = Math.floor(pairs.length / 8);
  await writeSheet(
    path.join(sheetFolder, `likeness-${name}.png`),
    pairs.filter((_, i) => i % every === every - 1).slice(0, 8),
  );
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    circuit: name,
    frames: poses.length,
    line_iou_mean: round(ious.reduce((sum, value) => sum + value, 0) / ious.length),
    line_iou_p5: round(ious[Math.floor(ious.length * 0.05)]),
    difference_above_horizon: round(differences[0]),
    difference_far_rows: round(differences[1]),
    difference_near_rows: round(differences[2]),
    v_difference_mps: brain && round(mean(commands.map(([a, b]) => Math.abs(a.v_mps - b.v_mps)))),
    w_difference_radps: brain && round(mean(commands.map(([a, b]) => Math.abs(a.w_radps - b.w_radps)))),
    w_correlation: brain && round(correlation(commands.map(([a, b]) => [a.w_radps, b.w_radps]))),
  };
}

async function decide(brain: Brain, data: Uint8Array): Promise<Command> {
  return brain.decide({
    width: WIDTH,
    height: HEIGHT,
    step: 3 * WIDTH,
    encoding: 'rgb8',
    data,
    sequence: 1,
    stamp: null,
    arrival_ms: 0,
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const a = mean(pairs.map((pair) => pair[0]));
  const b = mean(pairs.map((pair) => pair[1]));
  const product = (f: (pair: readonly [number, number]) => number) => mean(pairs.map(f));
  const covariance = product(([x, y]) => (x - a) * (y - b));
  return covariance / Math.sqrt(product(([x]) => (x - a) ** 2) * product(([, y]) => (y - b) ** 2));
}

function readPoses(
  file: string,
): { image: string; x_m: number; y_m: number; yaw_rad: number; pitch_rad: number }[] {
  const [header, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  const columns = header.trim().split(',');
  return rows.map((row) => {
    const cells = row.trim().split(',');
    const cell = (column: string) => cells[columns.indexOf(column)];
    return {
      image: cell('image_name'),
      x_m: Number(cell('x_m')),
      y_m: Number(cell('y_m')),
      yaw_rad: Number(cell('yaw_rad')),
      pitch_rad: Number(cell('pitch_rad')),
    };
  });
}

function isLine(picture: Uint8Array, o: number): boolean {
  return picture[o] - Math.max(picture[o + 1], picture[o + 2]) > 60;
}

/** Null where neither picture shows the line. */
function lineIou(a: Uint8Array, b: Uint8Array): number | null {
  let both = 0;
  let either = 0;
  for (let o = 0; o < a.length; o += 3) {
    const inA = isLine(a, o);
    const inB = isLine(b, o);
    if (inA && inB) both++;
    if (inA || inB) either++;
  }
  return either === 0 ? null : both / either;
}

function meanDifference(a: Uint8Array, b: Uint8Array, fromRow: number, toRow: number): number {
  let sum = 0;
  const from = fromRow * WIDTH * 3;
  const to = toRow * WIDTH * 3;
  for (let o = from; o < to; o++) sum += Math.abs(a[o] - b[o]);
  return sum / (to - from);
}

/** Real above ours, in columns of two pairs. */
async function writeSheet(file: string, pairs: readonly { image: string; ours: Buffer }[]): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  const composite = pairs.flatMap((pair, i) => {
    const left = (i % 2) * 2 * (WIDTH + 4);
    const top = Math.floor(i / 2) * (HEIGHT + 4);
    return [
      { input: pair.image, left, top },
      {
        input: pair.ours,
        raw: { width: WIDTH, height: HEIGHT, channels: 3 as const },
        left: left + WIDTH + 4,
        top,
      },
    ];
  });
  const rows = Math.ceil(pairs.length / 2);
  await sharp({
    create: { width: 4 * (WIDTH + 4), height: rows * (HEIGHT + 4), channels: 3, background: '#0c0' },
  })
    .composite(composite)
    .png()
    .toFile(file);
}

void main();
