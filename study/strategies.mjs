// Makes every strategy of the published tables, evaluates them all, drives with each, and writes the tables of
// docs/evaluation.md, docs/results.md and README.md.
//
//     npm run strategies [-- OPTIONS]
//       --only offline,gpu,lockstep,ros   parts to measure (default: all of them)
//       --models ID,ID                    these models alone, by their ids (--plan shows them); their tables are
//                                         printed, as those of --quick are
//       --ros-models ID,ID | all          models to drive over ROS (default: those that ship or whose strategy's
//                                         laps were published, half an hour in all; or --models)
//       --ros-circuits NAME,NAME | all    default: simple_circuit and montreal_line, as published
//       --circuits NAME,NAME              circuits in lockstep (default: all)
//       --perfect-laps PATH,PATH          BehaviorMetrics' lap bags, or their folder, for their deviation figure
//       --rounds N, --frames N            of the evaluation (default: 20, 1000)
//       --at-once N                       models in one evaluation, the reference among them (default: 16); each takes
//                                         about 100 MB
//       --train                           trains what is missing first
//       --quick                           few pictures, one circuit: to see that everything works
//       --seed N
//       --plan                            says what would be done and does nothing
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { argument, machine, replaceBetween } from '../bench/tables.mjs';
import { folder, say } from './commands.mjs';
import { strategyList } from './list.mjs';
import { makeDatasets, makeModels } from './make-models.mjs';
import { gpu, offline, offlineTables } from './offline.mjs';
import { findPerfectLaps } from './perfect-laps.mjs';
import { shippedTables } from './shipped.mjs';
import { CIRCUITS, driveLockstep, driveRos, drivesOverRos, lockstepTable, rosTables } from './simulation.mjs';

const PARTS = ['offline', 'gpu', 'lockstep', 'ros'];
const WITH_VALUE = [
  'only',
  'models',
  'ros-models',
  'ros-circuits',
  'circuits',
  'perfect-laps',
  'rounds',
  'frames',
  'at-once',
  'seed',
];
const FLAGS = ['train', 'quick', 'plan'];

function fail(message) {
  say(`strategies: ${message}`);
  process.exit(2);
}

function checkArguments() {
  const given = process.argv.slice(2);
  for (let i = 0; i < given.length; i++) {
    const name = given[i].replace(/^--/, '');
    if (!given[i].startsWith('--') || (!WITH_VALUE.includes(name) && !FLAGS.includes(name))) {
      fail(
        `${given[i]} is no option; there are ${[...WITH_VALUE, ...FLAGS].map((one) => `--${one}`).join(', ')}`,
      );
    }
    if (WITH_VALUE.includes(name) && (given[++i] === undefined || given[i].startsWith('--')))
      fail(`--${name} needs a value`);
  }
}

const flag = (name) => process.argv.includes(`--${name}`);
const list = (name) => argument(`--${name}`)?.split(',') ?? null;
const listOrAll = (name, all) => (argument(`--${name}`) === 'all' ? all : list(name));

function oneOf(name, values, known) {
  const wrong = values?.find((value) => !known.includes(value));
  if (wrong !== undefined) fail(`--${name} ${wrong}: choose from ${known.join(', ')}`);
  return values;
}

function wholeNumber(name, otherwise, least = 1) {
  const text = argument(`--${name}`);
  const value = text === null ? otherwise : Number(text);
  if (!Number.isInteger(value) || value < least)
    fail(`--${name} ${text}: a whole number from ${least} is needed`);
  return value;
}

/** Whether a part was measured as its document has it: all models, all circuits. */
function whole(part) {
  const options = { lockstep: ['circuits'], ros: ['ros-models', 'ros-circuits'] }[part] ?? [];
  return !quick && chosen === null && options.every((name) => [null, 'all'].includes(argument(`--${name}`)));
}

