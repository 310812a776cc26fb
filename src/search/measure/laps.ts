import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Direction } from '../../circuit/direction';
import type { PlannedRun } from '../../experiment/run/planned-run';
import type { RunResult } from '../../experiment/run/run-result';
import type { RunPool } from '../../experiment/work/run-pool';
import type { Courses } from './courses';
import type { Made } from './make';
import type { SearchJob } from './search-job';

/** What a lap in lockstep came to: the same whenever it is driven. */
export interface DrivenLap {
  readonly circuit: string;
  readonly direction: Direction;
  readonly outcome: string;
  readonly completed: boolean;
  readonly max_deviation_m: number | null;
  readonly mean_deviation_m: number | null;
  readonly mean_speed_mps: number | null;
  readonly wall_contacts: number | null;
}

/** A lap that brain, model or machine did not let be driven: it says nothing of how the model drives. */
export interface LapFault {
  readonly fault: string;
}

/** Drives laps in lockstep, several at once, each once. */
export class LapDriver {
  readonly #job: SearchJob;
  readonly #courses: Courses;
  readonly #pool: Pick<RunPool, 'slots' | 'drive'>;

  constructor(job: SearchJob, courses: Courses, pool: Pick<RunPool, 'slots' | 'drive'>) {
    this.#job = job;
    this.#courses = courses;
    this.#pool = pool;
  }

  /** The first laps of each model.
   *  @param count how many of each
   *  @returns for each model its laps in order, or the fault of one */
  async drive(models: readonly Made[], count: number): Promise<(readonly DrivenLap[] | LapFault)[]> {
    const jobs = models.flatMap((made, i) =>
      this.#courses
        .runsOf(made.file)
        .slice(0, count)
        .map((run) => ({ run, i })),
    );
    const laps = new Array<DrivenLap | LapFault>(jobs.length);
    let next = 0;
    let done = 0;
    const work = async () => {
      for (let at = next++; at < jobs.length; at = next++) {
        const { run } = jobs[at]!;
        laps[at] = await this.#lap(run);
        done += 1;
        this.#job.onProgress(
          done / jobs.length,
          `${run.model?.name} on ${run.circuit.name}, ${run.direction}`,
        );
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#pool.slots, jobs.length) }, work));
    return models.map((_, i) => collect(laps.filter((_lap, at) => jobs[at]!.i === i)));
  }

  async #lap(run: PlannedRun): Promise<DrivenLap | LapFault> {
    const { cache, signal } = this.#job;
    const of = { run: run.key };
    const kept = cache.read<DrivenLap>('lap', of);
    if (kept !== null) return kept;
    const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-search-'));
    try {
      const result = await this.#pool.drive(run, folder, signal);
      if (result.outcome === 'fault') return { fault: result.detail ?? 'no reason given' };
      const lap = toLap(result);
      cache.keep('lap', of, lap);
      return lap;
    } catch (error) {
      // The reason says that it was the user.
      signal.throwIfAborted();
      throw error;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function collect(laps: readonly (DrivenLap | LapFault)[]): readonly DrivenLap[] | LapFault {
  const fault = laps.find((lap) => 'fault' in lap);
  return fault ?? (laps as readonly DrivenLap[]);
}

function toLap({ run, outcome, statistics }: RunResult): DrivenLap {
  return {
    circuit: run.circuit.name,
    direction: run.direction,
    outcome,
    completed: statistics?.completed ?? false,
    max_deviation_m:
      statistics?.position_deviation_max_m ?? statistics?.position_deviation_until_crash_max_m ?? null,
    mean_deviation_m: statistics?.position_deviation_mean_m ?? null,
    mean_speed_mps: statistics?.average_speed_mps ?? null,
    wall_contacts: statistics?.wall_contacts ?? null,
  };
}
