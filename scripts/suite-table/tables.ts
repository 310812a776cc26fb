import path from 'node:path';
import { brainNames } from '../../src/config/brain-file';
import { hashFile } from '../../src/experiment/run/planned-files';
import { writeSuiteResult } from '../../src/experiment/suite/result-file';
import type { BrainResult, SuiteResult } from '../../src/experiment/suite/suite-result';
import { factorName, factorsOf, formatShare } from '../../src/experiment/suite/suite-table';
import { formatNumber, MISSING } from '../../src/measure/report/format';
import { replaceBetween, table } from '../support/documents';
import { PACKAGE_ROOT } from '../support/paths';

/** The README has no room for more. */
const MOST_IN_README = 3;
const RESULT_FILE = 'docs/suite-v1.json';

/**
 * Writes the tables of README.md and docs/suite.md, and docs/suite-v1.json for `f1-brain suite verify`. A brain without a
 * score, or that was driven with another model than the one that ships, is left out.
 * @param into the folder with these documents
 * @returns how many brains the tables have
 */
export function writeSuiteTables(result: SuiteResult, into: string): number {
  const scored = result.brains.filter((brain) => brain.score !== null && ships(brain));
  if (scored.length === 0) throw new Error('no brain that ships has a score, so there is no table to write');
  const [introduction, where] = [introduce(result, scored), origin(result, scored)];
  replaceBetween('README.md', 'suite models', `${introduction}\n\n${readmeTable(scored)}`, into);
  replaceBetween('docs/suite.md', 'suite models', `${fullTable(result, scored)}\n\n${where}`, into);
  publish(result, scored, into);
  return scored.length;
}

/** The result behind the tables. */
function publish(result: SuiteResult, scored: readonly BrainResult[], into: string): void {
  const brains = scored.map(({ brain }) => brain);
  const runs = result.runs.filter(({ brain }) => brains.includes(brain));
  writeSuiteResult({ ...result, brains: scored, brains_asked: brains, runs }, into, RESULT_FILE);
}

/** Whether a brain was driven with the model that ships now. */
function ships({ brain, model, model_sha256 }: BrainResult): boolean {
  if (!brainNames().includes(brain)) return false;
  return model === null || hashFile(path.join(PACKAGE_ROOT, 'models', `${model}.onnx`)) === model_sha256;
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
        formatShare(brain.parts[part]),
      ),
      ...factors.map((factor) => formatShare(brain.robustness[factor] ?? null)),
    ]),
  );
  const levels = scored[0]!.levels.map(({ level }) => level);
  const byLevel = table(
    ['brain', ...levels],
    scored.map((brain) => [
      `\`${brain.brain}\``,
      ...brain.levels.map(({ value, completed, runs }) => `${formatShare(value)} (${completed} of ${runs})`),
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
