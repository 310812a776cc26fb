import { writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Circuit } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';
import { countsSince, type DriveCounts } from '../drive/drive-counts';
import type { DriveObserver } from '../drive/drive-observer';
import { messageOf } from '../errors';
import { LapMetrics } from '../measure/metrics/lap-metrics';
import { buildLapStatistics, type LapIdentity, type LapStatistics } from '../measure/metrics/lap-statistics';
import { wallsOf } from '../measure/metrics/line';
import type { RunEnd } from '../measure/metrics/run-metadata';
import type { EndReason } from '../measure/metrics/run-metrics';
import { renderLapPng } from '../measure/report/lap-image';
import type { ProgressLine } from '../measure/report/progress-line';
import { DrivenTrace } from '../measure/report/trace';
import { freeNames } from '../support/free-names';
import type { Brain, Decision, Frame, Pose } from '../types';
import type { RecordingFigures, RecordingSwitch } from './recording/recording-switch';

export type DecisionListener = (decision: Decision, brain: Brain, frame: Frame) => void;

export interface RunMonitorOptions {
  /** Null when nobody knows the line: figures about it are then null, and there is no picture. */
  readonly circuit: Circuit | null;
  readonly direction: Direction;
  readonly laps: number;
  readonly log: Logger;
  readonly progress: ProgressLine | null;
  /** Simulated seconds after which the drive is given up; absent for no limit. */
  readonly limit_s?: number;
  /** The drive has no laps to end with: standing still or leaving the track is noted, and goes on. */
  readonly endless?: boolean;
  /** That the drive itself stops the car, and the car then comes no further, does not end the laps: what made it
   *  stop may come back. */
  readonly patient?: boolean;
  /** Called when the brain is gone for good, also after the laps are over. */
  readonly onBrainLost?: () => void;
  /** Called once when the laps are over, for whatever reason. */
  readonly onEnd: () => void;
}

/** The statistics with what is to be said about the record. */
export type RunStatistics = LapStatistics & { readonly recording: RecordingFigures | null };

/** Watches one drive: figures, driven line, live line, and at the end the files. */
export class RunMonitor implements DriveObserver {
  #metrics: LapMetrics;
  #trace = new DrivenTrace();
  readonly #options: RunMonitorOptions;
  readonly firstPose: Promise<void>;
  #waits = false;
  #held = false;
  #stops = 0;
  /** The drive itself keeps the car standing. */
  #standing = false;
  #start_s: number | null = null;
  #sawPose: () => void = () => {};
  #over = false;
  #record: RecordingSwitch | null = null;
  readonly #decisionListeners: DecisionListener[] = [];
  /** The drive's counts when the figures began anew. */
  #countsBefore: DriveCounts | null = null;
  #lastSimulated_s: number | null = null;
  #lastLeft_ms: number | null = null;
  #unsaved = false;

  constructor(options: RunMonitorOptions) {
    this.#options = options;
    this.firstPose = new Promise((resolve) => {
      this.#sawPose = resolve;
    });
    this.#metrics = this.#newMetrics();
  }

  get metrics(): LapMetrics {
    return this.#metrics;
  }

  /** Begins all figures and the driven line anew; the record goes on. A drive that is over stays as it is.
   *  @param counts of the drive so far
   *  @returns false when it is over */
  reset(counts: DriveCounts): boolean {
    if (this.#over) return false;
    this.#metrics = this.#newMetrics();
    this.#trace = new DrivenTrace();
    this.#start_s = null;
    this.#countsBefore = { ...counts };
    this.#stops = 0;
    return true;
  }

  /** Times that the drive itself stopped the car, since the figures began. */
  get stops(): number {
    return this.#stops;
  }

  #newMetrics(): LapMetrics {
    const { circuit, direction, laps, endless } = this.#options;
    const walls = circuit && wallsOf(circuit);
    const metrics = new LapMetrics(circuit, direction, laps, { walls, endless: endless ?? false });
    metrics.hold(this.#mayStand);
    return metrics;
  }

  /** Whether the car is told to stand (~pause): that it comes no further does not end its laps then. */
  hold(held: boolean): void {
    this.#held = held;
    // Whatever stopped the car before a pause is judged anew after it.
    if (!held) this.#standing = false;
    this.#metrics.hold(this.#mayStand);
  }

  get #mayStand(): boolean {
    return this.#held || (this.#standing && this.#options.patient === true);
  }

  /** Poses count from `begin` on: the car is still being brought to its start. */
  wait(): void {
    this.#waits = true;
  }

  begin(): void {
    this.#waits = false;
  }

