import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { jsonOfBrain } from '../scripts/support/processes';
import { say } from '../scripts/support/program';
import type { Direction } from '../src/circuit/direction';
import type { LapStatistics } from '../src/measure/metrics/lap-statistics';
import { formatNumber } from '../src/measure/report/format';
import { cardOf, type MadeModel, sha256 } from './make-models';
import type { PerfectLaps } from './perfect-laps';
import { relative, type StudyFolder } from './study-folder';

/** What the tables need of a lap's statistics. */
export type LapResult = Pick<
  LapStatistics,
  | 'average_speed_mps'
  | 'brain_iterations_frequency_real_time'
  | 'circuit'
  | 'completed'
  | 'direction'
  | 'ended_because'
  | 'inference_time_ms'
  | 'percentage_completed'
  | 'position_deviation_max_m'
  | 'position_deviation_mean_m'
  | 'step_time_ms'
  | 'wall_contacts'
>;

/** BehaviorMetrics' position_deviation_mae, compared with the circuit's own line and with their perfect lap: two
 *  figures that cannot be compared with each other. Null where the lap does not give them. */
export interface DeviationFigures {
  readonly deviation_figure_own_line: number | null;
  readonly deviation_figure_perfect_lap: number | null;
}

export interface StudyLap extends LapResult, DeviationFigures {
  /** Of the strategy. */
  readonly id: string;
  /** Of the model's file. */
  readonly sha256: string;
}

export interface LapOptions {
  readonly perfectLaps: PerfectLaps;
  readonly seed: number;
  readonly circuits: readonly string[];
}

interface Job {
  readonly entry: MadeModel;
  readonly circuit: string;
  readonly direction: Direction;
}

type World = 'lockstep' | 'ros';

/** Both directions of each circuit. Laps in lockstep need no clock, so one a core is driven at a time. */
export function driveLockstep(
  entries: readonly MadeModel[],
  folder: StudyFolder,
  options: LapOptions,
): Promise<StudyLap[]> {
  const directions: readonly Direction[] = ['forward', 'reverse'];
  const jobs = entries.flatMap((entry) =>
    options.circuits.flatMap((circuit) => directions.map((direction) => ({ entry, circuit, direction }))),
  );
  return new LapDriver(folder, 'lockstep', options).drive(jobs, availableParallelism());
}

/** Forward laps by the wall clock, one at a time. */
export function driveRos(
  entries: readonly MadeModel[],
  folder: StudyFolder,
  options: LapOptions,
): Promise<StudyLap[]> {
  const jobs = entries.flatMap((entry) =>
    options.circuits.map((circuit): Job => ({ entry, circuit, direction: 'forward' })),
  );
  return new LapDriver(folder, 'ros', options).drive(jobs, 1);
}

/** Drives each lap once: its statistics stay in the study's folder until its model changes. */
class LapDriver {
  readonly #folder: StudyFolder;
  readonly #world: World;
  readonly #options: LapOptions;
  readonly #started_ms = performance.now();
  #driven = 0;

  constructor(folder: StudyFolder, world: World, options: LapOptions) {
    this.#folder = folder;
    this.#world = world;
    this.#options = options;
  }

  async drive(jobs: readonly Job[], atOnce: number): Promise<StudyLap[]> {
    const laps = new Map<number, StudyLap>();
    const waiting = [...jobs.entries()];
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [i, job] = next;
        const { lap, isNew } = await this.#lap(job);
        laps.set(i, lap);
        if (isNew) this.#tell(lap, `${i + 1}/${jobs.length}`, waiting.length);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return [...laps].sort(([a], [b]) => a - b).map(([, lap]) => lap);
  }

  async #lap(job: Job): Promise<{ lap: StudyLap; isNew: boolean }> {
    const { entry, circuit, direction } = job;
    const name = `${this.#world}-${entry.id}-${circuit}-${direction}`;
    const file = path.join(this.#folder.sub('laps'), `${name}.json`);
    const model = path.join(PACKAGE_ROOT, entry.file);
    const perfectLap = this.#options.perfectLaps.get(circuit) ?? null;
    const madeOf = {
      sha256: sha256(model),
      card: sha256(cardOf(model)),
      perfectLap: perfectLap === null ? null : sha256(perfectLap),
      seed: this.#options.seed,
    };
    const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SavedLap) : null;
    if (before !== null && JSON.stringify(before.madeOf) === JSON.stringify(madeOf)) {
      return { lap: before.lap, isNew: false };
    }
    const statistics = await this.#statistics(job, path.join(this.#folder.sub('laps'), name));
    const figures = await deviationFigures(statistics, perfectLap);
    const lap = { id: entry.id, sha256: madeOf.sha256, ...statistics, ...figures };
    writeFileSync(file, `${JSON.stringify({ madeOf, lap }, null, 2)}\n`);
    return { lap, isNew: true };
  }

  #statistics({ entry, circuit, direction }: Job, out: string): Promise<LapStatistics> {
    rmSync(out, { recursive: true, force: true });
    const args = ['lap', brainFile(entry, this.#folder), '--circuit', circuit, '--direction', direction];
    // The models are compared, not what makes up for old frames.
    args.push('--compensation', 'off');
    args.push('--world', this.#world, '--seed', `${this.#options.seed}`, '--record', '--out', out);
    // Exit code 1: the lap was not completed, and its figures say how far it came.
    return jsonOfBrain<LapStatistics>(args, { codes: [0, 1] });
  }

  #tell(lap: StudyLap, place: string, left: number): void {
    this.#driven += 1;
    const left_s = ((performance.now() - this.#started_ms) / this.#driven / 1000) * left;
    say(
      `${this.#world} ${place} ${lap.id} ${lap.circuit} ${lap.direction}: ` +
        `${lap.completed ? 'completed' : lap.ended_because}, ${formatNumber(lap.average_speed_mps, 2, 'm/s')}, ` +
        `${formatNumber(lap.position_deviation_mean_m, 3, 'm')}; at most ${Math.ceil(left_s / 60)} min left`,
    );
  }
}

interface SavedLap {
  readonly madeOf: object;
  readonly lap: StudyLap;
}

async function deviationFigures(
  { files, direction, completed }: LapStatistics,
  perfectLap: string | null,
): Promise<DeviationFigures> {
  // In reverse, or for a part of a lap, the figure has no meaning.
  if (files.recording === undefined || files.metrics === undefined || direction !== 'forward' || !completed) {
    return { deviation_figure_own_line: null, deviation_figure_perfect_lap: null };
  }
  const own = JSON.parse(readFileSync(files.metrics, 'utf8')) as Deviation;
  const compared =
    perfectLap === null
      ? null
      : await jsonOfBrain<Deviation>(['metrics', files.recording, '--perfect-lap', perfectLap]);
  return {
    deviation_figure_own_line: own.position_deviation_mae,
    deviation_figure_perfect_lap: compared?.position_deviation_mae ?? null,
  };
}

interface Deviation {
  readonly position_deviation_mae: number | null;
}

/** A brain that drives with exactly this file, on the CPU. */
function brainFile({ id, file }: MadeModel, folder: StudyFolder): string {
  const yaml = path.join(folder.sub('brains'), `${id}.yml`);
  const model = JSON.stringify(path.join(PACKAGE_ROOT, file));
  writeFileSync(
    yaml,
    `# Written by study/drive-laps.ts.\nBehaviors:\n  Robot:\n    BrainPath: network\n    Parameters:\n` +
      `      Model: ${model}\n      Provider: cpu\n    Type: f1\n`,
  );
  return relative(yaml);
}
