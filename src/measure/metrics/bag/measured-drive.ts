import type { Direction } from '../../../circuit/direction';
import type { Decision, Pose } from '../../../types';
import { LapMetrics, type LapMetricsOptions } from '../lap-metrics';
import type { Line } from '../line';
import type { RunEnd, RunMetadata } from '../run-metadata';
import { LineProximity } from './line-proximity';
import { SeriesTrace } from './series-trace';

export interface MeasuredDriveOptions extends LapMetricsOptions {
  readonly line: Line | null;
  /** Null to detect it from the poses. */
  readonly direction: Direction | null;
  /** Laps after which the run is over; Infinity for no limit. */
  readonly laps: number;
  readonly recorded: RunMetadata;
  readonly series: boolean;
}

/** Distance against the measured direction that is more than rolling back. */
const WRONG_DIRECTION_M = 20;

/** End reasons that follow from the poses themselves. */
const ENDS_FROM_POSES: readonly string[] = ['completed', 'left_track', 'no_progress'];

/** One run of a bag, measured in both directions while the direction is unknown, and without a line in case
 *  the car was on another circuit. */
export class MeasuredDrive {
  readonly proximity = new LineProximity();
  readonly trace: SeriesTrace | null;
  private readonly byDirection: readonly LapMetrics[];
  private readonly withoutLine: LapMetrics;
  /** Whether the node says when the run was over. */
  private readonly isJudged: boolean;
  private drivenWrongWay = false;
  /** Recoveries that the poses have reached the end of. */
  private recovered = 0;
  private lastLeft_ms = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: MeasuredDriveOptions) {
    const { line, direction, laps, walls = null, endless = false, recorded } = options;
    const directions: Direction[] = direction === null ? ['forward', 'reverse'] : [direction];
    const wanted = line === null ? directions.slice(0, 1) : directions;
    // Where the car was put back, what would end the run did not.
    const recovers = recorded.recoveries.length > 0 ? { recovers: () => true } : {};
    this.byDirection = wanted.map(
      (each) => new LapMetrics(line, each, laps, { walls, endless, ...recovers }),
    );
    this.withoutLine = new LapMetrics(null, directions[0]!, laps, { endless });
    this.trace = options.series ? new SeriesTrace() : null;
    this.isJudged = isJudged(recorded.ended);
    if (this.isJudged) for (const metrics of this.all()) metrics.hold(true);
    if (recorded.frames !== null) for (const metrics of this.all()) metrics.frames(recorded.frames);
  }

  pose(pose: Pose): void {
    this.endIf(this.isAfterEnd(pose));
    if (!this.counts(pose)) return;
    const going = this.byDirection.find(({ endedBecause }) => endedBecause === null);
    for (const metrics of this.all()) metrics.pose(pose);
    if (going === undefined) return;
    const { distance_m = 0, lateral_m = null, progress_m = null } = going.newestStep ?? {};
    this.drivenWrongWay ||= this.byDirection.length === 1 && (progress_m ?? 0) < -WRONG_DIRECTION_M;
    this.proximity.add(distance_m, lateral_m);
    const sign = going === this.byDirection[0] ? 1 : -1;
    this.trace?.add(pose, lateral_m === null ? null : sign * lateral_m);
  }

  decision(decision: Decision): void {
    const end = this.options.recorded.ended;
    this.endIf(end?.left_ms != null && decision.left_ms > end.left_ms);
    this.lastLeft_ms = decision.left_ms;
    for (const metrics of this.all()) metrics.decision(decision);
  }

  /** Call after the last message: applies the end that the metadata names. */
  close(): void {
    this.endIf(true);
  }

  /** The metrics in the driven direction; without a line if the car was never near it. */
  get metrics(): LapMetrics {
    if (this.proximity.offCircuit) return this.withoutLine;
    const [first, second] = this.byDirection;
    return second !== undefined && isFurther(second, first!) ? second : first!;
  }

  /** The requested direction, if the car drove the whole run in the opposite one; else null. */
  get contradictedDirection(): Direction | null {
    const { direction, percentage_completed } = this.metrics.compute();
    return this.drivenWrongWay && percentage_completed === 0 ? direction : null;
  }

  /** -1 when the deviations of the trace belong to the direction opposite to the driven one. */
  get traceSign(): 1 | -1 {
    return this.metrics === this.byDirection[1] ? -1 : 1;
  }

  /** Whether a pose counts: not while the car was being put back on the line. */
  private counts({ sim_s }: Pose): boolean {
    const recovery = this.options.recorded.recoveries[this.recovered];
    if (recovery === undefined || sim_s === null || sim_s <= recovery.from_s) return true;
    if (sim_s < recovery.to_s) return false;
    this.recovered += 1;
    for (const metrics of this.all()) metrics.putBack(recovery.because);
    return true;
  }

  private all(): LapMetrics[] {
    return [...this.byDirection, this.withoutLine];
  }

  private endIf(over: boolean): void {
    const end = this.options.recorded.ended;
    if (!over || end === null) return;
    const followsFromPoses = !this.isJudged && this.options.recorded.recoveries.length === 0;
    if (followsFromPoses || end.because === 'completed') return;
    for (const metrics of this.all()) metrics.end(end.because);
  }

  /** Poses still arrive while the end is being written. A clock that was set back is not an end: only poses
   *  after the last decision count. */
  private isAfterEnd(pose: Pose): boolean {
    const end = this.options.recorded.ended;
    if (end?.simulated_s == null || pose.sim_s === null) return false;
    return pose.sim_s > end.simulated_s && this.lastLeft_ms >= (end.left_ms ?? Number.NEGATIVE_INFINITY);
  }
}

/** The node knew when the car was paused, stopped, or searched for its line, which poses do not tell: what ended the run
 *  then, and what did not, is taken from it. */
function isJudged(ended: RunEnd | null): boolean {
  return ended !== null && (ended.simulated_s !== null || !ENDS_FROM_POSES.includes(ended.because));
}

function isFurther(a: LapMetrics, b: LapMetrics): boolean {
  const [one, other] = [a.compute(), b.compute()];
  const laps = (one.laps_completed ?? 0) - (other.laps_completed ?? 0);
  return laps !== 0 ? laps > 0 : (one.percentage_completed ?? 0) > (other.percentage_completed ?? 0);
}
