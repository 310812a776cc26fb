/**
 * How fast bags are measured: `npx jiti bench/metrics.ts [--json] [--runs 5] [--only 10min,60min,2GB]`.
 * Measures the same bags with `f1-brain metrics` (dist/ must be built) and, where Debian's python3-rosbag, numpy
 * and scipy are installed, with bench/reference/bag_metrics.py. Bags lie in a temporary folder and are removed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Circuit } from '../src/circuit/circuit';
import { loadCircuit } from '../src/circuit/load';
import { type DriveToWrite, writeDriveBag, writePerfectLap } from './metrics-bags';

const ROOT = path.join(__dirname, '..');
const MAIN = path.join(ROOT, 'dist/cli/main.js');
const MEASURE = path.join(ROOT, 'dist/measure/metrics/measure-bag.js');
const REFERENCE = path.join(ROOT, 'bench/reference/bag_metrics.py');
const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';
const POLL_MS = 10;

const CASES: Readonly<Record<string, DriveToWrite & { readonly reference: boolean }>> = {
  '10min': { seconds: 600, reference: true },
  '10min lz4': { seconds: 600, compression: 'lz4', reference: true },
  '60min': { seconds: 3600, reference: false },
  '2GB': { seconds: 109, pictures: true, reference: false },
};

interface Run {
  readonly wall_s: number;
  /** Largest resident memory of the process, MB. */
  readonly rss_MB: number | null;
}

interface Result {
  readonly bag: string;
  readonly size_MB: number;
  readonly messages: number;
  /** `f1-brain metrics` as a process. */
  readonly command: readonly Run[];
  /** measureBag alone, in a process that has measured the bag once before. */
  readonly warm_s: readonly number[];
  /** The same figures with rosbag's Python API, numpy and scipy, run in turn with ours; null without them. */
  readonly python: readonly Run[] | null;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '5' },
      only: { type: 'string', default: Object.keys(CASES).join(',') },
    },
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-bench-'));
  try {
    const circuit = await loadCircuit('simple_circuit');
    const lap = path.join(folder, 'lap.bag');
    writePerfectLap(lap, circuit);
    const results: Result[] = [];
    for (const name of values.only.split(',')) {
      const result = await measureCase(name, folder, lap, circuit, Number(values.runs));
      results.push(result);
      if (!values.json) process.stdout.write(`${inWords(result)}\n`);
    }
    if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureCase(
  name: string,
  folder: string,
  lap: string,
  circuit: Circuit,
  runs: number,
): Promise<Result> {
  const drive = CASES[name];
  if (!drive) throw new Error(`--only ${name}: known are ${Object.keys(CASES).join(', ')}`);
  const bag = path.join(folder, `${name.replace(' ', '-')}.bag`);
  const messages = writeDriveBag(bag, circuit, drive);
  const size_MB = statSync(bag).size / 1e6;
  const python: Run[] | null = drive.reference && (await hasReference()) ? [] : null;
  const command: Run[] = [];
  const ours = [MAIN, 'metrics', bag, '--perfect-lap', lap, '--json'];
  for (let i = 0; i < runs; i++) {
    command.push(await timed(process.execPath, ours));
    // In turn, so that both see the same machine.
    if (python !== null) python.push(await timed(PYTHON, [REFERENCE, bag, '--perfect-lap', lap]));
  }
  const warm_s = JSON.parse(await output(process.execPath, ['-e', WARM, MEASURE, bag, lap, String(runs)]));
  rmSync(bag);
  return { bag: name, size_MB, messages, command, warm_s, python };
}

/** measureBag again and again in one process; the first one warms up. */
const WARM = `
const [, measure, bag, perfectLap, runs] = process.argv;
const { measureBag } = require(measure);
(async () => {
  const times = [];
  for (let i = 0; i <= Number(runs); i++) {
    const begin = performance.now();
    await measureBag(bag, { perfectLap });
    if (i > 0) times.push((performance.now() - begin) / 1000);
  }
  console.log(JSON.stringify(times));
})();`;

async function hasReference(): Promise<boolean> {
  const there = await output(PYTHON, ['-c', 'import rosbag, numpy, scipy']).then(
    () => true,
    () => false,
  );
  if (!there) process.stderr.write('left out: the reference needs python3-rosbag, numpy and scipy\n');
  return there;
}

function timed(program: string, args: readonly string[]): Promise<Run> {
  const begin = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let rss_MB: number | null = null;
  const poll = setInterval(() => {
    rss_MB = highWater_MB(child.pid) ?? rss_MB;
  }, POLL_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(poll);
      if (code === 0) resolve({ wall_s: (performance.now() - begin) / 1000, rss_MB });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}`));
    });
  });
}

/** Linux alone tells it. */
function highWater_MB(pid: number | undefined): number | null {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? null : Number(found[1]) / 1000;
  } catch {
    return null;
  }
}

function output(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (data: Buffer) => {
    text += data;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`${program}: ${code}`))));
  });
}

function inWords({ bag, size_MB, messages, command, warm_s, python }: Result): string {
  const ours_s = median(command.map(({ wall_s }) => wall_s));
  const rss = (runs: readonly Run[]) => Math.max(...runs.map(({ rss_MB }) => rss_MB ?? 0)).toFixed(0);
  const theirs_s = python && median(python.map(({ wall_s }) => wall_s));
  const beside =
    theirs_s === null
      ? ''
      : `; Python ${theirs_s.toFixed(2)} s, ${rss(python!)} MB: ${(theirs_s / ours_s).toFixed(1)} times as long`;
  return (
    `${bag}: ${size_MB.toFixed(0)} MB, ${messages} messages: f1-brain metrics ${ours_s.toFixed(2)} s ` +
    `(measureBag alone ${median(warm_s).toFixed(2)} s), ${rss(command)} MB${beside}`
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
