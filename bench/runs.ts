/**
 * Time and memory of `f1-brain runs` on a large store: one lap is driven in lockstep, and its result copied into the folders
 * of so many runs with other names, seeds and figures. Needs `npm run build`.
 *
 *     npx jiti bench/runs.ts --help
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { integerFrom, program, runProgram, say } from '../scripts/support/program';
import { hashJson } from '../src/experiment/run/key';
import { runFolderName } from '../src/experiment/run/run-folder';
import type { RunResult } from '../src/experiment/run/run-result';
import { addedResult } from '../src/experiment/store/added-run';
import { mulberry32 } from '../src/support/random';
import { median } from '../src/support/statistics';

const MAIN = path.join(PACKAGE_ROOT, 'dist', 'cli', 'main.js');
const PEAK_MEMORY = path.join(__dirname, 'support', 'peak-memory.cjs');
const BRAINS = ['pilotnet', 'pilotnet_int8', 'slim_pilotnet', 'deepest_lstm_tiny', 'line_follower'];
const CIRCUITS = ['simple_circuit', 'many_curves', 'montreal_line', 'montmelo_line', 'nurburgring_line'];
const DIRECTIONS = ['forward', 'reverse'] as const;

interface Options {
  runs: number;
  rounds: number;
}

/** What a command took, as the median of the rounds. */
interface Taken {
  readonly seconds: number;
  /** Of the processor, which other programs on the machine do not lengthen as much. */
  readonly processor_s: number;
  readonly peak_MB: number;
}

async function main({ runs, rounds }: Options): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-runs-'));
  try {
    const store = path.join(folder, 'store');
    await writeRuns(store, await driveOnce(folder), runs);
    const commands: Readonly<Record<string, readonly string[]>> = {
      list: [],
      'filter and sort': ['--where', 'brain=pilotnet', '--where', 'lap_seconds<26', '--sort', 'lap_seconds'],
      'all columns as JSON': ['--json'],
      CSV: ['--export', 'csv', path.join(folder, 'runs.csv')],
      Parquet: ['--export', 'parquet', path.join(folder, 'runs.parquet')],
      'table made again': ['--rebuild', '--limit', '1'],
    };
    await measure(store, ['--rebuild', '--limit', '1'], 1);
    say(`${runs} runs, median of ${rounds}`);
    for (const [name, args] of Object.entries(commands)) {
      process.stdout.write(`${name.padEnd(22)}${format(await measure(store, args, rounds))}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The result of a lap. */
async function driveOnce(folder: string): Promise<RunResult> {
  const out = path.join(folder, 'lap');
  const args = ['lap', 'line_follower', '--world', 'lockstep', '--no-record', '--out', out];
  await call(args);
  const statistics = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8'));
  return addedResult(
    { statistics, behaviorMetrics: null, from: out, started_at: new Date().toISOString() },
    1,
  );
}

async function writeRuns(store: string, lap: RunResult, runs: number): Promise<void> {
  const random = mulberry32(1);
  for (let i = 0; i < runs; i++) {
    const name = BRAINS[i % BRAINS.length]!;
    const circuit = { name: CIRCUITS[Math.floor(i / BRAINS.length) % CIRCUITS.length]!, file: null };
    const direction = DIRECTIONS[Math.floor(i / 25) % 2]!;
    const repetition = Math.floor(i / 50) + 1;
    const brain = { ...lap.run.brain, name };
    const key = hashJson([i]);
    const run = {
      ...lap.run,
      experiment: 'bench',
      brain,
      circuit,
      direction,
      repetition,
      seed: repetition,
      key,
    };
    const lap_seconds = 25 + 2 * random();
    const statistics = { ...lap.statistics!, lap_seconds, position_deviation_max_m: 0.3 * random() };
    const { added_from: _, ...result } = { ...lap, run, statistics };
    const place = path.join(store, 'runs', runFolderName(run));
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'result.json'), JSON.stringify(result, null, 2));
  }
}

async function measure(store: string, args: readonly string[], rounds: number): Promise<Taken> {
  const taken: Taken[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await call(['runs', store, ...args]));
  return {
    seconds: median(taken.map(({ seconds }) => seconds))!,
    processor_s: median(taken.map(({ processor_s }) => processor_s))!,
    peak_MB: median(taken.map(({ peak_MB }) => peak_MB))!,
  };
}

/** Runs the command line in a process of its own; what it prints is read and thrown away. */
async function call(args: readonly string[]): Promise<Taken> {
  const since_ms = performance.now();
  const child = spawn(process.execPath, ['-r', PEAK_MEMORY, MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  child.stdout!.resume();
  let usage = '';
  child.stdio[3]!.on('data', (part: Buffer) => {
    usage += part.toString();
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`f1-brain ${args.join(' ')} ended with ${code}`);
  const [peak_kB, processor_s] = JSON.parse(usage) as [number, number];
  return { seconds: (performance.now() - since_ms) / 1000, processor_s, peak_MB: peak_kB / 1000 };
}

function format({ seconds, processor_s, peak_MB }: Taken): string {
  return `${seconds.toFixed(2).padStart(6)} s  processor ${processor_s.toFixed(2).padStart(5)} s  ${peak_MB.toFixed(0).padStart(4)} MB`;
}

void runProgram(
  program('npx jiti bench/runs.ts', 'time and memory of f1-brain runs on a large store')
    .option('--runs <number>', 'runs in the store', integerFrom(1), 10_000)
    .option('--rounds <number>', 'times that each command is run', integerFrom(1), 3)
    .action(main),
);
