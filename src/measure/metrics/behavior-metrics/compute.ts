import { roundPercent } from '../../../support/percent';
import { computeDeviation, type Deviation } from './deviation';
import { ON_ROAD_M } from './lap-proximity';
import type { OrderedCount } from './ordered-count';
import { Reasons } from './reasons';
import {
  BEHAVIOR_METRICS_KEYS,
  type BehaviorMetricsContext,
  type BehaviorMetricsKey,
  type BehaviorMetricsResult,
  type BehaviorMetricsValues,
} from './result';
import type { LapCounts, RunRecord } from './run-record';

const LAP_KEYS = [
  'percentage_completed',
  'lap_seconds',
  'circuit_diameter',
  'position_deviation_mae',
  'position_deviation_total_err',
] as const;
type Draft = Partial<Record<BehaviorMetricsKey, number | boolean | null>>;
type Corrected = Record<string, number | null>;

/** Computes the metrics of a run as BehaviorMetrics defines them, the corrected ones, and notes about both. */
export function computeBehaviorMetrics(
  run: RunRecord,
  context: BehaviorMetricsContext,
): BehaviorMetricsResult {
  const reasons = new Reasons();
  const { path, clock } = run;
  const seconds = clock.wholeSeconds;
  const distance = path.poses < 2 ? null : path.length_m;
  const driven = distance === null || path.discontinuous ? null : path.length_m - path.teleported_m;
  const draft: Draft = {
    completed_distance: distance,
    average_speed: distance === null || seconds === null || seconds <= 0 ? null : distance / seconds,
    experiment_total_simulated_time: seconds === null || seconds < 0 ? null : seconds,
    ...run.decisions.compute(context, seconds, run.frames),
  };
  const corrected: Corrected = {
    completed_distance: driven,
    average_speed: ratio(driven, clock.elapsed_s),
    average_speed_moving: path.discontinuous ? null : ratio(path.driven_m, path.driven_s),
    experiment_total_simulated_time: clock.elapsed_s,
    frame_rate: ratio(run.frames, clock.elapsed_s),
    // In lockstep the cycle is measured in simulated time.
    ...(context.lockstep && {
      target_brain_iterations_simulated_time: ratio(1000, context.pilotTimeCycle_ms ?? null),
    }),
  };
  reasons.explainPath(run);
  reasons.explainBrain(run, context);
  const lap = computeLapMetrics(run, reasons, context.crash ?? null);
  return finish({ ...draft, ...lap.metrics }, { ...corrected, ...lap.corrected }, reasons);
}

interface LapMetrics {
  readonly metrics: Draft;
  readonly corrected: Corrected;
}

function computeLapMetrics(run: RunRecord, reasons: Reasons, crash: string | null): LapMetrics {
  const { counts } = run;
  const reason = explainMissingLap(run);
  if (reason !== null || counts === null || counts.forward === null || counts.reverse === null) {
    for (const key of LAP_KEYS) reasons.setReason(key, reason ?? 'no odometry');
    return { metrics: {}, corrected: Object.fromEntries(LAP_KEYS.map((key) => [key, null])) };
  }
  const { forward, reverse } = counts;
  const direction = forward.passed >= reverse.passed ? 1 : -1;
  const count = direction === 1 ? forward : reverse;
  const deviation = run.path.poses > run.poses.length ? null : computeWholeDeviation(run, counts);
  const crashed = crash !== null && counts.proximity.furthest_m <= ON_ROAD_M;
  if (crashed) reasons.noteCrash(crash);
  const straight = crashed ? null : correctedDeviation(run, counts, direction, deviation, reasons);
  const past = count.percentage > 100;
  reasons.explainLap(run, counts, direction, deviation, past);
  const total = deviation === null || !usable(deviation) ? null : deviation.total;
  const correctedTotal = straight === null ? null : straight.total;
  return {
    metrics: {
      percentage_completed: count.percentage,
      lap_seconds: past ? wholeLapSeconds(run, forward, reverse) : null,
      circuit_diameter: past ? counts.shape.diameter_m : null,
      position_deviation_mae: total === null ? null : total / deviation!.samples,
      position_deviation_total_err: total,
    },
    corrected: {
      percentage_completed: run.path.discontinuous ? null : count.percentageBehind,
      lap_seconds: exactLapSeconds(run, count, reasons),
      circuit_diameter: counts.shape.length_m,
      position_deviation_mae: straight === null ? null : straight.total / straight.samples,
      position_deviation_total_err: correctedTotal,
    },
  };
}

