// Datasets and models that the tables need: made once, kept in out/strategies.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../bench/tables.mjs';
import { brain, folder, OUT, relative, say } from './commands.mjs';

const CALIBRATION_FRAMES = 500;

/** The fixed test set, and another drive for calibration: no picture of one is in the other. */
export async function makeDatasets({ quick, seed }) {
  const test = path.join(OUT, 'test-set');
  const calibration = path.join(OUT, 'calibration');
  folder();
  if (!isRecorded(test, { kind: 'test set', seed })) {
    say('recording the test set ...');
    await record(['dataset', 'record', test, '--test-set', '--seed', `${seed}`], test);
  }
  const frames = quick ? 100 : CALIBRATION_FRAMES;
  if (!isRecorded(calibration, { kind: 'drives', seed: seed + 1, frames })) {
    say('recording pictures for calibration ...');
    const args = ['dataset', 'record', calibration, '--frames', `${frames}`, '--seed', `${seed + 1}`];
    await record(args, calibration);
  }
  return { test, calibration };
}

/** Whether a folder holds the whole of what would be recorded: Ctrl-C leaves a part, and another seed other pictures.
 *  @param wanted entries of dataset.json */
export function isRecorded(dataset, wanted) {
  const file = path.join(dataset, 'dataset.json');
  if (!existsSync(file)) return false;
  const facts = JSON.parse(readFileSync(file, 'utf8'));
  return facts.complete === true && Object.entries(wanted).every(([key, value]) => facts[key] === value);
}

/** Half a dataset is no dataset: before and after, there is a whole one or none. */
async function record(args, into) {
  rmSync(into, { recursive: true, force: true });
  try {
    await brain(args);
  } catch (error) {
    rmSync(into, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Makes the model of each strategy that has none yet or was made of something else.
 * @returns entries with `file` (null: missing or failed) and `why`
 */
export async function makeModels(entries, { calibration, train, seed }) {
  const made = [];
  const labels = digestOfLabels(calibration);
  for (const [i, entry] of entries.entries()) {
    if (!existsSync(path.join(ROOT, entry.source)) && train && entry.train?.includes('strategies.sh')) {
      say(`training ${entry.id} ...`);
      spawnSync('bash', entry.train.split(' ').slice(1), { cwd: ROOT, stdio: 'inherit' });
    }
    if (!existsSync(path.join(ROOT, entry.source))) {
      made.push({
        ...entry,
        file: null,
        why: `${entry.source} is missing; made by: ${entry.train ?? 'nothing here'}`,
      });
      continue;
    }
    if (entry.optimize === null) {
      made.push({ ...entry, file: entry.source, why: null });
      continue;
    }
    made.push(await optimised(entry, { calibration, labels, seed, place: `${i + 1}/${entries.length}` }));
  }
  return made;
}

async function optimised(entry, { calibration, labels, seed, place }) {
  const file = path.join(folder('models'), `${entry.id}.onnx`);
  const args = ['optimize', entry.source, ...entry.optimize, '--calibration', relative(calibration)];
  args.push('--seed', `${seed}`, '--out', relative(file));
  const marker = `${file}.made.json`;
  const madeOf = { args, ...sums(entry), labels };
  if (existsSync(file) && isMadeOf(marker, madeOf)) return { ...entry, file: relative(file), why: null };
  say(`${place} ${entry.id} ...`);
  try {
    for (const old of [file, marker, cardOf(file)]) rmSync(old, { force: true });
    await brain(args, { quiet: true });
    writeFileSync(marker, JSON.stringify(madeOf));
    return { ...entry, file: relative(file), why: null };
  } catch (error) {
    say(error.message);
    return { ...entry, file: null, why: error.message };
  }
}

/** Whether a model was made of just this. */
export function isMadeOf(marker, madeOf) {
  return existsSync(marker) && readFileSync(marker, 'utf8') === JSON.stringify(madeOf);
}

/** Sums of the files that a model is made of: its parent, the parent's card, ranges of a training. */
function sums({ source, optimize }) {
  const ranges = optimize[optimize.indexOf('--ranges') + 1];
  const model = path.join(ROOT, source);
  return {
    source: sha256(model),
    card: sha256(cardOf(model)),
    ranges: optimize.includes('--ranges') ? sha256(path.join(ROOT, ranges)) : null,
  };
}

export const cardOf = (model) => model.replace(/\.onnx$/, '.card.yml');

/** Tells the pictures of one drive from those of another: names and labels of all its parts. */
export function digestOfLabels(dataset) {
  const hash = createHash('sha256');
  const tables = readdirSync(dataset, { recursive: true }).filter(
    (file) => path.basename(file) === 'data.csv',
  );
  for (const file of tables.sort()) hash.update(`${file}\n`).update(readFileSync(path.join(dataset, file)));
  return hash.digest('hex');
}

export function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
