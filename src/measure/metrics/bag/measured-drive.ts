import type { Direction } from '../../../circuit/direction';
import type { Decision, Pose } from '../../../types';
import { LapMetrics, type LapMetricsOptions } from '../lap-metrics';
import type { Line } from '../line';
import type { RunMetadata } from '../run-metadata';
import { Nearness } from './nearness';
import { SeriesTrace } from './series-trace';

export interface MeasuredDriveOptions extends LapMetricsOptions {
  readonly line: Line | null;
  /** Null to find out by the way the car drove. */
  readonly direction: Direction | null;
  /** Laps after which the drive is over; infinite for none. */
  readonly laps: number;
  readonly recorded: RunMetadata;
  readonly series: boolean;
}

/** Way against the direction measured that is no rolling back. */
const WRONG_WAY_M = 20;

/** Ends that follow from the poses themselves. */
const OWN_ENDS: readonly string[] = ['completed', 'left_track', 'no_progress'];

/** One drive out of a bag: measured in both directions while nobody knows which one it is, and without a
 *  line, for a car that turns out to have been somewhere else. */
export class MeasuredDrive {
  readonly nearness = new Nearness();
  readonly trace: SeriesTrace | null;
  private readonly directed: readonly LapMetrics[];
  private readonly lineless: LapMetrics;
  private wrongWay = false;
  private lastLeft_ms = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: MeasuredDriveOptions) {
    const { line, direction, laps, walls = null, endless = false, recorded } = options;
    const directions: Direction[] = direction === null ? ['forward', 'reverse'] : [direction];
    const wanted = line === null ? directions.slice(0, 1) : directions;
    this.directed = wanted.map((way) => new LapMetrics(line, way, laps, { walls, endless }));
    this.lineless = new LapMetrics(null, directions[0]!, laps, { endless });
    this.trace = options.series ? new SeriesTrace() : null;
    if (recorded.frames !== null) for (const metrics of this.all()) metrics.frames(recorded.frames);
  }

  pose(pose: Pose): void {
    this.endIf(this.isAfterEnd(pose));
    const going = this.directed.find(({ endedBecause }) => endedBecause === null);
    for (const metrics of this.all()) metrics.pose(pose);
    if (going === undefined) return;
    const { way_m = 0, lateral_m = null, progress_m = null } = going.newestStep ?? {};
    this.wrongWay ||= this.directed.length === 1 && (progress_m ?? 0) < -WRONG_WAY_M;
    this.nearness.add(way_m, lateral_m);
    const sign = going === this.directed[0] ? 1 : -1;
    this.trace?.add(pose, lateral_m === null ? null : sign * lateral_m);
  }

  decision(decision: Decision): void {
    const end = this.options.recorded.ended;
    this.endIf(end?.left_ms != null && decision.left_ms > end.left_ms);
    this.lastLeft_ms = decision.left_ms;
    for (const metrics of this.all()) metrics.decision(decision);
  }

  /** Nothing more comes: a drive that its metadata calls ended, is. */
  close(): void {
    this.endIf(true);
  }

  /** The measurement in the direction driven; without a line if the car was nowhere near it. */
  get metrics(): LapMetrics {
    if (this.nearness.elsewhere) return this.lineless;
    const [first, second] = this.directed;
    return second !== undefined && isFurther(second, first!) ? second : first!;
  }

  /** The direction that was asked for, where the car drove in the other one all along. */
  get against(): Direction | null {
    const { direction, percentage_completed } = this.metrics.figures();
    return this.wrongWay && percentage_completed === 0 ? direction : null;
  }

  /** -1 when the trace's deviations are of the other direction than the one driven. */
  get traceSign(): 1 | -1 {
    return this.metrics === this.directed[1] ? -1 : 1;
  }

  private all(): LapMetrics[] {
    return [...this.directed, this.lineless];
  }

  private endIf(over: boolean): void {
    const end = this.options.recorded.ended;
    if (!over || end === null || OWN_ENDS.includes(end.because)) return;
    for (const metrics of this.all()) metrics.end(end.because);
  }

  /** Poses go on while the end is being written. A clock that was set back is no end: only poses after the
   *  last decision are judged. */
  private isAfterEnd(pose: Pose): boolean {
    const end = this.options.recorded.ended;
    if (end?.simulated_s == null || pose.sim_s === null) return false;
    return pose.sim_s > end.simulated_s && this.lastLeft_ms >= (end.left_ms ?? Number.NEGATIVE_INFINITY);
  }
}

function isFurther(a: LapMetrics, b: LapMetrics): boolean {
  const [one, other] = [a.figures(), b.figures()];
  const laps = (one.laps_completed ?? 0) - (other.laps_completed ?? 0);
  return laps !== 0 ? laps > 0 : (one.percentage_completed ?? 0) > (other.percentage_completed ?? 0);
}
