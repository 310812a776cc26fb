/**
 * How fast the metrics of bags are computed: `npx jiti bench/metrics.ts --help`. Measures the same bags with `f1-brain metrics` (dist/ must be built) and, where Debian's python3-rosbag, numpy
 * and scipy are installed, with bench/reference/bag_metrics.py. Bags lie in a temporary folder and are removed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JITI, MAIN, PACKAGE_ROOT, PYTHON } from '../scripts/support/paths';
import { statusNumber } from '../scripts/support/proc';
import { jsonOf, pythonHas } from '../scripts/support/processes';
import { integerFrom, namesOf, program, runProgram, say } from '../scripts/support/program';
import type { Circuit } from '../src/circuit/circuit';
import { loadCircuit } from '../src/circuit/load';
import { builtFile } from '../src/support/paths';
import { type DriveToWrite, writeDriveBag, writePerfectLap } from './support/drive-bags';
import { medianOf } from './support/measure';

const MEASURE = builtFile('measure', 'metrics', 'measure-bag.js');
const REFERENCE = path.join(PACKAGE_ROOT, 'bench/reference/bag_metrics.py');
const POLL_MS = 10;

const CASES: Readonly<Record<string, DriveToWrite & { readonly reference: boolean }>> = {
  '10min': { seconds: 600, reference: true },
  '10min lz4': { seconds: 600, compression: 'lz4', reference: true },
  '60min': { seconds: 3600, reference: false },
  '2GB': { seconds: 109, frames: true, reference: false },
};

/** A whole process. */
export interface MetricsRun {
  readonly wall_s: number;
  /** Largest resident memory of the process, MB. */
  readonly rss_MB: number | null;
}

export interface MetricsTimes {
  readonly bag: string;
  readonly size_MB: number;
  readonly messages: number;
  /** `f1-brain metrics` as a process. */
  readonly command: readonly MetricsRun[];
  /** measureBag alone, in a process that has measured the bag once before. */
  readonly warm_s: readonly number[];
  /** The same figures with rosbag's Python API, numpy and scipy, run in turn with ours; null without them. */
  readonly python: readonly MetricsRun[] | null;
}

interface Options {
  json: boolean;
  runs: number;
  only?: string[];
}

async function measureAll({ json, runs, only = Object.keys(CASES) }: Options): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-bench-'));
  try {
    const circuit = await loadCircuit('simple_circuit');
    const lap = path.join(folder, 'lap.bag');
    writePerfectLap(lap, circuit);
    const results: MetricsTimes[] = [];
    for (const name of only) {
      const result = await measureCase(name, folder, lap, circuit, runs);
      results.push(result);
      if (!json) process.stdout.write(`${formatResult(result)}\n`);
    }
    if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
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
): Promise<MetricsTimes> {
  const drive = CASES[name]!;
  const bag = path.join(folder, `${name.replace(' ', '-')}.bag`);
  const messages = writeDriveBag(bag, circuit, drive);
  const size_MB = statSync(bag).size / 1e6;
  const python: MetricsRun[] | null = drive.reference && hasReference() ? [] : null;
  const command: MetricsRun[] = [];
  const ours = [MAIN, 'metrics', bag, '--perfect-lap', lap, '--json'];
  for (let i = 0; i < runs; i++) {
    command.push(await timed(process.execPath, ours));
    // In turn, so that both see the same machine.
    if (python !== null) python.push(await timed(PYTHON, [REFERENCE, bag, '--perfect-lap', lap]));
  }
  const warm_s = await jsonOf<number[]>(process.execPath, [JITI, __filename, 'warm', bag, lap, String(runs)]);
  rmSync(bag);
  return { bag: name, size_MB, messages, command, warm_s, python };
}

/** measureBag again and again in one process, as compiled for users; the first one warms up.
 *  @returns seconds for each time */
async function warmTimes(bag: string, perfectLap: string, runs: number): Promise<number[]> {
  const { measureBag } = require(MEASURE) as typeof import('../src/measure/metrics/measure-bag');
  const times_s: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const begin = performance.now();
    await measureBag(bag, { perfectLap });
    if (i > 0) times_s.push((performance.now() - begin) / 1000);
  }
  return times_s;
}

function hasReference(): boolean {
  const there = pythonHas('rosbag, numpy, scipy');
  if (!there) say('left out: the reference needs python3-rosbag, numpy and scipy');
  return there;
}

function timed(program: string, args: readonly string[]): Promise<MetricsRun> {
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

/** Largest resident memory so far. */
function highWater_MB(pid: number | undefined): number | null {
  const kilobytes = statusNumber(pid, 'VmHWM');
  return kilobytes === null ? null : kilobytes / 1000;
}

function formatResult({ bag, size_MB, messages, command, warm_s, python }: MetricsTimes): string {
  const ours_s = medianOf(command.map(({ wall_s }) => wall_s));
  const rss = (runs: readonly MetricsRun[]) => Math.max(...runs.map(({ rss_MB }) => rss_MB ?? 0)).toFixed(0);
  const theirs_s = python && medianOf(python.map(({ wall_s }) => wall_s));
  const beside =
    theirs_s === null
      ? ''
      : `; Python ${theirs_s.toFixed(2)} s, ${rss(python!)} MB: ${(theirs_s / ours_s).toFixed(1)} times as long`;
  return (
    `${bag}: ${size_MB.toFixed(0)} MB, ${messages} messages: f1-brain metrics ${ours_s.toFixed(2)} s ` +
    `(measureBag alone ${medianOf(warm_s).toFixed(2)} s), ${rss(command)} MB${beside}`
  );
}

const metrics = program('npx jiti bench/metrics.ts', 'Times the metrics of bags.')
  .option('--runs <n>', 'runs of each program, in turn', integerFrom(1), 5)
  .option('--only <bags>', `bags to measure: ${Object.keys(CASES).join(', ')}`, namesOf(Object.keys(CASES)))
  .option('--json', 'print one line of JSON', false)
  .action(measureAll);
// What measureCase calls.
metrics
  .command('warm <bag> <perfectLap> <runs>', { hidden: true })
  .action(async (bag: string, perfectLap: string, runs: string) => {
    process.stdout.write(`${JSON.stringify(await warmTimes(bag, perfectLap, Number(runs)))}\n`);
  });
void runProgram(metrics);
