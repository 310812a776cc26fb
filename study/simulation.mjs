// Drives each model in the built-in world, in lockstep and over ROS, and writes what came out beside what was
// published. Every lap is driven once: its figures stay in out/strategies/laps until its model changes.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { machine, ROOT, table } from '../bench/tables.mjs';
import { brain, folder, relative, say } from './commands.mjs';
import { ships } from './list.mjs';
import { cardOf, sha256 } from './make-models.mjs';
import { PUBLISHED_LAPS, publishedLap } from './published.mjs';

export const CIRCUITS = [
  'simple_circuit',
  'many_curves',
  'montreal_line',
  'montmelo_line',
  'nurburgring_line',
];
/** Where laps were published. */
const PUBLISHED_CIRCUITS = [...new Set(PUBLISHED_LAPS.map(({ circuit }) => circuit))];
const DIRECTIONS = ['forward', 'reverse'];
const DASH = '–';

/** Laps in lockstep need no clock: they do not disturb each other, but for their times. One a core. */
export async function driveLockstep(entries, { perfectLaps, seed, circuits = CIRCUITS }) {
  const jobs = entries.flatMap((entry) =>
    circuits.flatMap((circuit) => DIRECTIONS.map((direction) => ({ entry, circuit, direction }))),
  );
  return drive(jobs, { world: 'lockstep', atOnce: availableParallelism(), perfectLaps, seed });
}

/** Whether the wall clock is spent on a model unless somebody asks: it ships, or its strategy's laps were published. */
export function drivesOverRos(entry) {
  return ships(entry) || PUBLISHED_CIRCUITS.some((circuit) => twinLap(circuit, entry) !== null);
}

/** Laps by the wall clock, one at a time.
 *  @param circuits null: those of published laps */
export async function driveRos(entries, { perfectLaps, seed, circuits }) {
  const jobs = entries.flatMap((entry) =>
    (circuits ?? PUBLISHED_CIRCUITS).map((circuit) => ({ entry, circuit, direction: 'forward' })),
  );
  return drive(jobs, { world: 'ros', atOnce: 1, perfectLaps, seed });
}

