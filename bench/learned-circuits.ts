/**
 * Learns every circuit from a recorded lap, compares it with the line that was drawn, drives it, and writes the tables of
 * docs/circuits.md:
 *
 *     npx jiti bench/learned-circuits.ts [--laps FOLDER] [--keep]
 *
 * FOLDER holds perfect laps of BehaviorMetrics, named lap-CIRCUIT.bag. Laps stay in out/learned.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CIRCUITS } from '../scripts/support/circuits';
import { measuredWhere, replaceBetween, table } from '../scripts/support/documents';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { jsonOfBrain } from '../scripts/support/processes';
import { names, namesOf, program, runProgram, say } from '../scripts/support/program';
import type { Circuit } from '../src/circuit/circuit';
import { circuitNames, loadCircuit } from '../src/circuit/load';
import { placeOnLine } from '../src/learn/place-on-line';
import type { LapStatistics } from '../src/measure/metrics/lap-statistics';
import { formatNumber } from '../src/measure/report/format';

const BRAINS = ['line_follower', 'slim_pilotnet'];
const OUT = path.join(PACKAGE_ROOT, 'out', 'learned');
const STEP_M = 0.5;

interface Options {
  brains: string[];
  circuits?: string[];
  laps?: string;
  keep: boolean;
}

interface Learned {
  readonly file: string;
  readonly circuit: Circuit;
}

async function bench({ brains, circuits, laps, keep }: Options): Promise<void> {
  const rows: string[][] = [];
  for (const brain of brains) {
    for (const name of circuits ?? CIRCUITS) {
      rows.push(await learnFromLap(brain, name, keep));
      say(rows.at(-1)!.join(' | '));
    }
  }
  write('bench learned-circuits', HEADER, rows, circuits === undefined);
  if (laps === undefined) return;
  const perfect: string[][] = [];
  for (const bag of readdirSync(laps).filter((file) => /^lap-.*\.bag$/.test(file))) {
    perfect.push(await learnFromPerfectLap(path.join(laps, bag)));
  }
  write('bench learned-perfect-laps', PERFECT_HEADER, perfect, true);
}

function write(place: string, header: string[], rows: string[][], isWhole: boolean): void {
  const text = `${table(header, rows)}\n\n${measuredWhere()}\n`;
  if (isWhole) replaceBetween('docs/circuits.md', place, text);
  else process.stdout.write(`${text}\n`);
}

const HEADER = [
  'brain of the lap',
  'circuit',
  'line: mean m',
  'line: max m',
  'path: mean m',
  'path: max m',
  'length of the line: error m',
  'lap on it, on the true one: s',
  'deviation of the recorded lap from it, from the true one: mean m',
];

async function learnFromLap(brain: string, name: string, keep: boolean): Promise<string[]> {
  const truth = await loadCircuit(name);
  const folder = path.join(OUT, `${brain}-${name}`);
  const bag = await recordLap(brain, name, folder, keep);
  const line = await learn(bag, path.join(folder, 'line.yml'), []);
  const driven = await learn(bag, path.join(folder, 'path.yml'), ['--no-images']);
  const [byLine, byPath] = [errorOf(line.circuit, truth), errorOf(driven.circuit, truth)];
  const [onTruth, onLine] = [await lapOn(name), await lapOn(line.file)];
  const [fromLine, fromTruth] = [await deviation(bag, line.file), await deviation(bag, name)];
  return [
    brain,
    name,
    formatNumber(byLine.mean_m, 4),
    formatNumber(byLine.max_m, 3),
    formatNumber(byPath.mean_m, 4),
    formatNumber(byPath.max_m, 3),
    formatNumber(line.circuit.length_m - truth.length_m, 2),
    `${formatNumber(onLine, 2)}, ${formatNumber(onTruth, 2)}`,
    `${formatNumber(fromLine, 4)}, ${formatNumber(fromTruth, 4)}`,
  ];
}

const PERFECT_HEADER = ['perfect lap', 'circuit', 'mean m', 'max m', 'length: error m'];

async function learnFromPerfectLap(bag: string): Promise<string[]> {
  mkdirSync(OUT, { recursive: true });
  const stem = path.basename(bag, '.bag');
  const { circuit } = await learn(bag, path.join(OUT, `${stem}.yml`), []);
  const plain = stem.replace(/^lap-/, '').replaceAll('-', '_');
  const name = circuitNames().find((known) => known === plain || known === `${plain}_line`);
  if (name === undefined) throw new Error(`${bag}: is no lap of ${circuitNames().join(', ')}`);
  const truth = await loadCircuit(name);
  const { mean_m, max_m } = errorOf(circuit, truth);
  const error_m = circuit.length_m - truth.length_m;
  return [
    path.basename(bag),
    name,
    formatNumber(mean_m, 3),
    formatNumber(max_m, 3),
    formatNumber(error_m, 2),
  ];
}

/** The bag of a lap with images. */
async function recordLap(brain: string, circuit: string, folder: string, keep: boolean): Promise<string> {
  const bagIn = () => readdirSync(folder).find((file) => file.endsWith('.bag'));
  if (!keep || !existsSync(folder) || bagIn() === undefined) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const recording = ['--record-images', 'jpeg', '--out', folder];
    const lap = await jsonOfBrain<LapStatistics>([...lapOf(brain, circuit), ...recording], { codes: [0, 1] });
    if (!lap.completed) throw new Error(`${brain} on ${circuit}: ${lap.ended_because}`);
  }
  return path.join(folder, bagIn()!);
}

