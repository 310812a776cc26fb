import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { outputOfBrain } from '../scripts/support/processes';
import { say } from '../scripts/support/program';
import { readCard } from '../src/config/model-card';
import { messageOf } from '../src/errors';
import type { Strategy } from './list';
import { type CalibrationFolders, digestOfLabels } from './make-datasets';
import { relative, type StudyFolder } from './study-folder';

/** A strategy whose model was looked for or made. */
export interface StudyModel extends Strategy {
  /** Relative to the package; null where it is missing or could not be made. */
  readonly file: string | null;
  /** Why there is no file. */
  readonly why: string | null;
}

/** One whose model is there. */
export type MadeModel = StudyModel & { readonly file: string };

export function isMade(model: StudyModel): model is MadeModel {
  return model.file !== null;
}

export interface MakeOptions {
  readonly calibration: CalibrationFolders;
  /** Whether to train sources that are missing. */
  readonly train: boolean;
  readonly seed: number;
}

/** Makes the model of each strategy that has none yet or was made of something else. */
export async function makeModels(
  strategies: readonly Strategy[],
  folder: StudyFolder,
  options: MakeOptions,
): Promise<StudyModel[]> {
  const labels = {
    images: digestOfLabels(options.calibration.images),
    drives: digestOfLabels(options.calibration.drives),
  };
  const made: StudyModel[] = [];
  for (const [i, strategy] of strategies.entries()) {
    const { source, train, optimize } = strategy;
    const exists = () => existsSync(path.join(PACKAGE_ROOT, source));
    if (!exists() && options.train && train?.includes('strategies.sh')) {
      say(`training ${strategy.id} ...`);
      spawnSync('bash', train.split(' ').slice(1), { cwd: PACKAGE_ROOT, stdio: 'inherit' });
    }
    if (!exists()) {
      const why = `${source} is missing; made by: ${train ?? 'nothing here'}`;
      made.push({ ...strategy, file: null, why });
    } else if (optimize === null) {
      made.push({ ...strategy, file: source, why: null });
    } else {
      const place = `${i + 1}/${strategies.length}`;
      made.push(await optimized({ ...strategy, optimize }, folder, { ...options, labels, place }));
    }
  }
  return made;
}

type Optimized = Strategy & { readonly optimize: readonly string[] };

async function optimized(
  strategy: Optimized,
  folder: StudyFolder,
  {
    calibration,
    seed,
    labels,
    place,
  }: MakeOptions & {
    readonly labels: Readonly<Record<keyof CalibrationFolders, string>>;
    readonly place: string;
  },
): Promise<StudyModel> {
  const { id, source, optimize } = strategy;
  const { input, states } = readCard(path.join(PACKAGE_ROOT, source));
  const set = input.frames > 1 || states.length > 0 ? 'drives' : 'images';
  const file = path.join(folder.sub('models'), `${id}.onnx`);
  const args = ['optimize', source, ...optimize, '--calibration', relative(calibration[set])];
  args.push('--seed', `${seed}`, '--out', relative(file));
  const marker = `${file}.made.json`;
  const madeOf = { args, ...sums(strategy), labels: labels[set] };
  const done: StudyModel = { ...strategy, file: relative(file), why: null };
  if (existsSync(file) && isMadeOf(marker, madeOf)) return done;
  say(`${place} ${id} ...`);
  try {
    for (const old of [file, marker, cardOf(file)]) rmSync(old, { force: true });
    await outputOfBrain(args);
    writeFileSync(marker, JSON.stringify(madeOf));
    return done;
  } catch (error) {
    say(messageOf(error));
    return { ...strategy, file: null, why: messageOf(error) };
  }
}

/** Whether a model was made of just this. */
export function isMadeOf(marker: string, madeOf: object): boolean {
  return existsSync(marker) && readFileSync(marker, 'utf8') === JSON.stringify(madeOf);
}

/** Sums of the files that a model is made of: its parent, the parent's card, ranges of a training. */
function sums({ source, optimize }: Optimized) {
  const model = path.join(PACKAGE_ROOT, source);
  const at = optimize.indexOf('--ranges');
  const ranges = at < 0 ? null : (optimize[at + 1] ?? null);
  return {
    source: sha256(model),
    card: sha256(cardOf(model)),
    ranges: ranges === null ? null : sha256(path.join(PACKAGE_ROOT, ranges)),
  };
}

/** The card beside a model. */
export function cardOf(model: string): string {
  return model.replace(/\.onnx$/, '.card.yml');
}

export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