/** Why nothing can be measured against the perfect lap; null if it can. */
function explainMissingLap({ counts, path }: RunRecord): string | null {
  if (counts === null) return 'no perfect lap was given';
  if (counts.shape.problem !== null) return `${counts.lap.source}: ${counts.shape.problem}`;
  if (path.poses < 2) return path.poses === 0 ? 'no odometry' : 'only one pose';
  if (counts.forward?.endless || counts.reverse?.endless)
    return `${counts.lap.source}: all points of the perfect lap lie within ${ON_ROAD_M} m of one point`;
  const { proximity } = counts;
  const share = proximity.driven_m > 0 ? proximity.onRoad_m / proximity.driven_m : 1;
  const points_m = counts.shape.length_m! / counts.lap.x_m.length;
  const inOrder_m = Math.max(counts.forward!.passed, counts.reverse!.passed) * points_m;
  const beginsElsewhere = proximity.start_m > ON_ROAD_M;
  // A car that left the track passed the points in order while it was near; one on another road is near only
  // here and there.
  if (share < 0.5 && (beginsElsewhere || inOrder_m < 0.5 * proximity.onRoad_m))
    return (
      `the driven path is nowhere near the perfect lap (${counts.lap.source}): ` +
      `${roundPercent(100 * share, 0)}% of it within ${ON_ROAD_M} m (another circuit's lap?)`
    );
  return null;
}

/** As in BehaviorMetrics: the clock message at the same fraction of all clock messages as the pose of all
 *  poses. */
function wholeLapSeconds(
  { clock, path }: RunRecord,
  forward: OrderedCount,
  reverse: OrderedCount,
): number | null {
  const pose = reverse.closedAtPose ?? forward.closedAtPose;
  if (pose === null || clock.count === 0) return null;
  const seconds = clock.wholeSecondAt(Math.trunc(clock.count * (pose / path.poses)));
  return seconds !== null && seconds > 0 ? seconds : null;
}

/** Time from the first movement of the car to its return to the start, interpolated between two poses. */
function exactLapSeconds({ path }: RunRecord, count: OrderedCount, reasons: Reasons): number | null {
  if (count.closedAtPose === null) return null;
  const inOnePiece = path.teleports === 0 && path.departure_s !== null;
  const lap_s = inOnePiece && count.closedAt_s !== null ? count.closedAt_s - path.departure_s! : 0;
  if (lap_s > 0) return lap_s;
  reasons.noteNoExactLap(path.teleports > 0, path.departure_s !== null);
  return null;
}

function computeWholeDeviation(run: RunRecord, counts: LapCounts): Deviation {
  return computeDeviation(counts.lap, run.poses.slice(), 1);
}

/** Deviation in the driven direction over the longest range without a teleport, from the first movement; null
 *  where the car left the road. */
function correctedDeviation(
  run: RunRecord,
  counts: LapCounts,
  direction: 1 | -1,
  theirs: Deviation | null,
  reasons: Reasons,
): Deviation | null {
  const { path, poses } = run;
  const furthest_m = counts.proximity.furthest_m;
  if (path.discontinuous || furthest_m > ON_ROAD_M || path.poses > poses.length) return null;
  const { from, to } = path.longestRange;
  const first = Math.max(from, path.departure ?? from);
  if (to - first < 2) return null;
  const same = direction === 1 && first === 0 && to === path.poses && theirs !== null;
  const deviation = same ? theirs : computeDeviation(counts.lap, poses.slice(first, to), direction);
  if (!usable(deviation)) return null;
  const points =
    (counts.lap.x_m.length * (direction === 1 ? counts.forward! : counts.reverse!).percentageBehind) / 100;
  if (path.teleports === 0 && deviation.samples < points / 2) {
    reasons.noteLostSearch(deviation.samples, Math.round(points));
    return null;
  }
  return deviation;
}

function usable({ samples, total, end }: Deviation): boolean {
  return samples > 0 && Number.isFinite(total) && end !== 'endless';
}

function finish(draft: Draft, corrected: Corrected, reasons: Reasons): BehaviorMetricsResult {
  const metrics = Object.fromEntries(
    BEHAVIOR_METRICS_KEYS.map((key) => {
      const value = draft[key] ?? null;
      const metric = typeof value === 'number' && !Number.isFinite(value) ? null : value;
      if (metric === null) reasons.noteMissing(key);
      return [key, metric];
    }),
  ) as BehaviorMetricsValues;
  for (const [key, value] of Object.entries(corrected))
    if (value !== null && !Number.isFinite(value)) corrected[key] = null;
  return { metrics, corrected, notes: reasons.notes };
}

function ratio(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null || denominator <= 0 ? null : numerator / denominator;
}