function lapOf(brain: string, circuit: string): string[] {
  return ['lap', brain, '--circuit', circuit, '--world', 'lockstep'];
}

async function learn(bag: string, file: string, more: readonly string[]): Promise<Learned> {
  const args = ['circuit', 'learn', bag, '--out', file, '--force', '--no-pictures', '--name', 'learned'];
  await jsonOfBrain([...args, ...more]);
  return { file, circuit: await loadCircuit(file) };
}

/** Time of a lap of the line follower, s. */
async function lapOn(circuit: string): Promise<number | null> {
  const out = path.join(OUT, 'lap');
  rmSync(out, { recursive: true, force: true });
  const args = [...lapOf('line_follower', circuit), '--no-record', '--out', out];
  return (await jsonOfBrain<LapStatistics>(args, { codes: [0, 1] })).lap_seconds;
}

async function deviation(bag: string, circuit: string): Promise<number | null> {
  const found = await jsonOfBrain<{ f1_brain: LapStatistics }>(['metrics', bag, '--circuit', circuit]);
  return found.f1_brain.position_deviation_mean_m;
}

/** Distance of a circuit from the true line. */
function errorOf(circuit: Circuit, truth: Circuit): { mean_m: number; max_m: number } {
  let near_m = placeOnLine(truth, circuit.pointAt(0));
  let sum_m = 0;
  let max_m = 0;
  const count = Math.round(circuit.length_m / STEP_M);
  for (let i = 0; i < count; i++) {
    const { x_m, y_m } = circuit.pointAt((i * circuit.length_m) / count);
    const { s_m, lateral_m } = truth.project(x_m, y_m, near_m);
    near_m = s_m;
    sum_m += Math.abs(lateral_m);
    max_m = Math.max(max_m, Math.abs(lateral_m));
  }
  return { mean_m: sum_m / count, max_m };
}

void runProgram(
  program(
    'npx jiti bench/learned-circuits.ts',
    'Learns circuits from recorded laps, compares them with the true ones, and writes the tables of docs/circuits.md.',
  )
    .option('--brains <names>', 'brains that drive the laps', names, BRAINS)
    .option(
      '--circuits <names>',
      'circuits (default: all); their table is printed, since the document has that of all',
      namesOf(circuitNames()),
    )
    .option('--laps <folder>', 'perfect laps of BehaviorMetrics, named lap-CIRCUIT.bag')
    .option('--keep', 'use the laps that out/learned has', false)
    .action(bench),
);
