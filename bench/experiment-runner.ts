/**
 * What the runner of experiments costs beside the runs themselves, and what a second worker brings: the same lockstep runs
 * by sessions in one process, by the runner with one worker, and with two, in turn, so that a noisy machine is fair to all.
 * Needs the build (npm run build).
 *
 *     npx jiti bench/experiment-runner.ts --help
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { replaceBetween, table } from '../scripts/support/documents';
import { integerFrom, program, runProgram } from '../scripts/support/program';
import { builtFile } from '../src/support/paths';
import { median } from '../src/support/statistics';

const DOCUMENT = 'docs/experiments.md';
/** Clock ticks of /proc/PID/stat. */
const TICKS_PER_S = 100;

interface Options {
  runs: number;
  rounds: number;
  brain: string;
  circuit: string;
  write: boolean;
}

/** One way to drive the same runs. */
interface Variant {
  readonly name: string;
  /** Arguments of node; the runs are those of `file`, and what they leave goes into `folder`. */
  readonly args: (file: string, folder: string) => readonly string[];
}

const MAIN = builtFile('cli', 'main.js');
const runnerWith = (workers: number): Variant => ({
  name: `runner, ${workers === 1 ? '1 worker' : `${workers} workers`}`,
  args: (file, folder) => [
    ...[MAIN, 'experiment', file, '--workers', String(workers), '--no-report', '--json', '--out', folder],
  ],
});

/** Plans the file and drives its runs by sessions, one after the other. */
const SESSIONS = `
  const load = (...parts) => require(${JSON.stringify(builtFile())} + '/' + parts.join('/') + '.js');
  const { planExperiments } = load('experiment', 'plan', 'plan-experiments');
  const { sessionOptionsOf } = load('experiment', 'work', 'session-options-of');
  const { Session } = load('session', 'session');
  const [file, folder] = process.argv.slice(1);
  planExperiments([file]).then(async ({ runs }) => {
    for (const run of runs) {
      const options = sessionOptionsOf(run, folder + '/' + run.key);
      const { statistics } = await new Session(options).run();
      if (!statistics.completed) throw new Error('a run was not completed');
    }
  });
`;
const VARIANTS: readonly Variant[] = [
  { name: 'sessions in one process', args: (file, folder) => ['-e', SESSIONS, file, folder] },
  runnerWith(1),
  runnerWith(2),
];

/** Seconds of the wall clock, and of all processors. */
interface Cost {
  readonly wall_s: number;
  readonly processor_s: number;
}

async function main({ runs, rounds, brain, circuit, write }: Options): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-bench-'));
  try {
    const file = path.join(folder, 'experiment.yml');
    const experiment = { brains: [brain], circuits: [circuit], repetitions: runs, record: false };
    writeFileSync(file, JSON.stringify(experiment));
    const costs = VARIANTS.map((): Cost[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, variant] of VARIANTS.entries()) {
        costs[i]!.push(measure(variant, file, path.join(folder, `${i}-${round}`)));
        process.stderr.write(`${variant.name}: ${JSON.stringify(costs[i]!.at(-1))}\n`);
      }
    }
    const text = describe(costs, runs, { brain, circuit, rounds });
    process.stdout.write(`${text}\n`);
    if (write) replaceBetween(DOCUMENT, 'bench experiment-runner', text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure({ name, args }: Variant, file: string, folder: string): Cost {
  const [before_s, start_ms] = [endedProcesses_s(), performance.now()];
  const { status, stderr } = spawnSync(process.execPath, args(file, folder), {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`${name} ended with code ${status}: ${stderr}`);
  return { wall_s: (performance.now() - start_ms) / 1000, processor_s: endedProcesses_s() - before_s };
}

/** Processor time of the processes that this one has started, theirs included (proc(5)). */
function endedProcesses_s(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_S;
}

function describe(
  costs: readonly (readonly Cost[])[],
  runs: number,
  { brain, circuit, rounds }: Pick<Options, 'brain' | 'circuit' | 'rounds'>,
): string {
  const wall_s = costs.map((each) => median(each.map((cost) => cost.wall_s))!);
  const processor_s = costs.map((each) => median(each.map((cost) => cost.processor_s))!);
  const rows = VARIANTS.map(({ name }, i) => [
    name,
    wall_s[i]!.toFixed(2),
    processor_s[i]!.toFixed(2),
    ((60 * runs) / wall_s[i]!).toFixed(0),
  ]);
  const perRun_ms = (s: readonly number[]) => ((1000 * (s[1]! - s[0]!)) / runs).toFixed(0);
  return [
    `${runs} laps of ${circuit} in lockstep by ${brain}, nothing recorded; medians of ${rounds} rounds, on ` +
      `${cpus().length} cores (${cpus()[0]?.model.trim()}), planning and the start of all processes included:`,
    '',
    table(['', 'wall clock s', 'processor time s', 'runs per minute'], rows),
    '',
    `The runner takes ${perRun_ms(wall_s)} ms of the wall clock and ${perRun_ms(processor_s)} ms of processor time for each run ` +
      `more than the run itself; two workers drive ${(wall_s[1]! / wall_s[2]!).toFixed(2)} times the runs of one.`,
  ].join('\n');
}

void runProgram(
  program(
    'npx jiti bench/experiment-runner.ts',
    `Measures the runner of experiments; --write puts it into ${DOCUMENT}.`,
  )
    .option('--runs <number>', 'runs of each experiment', integerFrom(1), 20)
    .option('--rounds <number>', 'rounds in turn', integerFrom(1), 3)
    .option('--brain <name>', 'drives them', 'slim_pilotnet')
    .option('--circuit <name>', 'is driven', 'simple_circuit')
    .option('--write', 'write the document', false)
    .action(main),
);
