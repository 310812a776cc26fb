import { measuredWhere } from '../scripts/support/documents';
import { say } from '../scripts/support/program';
import { driveLockstep, driveRos } from './drive-laps';
import { evaluateOffline } from './evaluate-models';
import { evaluateOnGpu } from './gpu';
import type { Strategy } from './list';
import { lockstepTables } from './lockstep-tables';
import { makeDatasets } from './make-datasets';
import { isMade, makeModels, type StudyModel } from './make-models';
import { offlineTables } from './offline-tables';
import type { StudyOptions } from './options';
import { StudyResults } from './results';
import { drivesOverRos, rosTables } from './ros-tables';
import { shippedTables } from './shipped';
import { StudyFolder } from './study-folder';

/** Makes, evaluates and drives what the options ask for.
 *  @returns whether every table has its place in the documents */
export async function runStudy(strategies: readonly Strategy[], options: StudyOptions): Promise<boolean> {
  const folder = new StudyFolder(options.quick);
  const { test, calibration } = await makeDatasets(folder, options);
  const entries = await makeModels(wantedStrategies(strategies, options), folder, {
    ...options,
    calibration,
  });
  for (const { id, file, why } of entries) if (file === null) say(`left out: ${id}: ${why}`);
  const study = {
    entries,
    folder,
    options: { ...options, test },
    results: new StudyResults(folder, options.whole),
  };
  const has = (part: (typeof options.only)[number]) => options.only.includes(part);
  if (has('offline')) await studyOffline(study);
  if (has('gpu')) await studyGpu(study);
  if (has('lockstep')) await studyLockstep(study);
  writeShippedTables(study);
  if (has('ros')) await studyRos(study);
  return !study.results.failed;
}

/** The strategies asked for; an evaluation has the models that they are compared with too. */
export function wantedStrategies(
  strategies: readonly Strategy[],
  { models, only }: Pick<StudyOptions, 'models' | 'only'>,
): Strategy[] {
  if (models === null) return [...strategies];
  const asked = strategies.filter(({ id }) => models.includes(id));
  const references = only.includes('offline') ? asked.map(({ reference }) => reference) : [];
  return strategies.filter(({ id }) => models.includes(id) || references.includes(id));
}

interface Study {
  readonly entries: readonly StudyModel[];
  readonly folder: StudyFolder;
  readonly options: StudyOptions & { readonly test: string };
  readonly results: StudyResults;
}

async function studyOffline({ entries, folder, options, results }: Study): Promise<void> {
  const found = await evaluateOffline(entries, folder, options);
  results.save('offline', found);
  const tables = offlineTables(found);
  results.write('offline', 'docs/evaluation.md', 'strategies offline', tables.evaluation);
  results.write('offline', 'docs/results.md', 'strategies offline', tables.results);
}

async function studyGpu({ entries, folder, options, results }: Study): Promise<void> {
  const text = await evaluateOnGpu(entries, folder, options);
  if (text === null) say('left out: GPU providers: none of their models is there');
  else results.write('gpu', 'docs/evaluation.md', 'strategies gpu', text);
}

async function studyLockstep({ entries, folder, options, results }: Study): Promise<void> {
  const driven = entries.filter(isMade);
  const laps = await driveLockstep(driven, folder, options);
  results.save('lockstep', laps);
  const text = `${lockstepTables(driven, laps)}\n\n${measuredWhere()}`;
  results.write('lockstep', 'docs/evaluation.md', 'strategies lockstep', text);
}

/** The table of the models needs the evaluation and the laps; one of them may be of an earlier run. */
function writeShippedTables({ options, results }: Study): void {
  const measured = (['offline', 'lockstep'] as const).find(
    (part) => options.only.includes(part) && results.isWhole(part),
  );
  const [found, laps] = [results.saved('offline'), results.saved('lockstep')];
  if (measured === undefined || found === null || laps === null) return;
  const { docs, readme } = shippedTables(found.rows, laps);
  results.write(measured, 'docs/results.md', 'strategies models', `${docs}\n\n${measuredWhere()}`);
  results.write(measured, 'README.md', 'strategies models', `${readme}\n\n${measuredWhere()}`);
}

async function studyRos({ entries, folder, options, results }: Study): Promise<void> {
  const { rosModels, rosCircuits } = options;
  const driven = entries
    .filter(isMade)
    .filter((entry) => rosModels?.includes(entry.id) ?? drivesOverRos(entry));
  const laps = await driveRos(driven, folder, { ...options, circuits: rosCircuits });
  results.save('ros', laps);
  const tables = rosTables(driven, laps);
  results.write('ros', 'docs/evaluation.md', 'strategies simulation', tables.evaluation);
  results.write('ros', 'docs/results.md', 'strategies simulation', tables.results);
}
