// Datasets and models that the tables need: made once, kept in out/strategies.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../tables.mjs';
import { brain, folder, OUT, relative, say } from './commands.mjs';

const CALIBRATION_FRAMES = 500;

/** The fixed test set, and another drive for calibration: no picture of one is in the other. */
export async function makeDatasets({ quick, seed }) {
  const test = path.join(OUT, 'test-set');
  const calibration = path.join(OUT, 'calibration');
  folder();
  if (!existsSync(test)) {
    say('recording the test set ...');
    await record(['dataset', 'record', test, '--test-set', '--seed', `${seed}`], test);
  }
  if (!existsSync(calibration)) {
    say('recording pictures for calibration ...');
    const frames = `${quick ? 100 : CALIBRATION_FRAMES}`;
    await record(
      ['dataset', 'record', calibration, '--frames', frames, '--seed', `${seed + 1}`],
      calibration,
    );
  }
  return { test, calibration };
}

/** Half a dataset would be taken for a whole one the next time. */
async function record(args, into) {
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
    made.push(await optimised(entry, { calibration, seed, place: `${i + 1}/${entries.length}` }));
  }
  return made;
}

async function optimised(entry, { calibration, seed, place }) {
  const file = path.join(folder('models'), `${entry.id}.onnx`);
  const args = ['optimize', entry.source, ...entry.optimize, '--calibration', relative(calibration)];
  args.push('--seed', `${seed}`, '--out', relative(file));
  const marker = `${file}.made.json`;
  const madeOf = JSON.stringify({ args, source: sha256(path.join(ROOT, entry.source)) });
  const isThere = existsSync(file) && existsSync(marker) && readFileSync(marker, 'utf8') === madeOf;
  if (isThere) return { ...entry, file: relative(file), why: null };
  say(`${place} ${entry.id} ...`);
  try {
    for (const old of [file, marker, file.replace(/\.onnx$/, '.card.yml')]) rmSync(old, { force: true });
    await brain(args, { quiet: true });
    writeFileSync(marker, madeOf);
    return { ...entry, file: relative(file), why: null };
  } catch (error) {
    say(error.message);
    return { ...entry, file: null, why: error.message };
  }
}

export function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
