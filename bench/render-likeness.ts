/**
 * How like recorded camera frames the renderer's are: `npx jiti bench/render-likeness.ts --help`.
 *
 * The folder holds a folder for each circuit with N.png and poses.csv (image_name, x_m, y_m, yaw_rad, pitch_rad, ...).
 * Reports the intersection over union of the line's mask, the mean absolute difference of the pixels by region,
 * and how far a brain's commands on both images are apart. Sheets of pairs, recorded beside rendered, are written too.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { differences, lineLikeness } from '../scripts/support/likeness';
import { type ImagePair, writePairSheet } from '../scripts/support/pair-sheet';
import { program, runProgram, say } from '../scripts/support/program';
import {
  decodeFrame,
  hasRecordedFrames,
  RECORDED_FRAMES,
  type RecordedFrame,
  readRecordedFrames,
} from '../scripts/support/recorded-frames';
import { loadCircuit } from '../src/circuit/load';
import { readBrain } from '../src/config/brain-file';
import { F1_CAMERA } from '../src/config/f1-car';
import { openBrain } from '../src/drive/brains/open-brain';
import { ascending, lowerQuantile, mean } from '../src/support/statistics';
import type { Brain, Command } from '../src/types';
import { CameraRenderer } from '../src/world/simulator/camera/renderer';
import { cameraFrame } from './support/frames';

/** Pairs of a sheet. */
const SHEET_PAIRS = 8;

/** Null where there is no line, or no brain. */
export interface RenderLikeness {
  readonly circuit: string;
  readonly frames: number;
  readonly line_iou_mean: number | null;
  readonly line_iou_p5: number | null;
  /** Mean absolute differences of the bytes. */
  readonly difference_above_horizon: number | null;
  readonly difference_far_rows: number | null;
  readonly difference_near_rows: number | null;
  /** Of the brain's commands. */
  readonly v_difference_mps: number | null;
  readonly w_difference_radps: number | null;
  readonly w_correlation: number | null;
}

interface Options {
  json: boolean;
  sheet: string;
  brain: string;
}

async function main(root: string, { json, sheet, brain: name }: Options): Promise<void> {
  if (!existsSync(root)) {
    say(`${root}: no folder of recorded frames; nothing to compare`);
    return;
  }
  const brain = name === 'none' ? null : await openBrain(readBrain(name));
  await brain?.warmUp();
  const results: RenderLikeness[] = [];
  for (const circuit of readdirSync(root)) {
    const folder = path.join(root, circuit);
    if (hasRecordedFrames(folder)) results.push(await compareFolder(folder, circuit, sheet, brain));
  }
  await brain?.close();
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
  else console.table(results);
}

/** A recorded frame and ours from the same pose. */
interface Comparison {
  readonly line_iou: number | null;
  readonly differences: ReturnType<typeof differences>;
  readonly commands: readonly [recorded: Command, rendered: Command] | null;
  readonly pair: ImagePair;
}

async function compareFolder(
  folder: string,
  circuit: string,
  sheetFolder: string,
  brain: Brain | null,
): Promise<RenderLikeness> {
  const renderer = new CameraRenderer(await loadCircuit(circuit));
  const found: Comparison[] = [];
  for (const recorded of readRecordedFrames(folder)) {
    found.push(await compareFrame(recorded, renderer, brain));
  }
  await writeSheets(sheetFolder, circuit, found);
  const ious = ascending(found.flatMap(({ line_iou }) => line_iou ?? []));
  const commands = found.flatMap((one) => (one.commands === null ? [] : [one.commands]));
  const difference = (region: keyof Comparison['differences']) =>
    round(mean(found.map((one) => one.differences[region])));
  return {
    circuit,
    frames: found.length,
    line_iou_mean: round(mean(ious)),
    line_iou_p5: round(lowerQuantile(ious, 0.05)),
    difference_above_horizon: difference('above_horizon'),
    difference_far_rows: difference('far_rows'),
    difference_near_rows: difference('near_rows'),
    v_difference_mps: round(mean(commands.map(([a, b]) => Math.abs(a.v_mps - b.v_mps)))),
    w_difference_radps: round(mean(commands.map(([a, b]) => Math.abs(a.w_radps - b.w_radps)))),
    w_correlation: round(correlation(commands.map(([a, b]) => [a.w_radps, b.w_radps]))),
  };
}

async function compareFrame(
  recorded: RecordedFrame,
  renderer: CameraRenderer,
  brain: Brain | null,
): Promise<Comparison> {
  const frame = await decodeFrame(recorded.file);
  const rendered = Buffer.alloc(renderer.byteLength);
  renderer.appear({ camera: { ...F1_CAMERA, pitch_rad: recorded.pitch_rad } });
  renderer.render(recorded, rendered);
  return {
    line_iou: lineLikeness(frame.data, rendered).line_iou,
    differences: differences(frame.data, rendered),
    commands: brain && [await brain.decide(frame), await brain.decide(cameraFrame(rendered))],
    pair: [frame.data, rendered],
  };
}

/** The pairs that are least alike, and some that are evenly spread over all. */
async function writeSheets(folder: string, circuit: string, found: readonly Comparison[]): Promise<void> {
  const sorted = [...found].sort((a, b) => (a.line_iou ?? 1) - (b.line_iou ?? 1)).map(({ pair }) => pair);
  const every = Math.max(1, Math.floor(sorted.length / SHEET_PAIRS));
  const spread = sorted.filter((_, i) => i % every === every - 1);
  await writePairSheet(path.join(folder, `likeness-worst-${circuit}.png`), sorted.slice(0, SHEET_PAIRS), 2);
  await writePairSheet(path.join(folder, `likeness-${circuit}.png`), spread.slice(0, SHEET_PAIRS), 2);
}

function correlation(pairs: readonly (readonly [number, number])[]): number | null {
  const [a, b] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  if (a === null || b === null) return null;
  const product = (f: (x: number, y: number) => number) => pairs.reduce((sum, [x, y]) => sum + f(x, y), 0);
  const covariance = product((x, y) => (x - a) * (y - b));
  return covariance / Math.sqrt(product((x) => (x - a) ** 2) * product((_, y) => (y - b) ** 2));
}

function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}

void runProgram(
  program('npx jiti bench/render-likeness.ts', 'Compares recorded camera frames with rendered ones.')
    .argument('[folder]', 'folders of recorded frames, one a circuit', RECORDED_FRAMES)
    .option('--brain <name>', 'whose commands to compare; none for no brain', 'pilotnet')
    .option('--sheet <folder>', 'where sheets of pairs are written', 'out')
    .option('--json', 'print one line of JSON', false)
    .action(main),
);
