/**
 * Drives the benchmark suite with the brains that ship, and writes their table into README.md and docs/suite.md. What has
 * been driven in its folder is not driven again; a brain without all of its runs is left out of the table.
 *
 *     npm run suite-table -- --help
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import path from 'node:path';
import { brainNames } from '../src/config/brain-file';
import { hashFile } from '../src/experiment/run/planned-files';
import { readSuiteResult, writeSuiteResult } from '../src/experiment/suite/result-file';
import { NEWEST_SUITE, readSuite } from '../src/experiment/suite/suite-file';
import type { BrainResult, SuiteResult } from '../src/experiment/suite/suite-result';
import { factorName, factorsOf, formatPercent } from '../src/experiment/suite/suite-table';
import { formatNumber, MISSING } from '../src/measure/report/format';
import { builtFile } from '../src/support/paths';
import { replaceBetween, table } from './support/documents';
import { PACKAGE_ROOT } from './support/paths';
import { integerFrom, names, program, runProgram, say } from './support/program';

/** The README has no room for more. */
const MOST_IN_README = 3;
const RESULT_FILE = 'docs/suite-v1.json';

interface Options {
  brains?: string[];
  out: string;
  workers: number;
  drive: boolean;
}

function main({ brains, out, workers, drive }: Options): void {
  if (drive) driveSuite(brains ?? brainNames(), out, workers);
  const result = readSuiteResult(out);
  const suite = readSuite(NEWEST_SUITE);
  if (result.suite.sha256 !== suite.sha256) {
    throw new Error(`${out}: is of another suite than ${suite.file}; drive that one`);
  }
  const scored = result.brains.filter((brain) => brain.score !== null && ships(brain));
  if (scored.length === 0) throw new Error(`${out}: no brain has a score, so there is no table to write`);
  replaceBetween('README.md', 'suite models', `${introduce(result, scored)}\n\n${readmeTable(scored)}`);
  replaceBetween(
    'docs/suite.md',
    'suite models',
    `${fullTable(result, scored)}\n\n${origin(result, scored)}`,
  );
  publish(result, scored);
  say(`README.md and docs/suite.md: ${scored.length} of ${brainNames().length} brains`);
}

/** The result behind the table, for `f1-brain suite verify`. */
function publish(result: SuiteResult, scored: readonly BrainResult[]): void {
  const brains = scored.map(({ brain }) => brain);
  const runs = result.runs.filter(({ brain }) => brains.includes(brain));
  const published = { ...result, brains: scored, brains_asked: brains, runs };
  writeSuiteResult(published, PACKAGE_ROOT, RESULT_FILE);
}

/** Whether a brain was driven with the model that ships now. */
function ships({ brain, model, model_sha256 }: BrainResult): boolean {
  if (!brainNames().includes(brain)) return false;
  return model === null || hashFile(path.join(PACKAGE_ROOT, 'models', `${model}.onnx`)) === model_sha256;
}