  pose(pose: Pose): void {
    if (this.#over || this.#waits) return;
    this.#sawPose();
    this.#start_s ??= pose.sim_s;
    const { limit_s } = this.#options;
    if (limit_s !== undefined && (pose.sim_s ?? 0) - (this.#start_s ?? 0) > limit_s) this.end('time_limit');
    if (this.metrics.endedBecause === null) this.#lastSimulated_s = pose.sim_s;
    this.metrics.pose(pose);
    this.#trace.add(pose);
    this.#options.progress?.show(() => this.metrics.live());
    this.#checkEnd();
  }

  /** Decisions go into this record too, and its files among the files. */
  recordTo(record: RecordingSwitch): void {
    this.#record = record;
  }

  /** The listener hears of each decision after its command has left. */
  onDecision(listener: DecisionListener): void {
    this.#decisionListeners.push(listener);
  }

  /** When the drive was over for its figures; null while it is not. */
  get ended(): RunEnd | null {
    const because = this.metrics.endedBecause;
    return because && { because, simulated_s: this.#lastSimulated_s, left_ms: this.#lastLeft_ms };
  }

  frame(): void {}

  decision(decision: Decision, brain: Brain, frame: Frame): void {
    this.#record?.decision(decision, brain);
    for (const listener of this.#decisionListeners) listener(decision, brain, frame);
    if (this.metrics.endedBecause === null) this.#lastLeft_ms = decision.left_ms;
    this.metrics.decision(decision);
  }

  stopped(reason: string): void {
    this.#stops += 1;
    this.#options.log.warn(`car stopped: ${reason}`);
    this.#standing = true;
    this.#metrics.hold(this.#mayStand);
  }

  drivingOn(): void {
    this.#options.log.info('driving on');
    this.#standing = false;
    this.#metrics.hold(this.#mayStand);
  }

  rejectedFrame(reason: string): void {
    this.#options.log.warn(`frame rejected: ${reason}`);
  }

  brainLost(reason: string): void {
    this.#options.log.error(`the brain is lost: ${reason}`);
    this.metrics.end('brain_failed');
    this.#checkEnd();
    this.#options.onBrainLost?.();
  }

  /** Whether a file could not be written; the command then must not end with 0. */
  get unsaved(): boolean {
    return this.#unsaved || this.#record?.unsaved === true;
  }

  /** Ends the drive for a reason from outside. */
  end(reason: Exclude<EndReason, 'completed'>): void {
    this.metrics.end(reason);
    this.#checkEnd();
  }

  counts(counts: DriveCounts): void {
    this.metrics.frames(this.ofFigures(counts));
  }

  /** What the drive counted since the figures began. */
  ofFigures(counts: DriveCounts): DriveCounts {
    return this.#countsBefore === null ? counts : countsSince(this.#countsBefore, counts);
  }

  /** Writes statistics.json and, where the line is known, the picture of the driven line; statistics-2.json and so
   *  on where another run has written before. A file that cannot be written is said and left out of `files`; the
   *  statistics themselves are never lost. */
  async write(folder: string, identity: Omit<LapIdentity, 'files'>): Promise<RunStatistics> {
    this.#options.progress?.clear();
    const { circuit } = this.#options;
    const files: Record<string, string> = { ...this.#record?.files };
    const recording = this.#record?.figures ?? null;
    const figures = this.metrics.compute();
    const [statisticsFile, pictureFile] = freeNames(folder, ['statistics.json', 'lap.png'] as const);
    if (circuit && this.#trace.length > 1) {
      const statistics = buildLapStatistics({ ...identity, files }, figures);
      const trace = this.#trace.points();
      const picture = await renderLapPng({ line: circuit, walls: wallsOf(circuit), trace, statistics });
      this.#save(pictureFile, picture, 'picture', files);
    }
    // The file lists itself.
    const listed = { ...files, statistics: statisticsFile };
    const statistics = { ...buildLapStatistics({ ...identity, files: listed }, figures), recording };
    const text = JSON.stringify(statistics, null, 2);
    this.#save(statisticsFile, `${text}\n`, 'statistics', files);
    return { ...buildLapStatistics({ ...identity, files }, figures), recording };
  }

  #save(file: string, content: string | Buffer, kind: string, files: Record<string, string>): void {
    try {
      writeFileSync(file, content);
      files[kind] = file;
    } catch (error) {
      this.#options.log.error(`${file}: cannot be written: ${messageOf(error)}`);
      this.#unsaved = true;
    }
  }

  #checkEnd(): void {
    if (this.#over || this.metrics.endedBecause === null) return;
    this.#over = true;
    this.#options.onEnd();
  }
}