async function drive(jobs, { world, atOnce, perfectLaps, seed }) {
  const laps = new Array(jobs.length);
  let next = 0;
  const started_ms = performance.now();
  let driven = 0;
  const worker = async () => {
    while (next < jobs.length) {
      const i = next++;
      const { lap, wasThere } = await driveOne(jobs[i], { world, perfectLaps, seed });
      laps[i] = lap;
      if (wasThere) continue;
      driven += 1;
      const left_s = ((performance.now() - started_ms) / driven / 1000) * (jobs.length - next);
      say(
        `${world} ${i + 1}/${jobs.length} ${lap.id} ${lap.circuit} ${lap.direction}: ` +
          `${lap.completed ? 'completed' : lap.ended_because}, ${cell(lap.average_speed_mps, 2)} m/s, ` +
          `${cell(lap.position_deviation_mean_m, 3)} m; at most ${Math.ceil(left_s / 60)} min left`,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return laps;
}

async function driveOne({ entry, circuit, direction }, { world, perfectLaps, seed }) {
  const name = `${world}-${entry.id}-${circuit}-${direction}`;
  const saved = path.join(folder('laps'), `${name}.json`);
  const perfectLap = perfectLaps.get(circuit) ?? null;
  const model = path.join(ROOT, entry.file);
  const [drives, card, against] = [model, cardOf(model), perfectLap].map((file) => file && sha256(file));
  const madeOf = { sha256: drives, card, perfectLap: against, seed };
  if (existsSync(saved)) {
    const before = JSON.parse(readFileSync(saved, 'utf8'));
    if (JSON.stringify(before.madeOf) === JSON.stringify(madeOf)) return { lap: before.lap, wasThere: true };
  }
  const out = path.join(folder('laps'), name);
  rmSync(out, { recursive: true, force: true });
  const args = ['lap', brainFile(entry), '--circuit', circuit, '--direction', direction, '--world', world];
  args.push('--seed', `${seed}`, '--record', '--out', out, '--json');
  // Exit code 1: the lap was not completed, and its figures say how far it came.
  const statistics = JSON.parse(await brain(args, { codes: [0, 1], quiet: true }));
  const lap = {
    id: entry.id,
    sha256: drives,
    ...statistics,
    ...(await theirFigures(statistics, perfectLap)),
  };
  writeFileSync(saved, `${JSON.stringify({ madeOf, lap }, null, 2)}\n`);
  return { lap, wasThere: false };
}

/** Their deviation figure, against their perfect lap and against the circuit's own line: two figures, because
 *  the one cannot be held against the other. */
async function theirFigures({ files, direction, completed }, perfectLap) {
  const none = { deviation_figure_own_line: null, deviation_figure_perfect_lap: null };
  // Driven the other way round, or not to the end, it means nothing.
  if (files.recording === undefined || direction !== 'forward' || !completed) return none;
  const own = JSON.parse(readFileSync(files.metrics, 'utf8'));
  const against = async () => {
    const found = await brain(['metrics', files.recording, '--perfect-lap', perfectLap, '--json'], {
      quiet: true,
    });
    return JSON.parse(found).position_deviation_mae;
  };
  return {
    deviation_figure_own_line: own.position_deviation_mae,
    deviation_figure_perfect_lap: perfectLap === null ? null : await against(),
  };
}

/** A brain that drives with exactly this file, on the CPU. */
function brainFile({ id, file }) {
  const yaml = path.join(folder('brains'), `${id}.yml`);
  const model = JSON.stringify(path.join(ROOT, file));
  writeFileSync(
    yaml,
    `# Written by study/strategies.mjs.\nBehaviors:\n  Robot:\n    BrainPath: network\n    Parameters:\n      Model: ${model}\n` +
      '      Provider: cpu\n    Type: f1\n',
  );
  return relative(yaml);
}

const LOCKSTEP_HEADER = [
  'strategy',
  'laps completed',
  'wall contacts',
  'speed m/s',
  'deviation mean m',
  'deviation max m',
  'worst lap: mean m',
  'not completed',
];

/** One row a model over all its laps. */
export function lockstepTable(entries, laps) {
  const rows = byFamily(entries, (entry) => {
    const own = laps.filter(({ id }) => id === entry.id);
    const done = own.filter(({ completed }) => completed);
    const worst = most(done, 'position_deviation_mean_m');
    const failed = own.filter(({ completed }) => !completed);
    return [
      entry.words,
      `${done.length} of ${own.length}`,
      // A lap that could not tell leaves the sum unknown.
      own.some(({ wall_contacts }) => wall_contacts == null)
        ? DASH
        : String(own.reduce((sum, { wall_contacts }) => sum + wall_contacts, 0)),
      cell(mean(done, 'average_speed_mps'), 2),
      cell(mean(done, 'position_deviation_mean_m'), 3),
      cell(most(done, 'position_deviation_max_m')?.position_deviation_max_m ?? null, 3),
      worst === null
        ? DASH
        : `${cell(worst.position_deviation_mean_m, 3)} (${worst.circuit}, ${worst.direction})`,
      failed
        .map(
          ({ circuit, direction, percentage_completed: p }) => `${circuit} ${direction} at ${cell(p, 0)} %`,
        )
        .join(', ') || DASH,
    ];
  });
  return rows.map(({ family, cells }) => `**${family}**\n\n${table(LOCKSTEP_HEADER, cells)}`).join('\n\n');
}

const ROS_HEADER = [
  'strategy',
  'circuit',
  'completed',
  'speed m/s',
  'deviation figure, against their perfect lap',
  'the same, against our line',
  'deviation mean m',
  'deviation max m',
  'brain iterations 1/s',
  'inference ms mean',
  'step ms p50',
  'wall contacts',
  'published speed m/s',
  'published deviation figure',
  'published iterations 1/s',
  'published inference ms',
];
const ROS_SHORT = [0, 1, 2, 3, 4, 6, 7, 8, 9, 12, 13, 14, 15];

/** @returns Markdown with every lap and column for docs/evaluation.md, and fewer of both for docs/results.md */
export function rosTables(entries, laps) {
  const driven = (shown) =>
    byFamily(entries, null, (entry) =>
      shown
        .filter(({ id }) => id === entry.id)
        .map((lap) => {
          const twin = twinLap(lap.circuit, entry);
          return [
            entry.words,
            lap.circuit,
            lap.completed ? 'yes' : `no (${lap.ended_because})`,
            cell(lap.average_speed_mps, 2),
            cell(lap.deviation_figure_perfect_lap, 2),
            cell(lap.deviation_figure_own_line, 2),
            cell(lap.position_deviation_mean_m, 3),
            cell(lap.position_deviation_max_m, 3),
            cell(lap.brain_iterations_frequency_real_time, 0),
            cell(lap.inference_time_ms.mean, 2),
            cell(lap.step_time_ms.p50, 2),
            cell(lap.wall_contacts, 0),
            twin === null ? DASH : `${twin.ended ?? twin.average_speed_mps} (${twin.family})`,
            `${twin?.deviation_figure ?? DASH}`,
            `${twin?.brain_hz ?? DASH}`,
            `${twin?.inference_ms ?? DASH}`,
          ];
        }),
    );
  const text = (columns, shown) =>
    driven(shown)
      .map(({ family, cells }) => {
        const header = columns.map((i) => ROS_HEADER[i]);
        return `**${family}**\n\n${table(
          header,
          cells.map((row) => columns.map((i) => row[i])),
        )}`;
      })
      .join('\n\n');
  const all = ROS_HEADER.map((_, i) => i);
  const published = laps.filter(({ circuit }) => PUBLISHED_CIRCUITS.includes(circuit));
  const told = `${beatenTold(entries, laps)}\n\n${machine()}`;
  return { evaluation: `${text(all, laps)}\n\n${told}`, results: `${text(ROS_SHORT, published)}\n\n${told}` };
}

/** Which models drove faster than the fastest published lap of a circuit and with a smaller deviation figure than the
 *  smallest one, in the same lap, wherever laps were published. */
function beatenTold(entries, laps) {
  const best = PUBLISHED_CIRCUITS.map((circuit) => {
    const theirs = PUBLISHED_LAPS.filter((one) => one.circuit === circuit && one.ended === null);
    return {
      circuit,
      speed_mps: Math.max(...theirs.map((one) => one.average_speed_mps)),
      figure: Math.min(...theirs.map((one) => one.deviation_figure)),
    };
  });
  const words = best.map((one) => `${one.circuit} ${one.speed_mps} m/s and ${one.figure}`).join(', ');
  const beats = ({ id }) =>
    best.every((one) => {
      const lap = laps.find((driven) => driven.id === id && driven.circuit === one.circuit);
      if (lap === undefined || !lap.completed || lap.deviation_figure_perfect_lap === null) return false;
      return lap.average_speed_mps > one.speed_mps && lap.deviation_figure_perfect_lap < one.figure;
    });
  const those = entries.filter(beats).map(({ words: name, family }) => `${family}: ${name}`);
  return `Beyond the best that was published for speed and for the deviation figure (${words}), both in one lap, on all of these circuits: ${those.length === 0 ? 'none' : those.join('; ')} (${those.length} of ${entries.length}).`;
}

/** What was published about driving with the same strategy; the baseline of theirs is the original network. */
function twinLap(circuit, { published }) {
  if (published === null) return null;
  const [family, strategy] = published;
  const key = strategy === 'baseline' ? ['TensorFlow', 'original'] : [family, strategy];
  return publishedLap(circuit, key);
}

function byFamily(entries, one, many = (entry) => [one(entry)]) {
  return [...new Set(entries.map(({ family }) => family))]
    .map((family) => ({ family, cells: entries.filter((entry) => entry.family === family).flatMap(many) }))
    .filter(({ cells }) => cells.length > 0);
}

function mean(laps, key) {
  return laps.length === 0 ? null : laps.reduce((sum, lap) => sum + lap[key], 0) / laps.length;
}

function most(laps, key) {
  return laps.reduce((worst, lap) => (worst === null || lap[key] > worst[key] ? lap : worst), null);
}

const cell = (value, n) => (value === null || value === undefined ? DASH : value.toFixed(n));