/** A whole table goes into the document; a part of it is printed, and the document keeps the whole one. */
function write(part, file, name, text) {
  if (!whole(part)) {
    if (file === 'docs/evaluation.md') process.stdout.write(`${text}\n`);
    return;
  }
  // A document that lacks one place still gets the others.
  try {
    replaceBetween(file, name, text);
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}

/** Figures of a whole part, which later runs read, and those of a piece of it have files of their own. */
function save(part, found) {
  const name = whole(part) ? `${part}.json` : `${part}-of-some.json`;
  writeFileSync(path.join(folder(), name), `${JSON.stringify(found, null, 2)}\n`);
}

/** What a whole part saved, now or in an earlier run; null: never. */
function saved(part) {
  const file = path.join(folder(), `${part}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

checkArguments();
const quick = flag('quick');
const only = oneOf('only', list('only') ?? PARTS, PARTS);
const everything = strategyList();
const ids = everything.map(({ id }) => id);
const chosen = oneOf('models', list('models'), ids);
const options = {
  quick,
  seed: wholeNumber('seed', 1),
  train: flag('train'),
  rounds: wholeNumber('rounds', quick ? 3 : 20),
  frames: wholeNumber('frames', quick ? 300 : 1000),
  atOnce: wholeNumber('at-once', 16, 2),
};
const circuits = oneOf('circuits', list('circuits'), CIRCUITS) ?? (quick ? CIRCUITS.slice(0, 1) : CIRCUITS);
const rosCircuits =
  oneOf('ros-circuits', listOrAll('ros-circuits', CIRCUITS), CIRCUITS) ?? (quick ? ['simple_circuit'] : null);
const rosModels = oneOf('ros-models', listOrAll('ros-models', ids), ids) ?? chosen;
const perfectLaps = perfectLapsOf(list('perfect-laps') ?? []);

function perfectLapsOf(places) {
  try {
    return findPerfectLaps(places);
  } catch (error) {
    return fail(error.message);
  }
}

// The models that others are held against are always there.
const wanted = everything.filter(
  ({ id }) =>
    chosen === null || chosen.includes(id) || (only.includes('offline') && references(chosen).includes(id)),
);

function references(of) {
  return everything.filter(({ id }) => of.includes(id)).map(({ reference }) => reference);
}

if (flag('plan')) {
  for (const { id, family, words, source, optimize, published, publishedToo } of wanted) {
    const how = optimize === null ? source : `f1-brain optimize ${source} ${optimize.join(' ')}`;
    const twins = [published, publishedToo].filter((key) => key != null).map((key) => key.join(' '));
    const twin = twins.length === 0 ? 'nothing published' : `published: ${twins.join(', ')}`;
    process.stdout.write(`${id}\t${family}\t${words}\t${how}\t${twin}\n`);
  }
  process.exit(0);
}

const { test, calibration } = await makeDatasets(options);
const entries = await makeModels(wanted, { ...options, calibration });
const there = entries.filter(({ file }) => file !== null);
for (const { id, why } of entries.filter(({ file }) => file === null)) say(`left out: ${id}: ${why}`);

if (only.includes('offline')) {
  const found = await offline(entries, { ...options, test });
  save('offline', found);
  const { evaluation, results } = offlineTables(found);
  write('offline', 'docs/evaluation.md', 'strategies offline', evaluation);
  write('offline', 'docs/results.md', 'strategies offline', results);
}
if (only.includes('gpu')) {
  const text = await gpu(there, { ...options, test });
  if (text === null) say('left out: GPU providers: none of their models is there');
  else write('gpu', 'docs/evaluation.md', 'strategies gpu', text);
}
if (only.includes('lockstep')) {
  const laps = await driveLockstep(there, { ...options, perfectLaps, circuits });
  save('lockstep', laps);
  write(
    'lockstep',
    'docs/evaluation.md',
    'strategies lockstep',
    `${lockstepTable(there, laps)}\n\n${machine()}`,
  );
}
const measured = ['offline', 'lockstep'].find((part) => only.includes(part) && whole(part));
if (measured !== undefined) {
  const [found, laps] = ['offline', 'lockstep'].map(saved);
  if (found !== null && laps !== null) {
    const { docs, readme } = shippedTables(found.rows, laps);
    write(measured, 'docs/results.md', 'strategies models', `${docs}\n\n${machine()}`);
    write(measured, 'README.md', 'strategies models', `${readme}\n\n${machine()}`);
  }
}
if (only.includes('ros')) {
  const driven = there.filter((entry) => rosModels?.includes(entry.id) ?? drivesOverRos(entry));
  const laps = await driveRos(driven, { ...options, perfectLaps, circuits: rosCircuits });
  save('ros', laps);
  const { evaluation, results } = rosTables(driven, laps);
  write('ros', 'docs/evaluation.md', 'strategies simulation', evaluation);
  write('ros', 'docs/results.md', 'strategies simulation', results);
}