function driveSuite(brains: readonly string[], out: string, workers: number): void {
  const args = ['experiment', 'suite', '--brains', brains.join(','), '--workers', String(workers)];
  const { status } = spawnSync(
    process.execPath,
    [builtFile('cli', 'main.js'), ...args, '--resume', '--out', out],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  // Runs that are missing, or ended by a fault, leave their brain without a score.
  if (status !== 0 && status !== 1) throw new Error(`f1-brain ${args.join(' ')} ended with ${status}`);
}

function readmeTable(scored: readonly BrainResult[]): string {
  const head = ['brain', 'score', 'laps of the five circuits', 'of unseen circuits', 'speed m/s'];
  return table(
    [...head, 'lateral deviation mean m', 'laps in corrupted images', 'at 10 Hz', 'at 50 and 150 ms'],
    scored
      .slice(0, MOST_IN_README)
      .map((brain) => [
        `\`${brain.brain}\``,
        formatNumber(brain.score, 1),
        laps(brain.clear.known),
        laps(brain.clear.unseen),
        formatNumber(brain.clear.known?.average_speed_mps ?? null, 2),
        formatNumber(brain.clear.known?.position_deviation_mean_m ?? null, 3),
        ...['image_corruption', 'camera_rate', 'latency'].map((factor) => lapsUnder(brain, factor)),
      ]),
  );
}

function laps(figures: { readonly completed: number; readonly runs: number } | undefined): string {
  return figures === undefined ? MISSING : `${figures.completed} of ${figures.runs}`;
}

function lapsUnder({ levels }: BrainResult, factor: string): string {
  const own = levels.filter((level) => level.factor === factor);
  const sum = (of: (level: (typeof own)[number]) => number) =>
    own.reduce((total, level) => total + of(level), 0);
  return own.length === 0 ? MISSING : `${sum(({ completed }) => completed)} of ${sum(({ runs }) => runs)}`;
}

/** Every part, and every level. */
function fullTable(result: SuiteResult, scored: readonly BrainResult[]): string {
  const factors = factorsOf(result);
  const parts = table(
    [
      ...['brain', 'score', 'success %', 'deviation %', 'speed %', 'infractions %', 'robustness %'],
      ...factors.map((factor) => `${factorName(factor)} %`),
    ],
    scored.map((brain) => [
      `\`${brain.brain}\``,
      formatNumber(brain.score, 1),
      ...(['success', 'deviation', 'speed', 'infractions', 'robustness'] as const).map((part) =>
        formatPercent(brain.parts[part]),
      ),
      ...factors.map((factor) => formatPercent(brain.robustness[factor] ?? null)),
    ]),
  );
  const levels = scored[0]!.levels.map(({ level }) => level);
  const byLevel = table(
    ['brain', ...levels],
    scored.map((brain) => [
      `\`${brain.brain}\``,
      ...brain.levels.map(
        ({ value, completed, runs }) => `${formatPercent(value)} (${completed} of ${runs})`,
      ),
    ]),
  );
  return `${parts}\n\nPoints in percent at each level, with the laps completed:\n\n${byLevel}`;
}

/** What the README says of the suite. */
function introduce(result: SuiteResult, scored: readonly BrainResult[]): string {
  const best = scored.length > MOST_IN_README ? `The best ${MOST_IN_README}; all are in docs/suite.md. ` : '';
  return (
    'The [benchmark suite](docs/suite.md) scores a brain from 0 to 100: five circuits and ten that no model was trained on,\n' +
    'rain, snow, fog, night and sun flare, a slow camera, latency. The last three columns are laps completed there.\n' +
    `${best}${origin(result, scored)} Made by \`npm run suite-table\`.`
  );
}

/** Which brains were driven, when and where. */
function origin({ suite, driven_by, driven_until }: SuiteResult, scored: readonly BrainResult[]): string {
  const all = brainNames().length;
  const others =
    scored.length === all
      ? ''
      : ` So far ${scored.length} of the ${all} brains that ship ${scored.length === 1 ? 'has' : 'have'} been driven.`;
  const day = driven_until?.slice(0, 10) ?? 'at an unknown time';
  return (
    `Suite ${suite.name}, ${suite.runs_per_brain} runs for each brain, driven ${day} by f1-brain ` +
    `${driven_by.program_versions.join(', ')} on ${driven_by.cpus.join(', ')}.${others}`
  );
}

const command = program(
  'npm run suite-table --',
  'Drives the benchmark suite with the brains that ship, and writes the table of README.md and docs/suite.md.',
)
  .option('--brains <names>', 'only these, separated by commas (default: all that ship)', names)
  .option('--out <folder>', 'folder of the runs', path.join(PACKAGE_ROOT, 'out', 'suite-v1'))
  .option('--workers <number>', 'runs at once', integerFrom(1, 1024), cpus().length)
  .option('--no-drive', 'write the table of what has been driven')
  .action((options: Options) => main(options));

void runProgram(command);
