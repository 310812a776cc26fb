import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Circuit } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';
import type { DriveCounts, DriveObserver } from '../drive';
import { LapMetrics } from '../metrics/lap-metrics';
import { type LapIdentity, type LapStatistics, lapStatistics } from '../metrics/lap-statistics';
import { wallsOf } from '../metrics/line';
import { lapPicturePng } from '../report/lap-picture';
import type { ProgressLine } from '../report/progress-line';
import { DrivenTrace } from '../report/trace';
import type { Decision, Pose } from '../types';

export interface RecorderOptions {
  /** Null when nobody knows the line: figures about it are then null, and there is no picture. */
  readonly circuit: Circuit | null;
  readonly direction: Direction;
  readonly laps: number;
  readonly log: Logger;
  readonly progress: ProgressLine | null;
  /** Simulated seconds after which the drive is given up; absent for no limit. */
  readonly limit_s?: number;
  /** Called once when the laps are over, for whatever reason. */
  readonly onEnd: () => void;
}

/** Watches one drive: figures, driven line, live line, and at the end the files. */
export class Recorder implements DriveObserver {
  readonly metrics: LapMetrics;
  readonly #trace = new DrivenTrace();
  readonly #options: RecorderOptions;
  readonly firstPose: Promise<void>;
  #start_s: number | null = null;
  #sawPose: () => void = () => {};
  #over = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.firstPose = new Promise((resolve) => {
      this.#sawPose = resolve;
    });
    this.metrics = new LapMetrics(options.circuit, options.direction, options.laps, {
      walls: options.circuit && wallsOf(options.circuit),
    });
  }

  pose(pose: Pose): void {
    if (this.#over) return;
    this.#sawPose();
    this.#start_s ??= pose.sim_s;
    const { limit_s } = this.#options;
    if (limit_s !== undefined && (pose.sim_s ?? 0) - (this.#start_s ?? 0) > limit_s) this.end('time_limit');
    this.metrics.pose(pose);
    this.#trace.add(pose);
    this.#options.progress?.show(() => this.metrics.live());
    this.#checkEnd();
  }

  decision(decision: Decision): void {
    this.metrics.decision(decision);
  }

  stopped(reason: string): void {
    this.#options.log.warn(`car stopped: ${reason}`);
  }

  drivingOn(): void {
    this.#options.log.info('driving on');
  }

  rejectedFrame(reason: string): void {
    this.#options.log.warn(`frame rejected: ${reason}`);
  }

  brainLost(reason: string): void {
    this.#options.log.error(`the brain could not be started again: ${reason}`);
    this.metrics.end('brain_failed');
    this.#checkEnd();
  }

  /** Ends the drive for a reason from outside. */
  end(reason: 'interrupted' | 'time_limit' | 'world_lost'): void {
    this.metrics.end(reason);
    this.#checkEnd();
  }

  counts(counts: DriveCounts): void {
    this.metrics.frames(counts);
  }

  /** Writes statistics.json and, where the line is known, the picture of the driven line. */
  async write(folder: string, identity: Omit<LapIdentity, 'files'>): Promise<LapStatistics> {
    this.#options.progress?.clear();
    const files: Record<string, string> = { statistics: path.join(folder, 'statistics.json') };
    const { circuit } = this.#options;
    if (circuit && this.#trace.length > 1) files.picture = path.join(folder, 'lap.png');
    const statistics = lapStatistics({ ...identity, files }, this.metrics.figures());
    writeFileSync(files.statistics!, `${JSON.stringify(statistics, null, 2)}\n`);
    if (circuit && files.picture) {
      const trace = this.#trace.points();
      writeFileSync(
        files.picture,
        await lapPicturePng({ line: circuit, walls: wallsOf(circuit), trace, statistics }),
      );
    }
    return statistics;
  }

  #checkEnd(): void {
    if (this.#over || this.metrics.endedBecause === null) return;
    this.#over = true;
    this.#options.onEnd();
  }
}
