import { type Deviation, deviationAlong } from './deviation';
import { ON_ROAD_M } from './lap-nearness';
import type { OrderedCount } from './ordered-count';
import { Reasons } from './reasons';
import {
  BEHAVIOR_METRICS_KEYS,
  type BehaviorMetricsContext,
  type BehaviorMetricsFigures,
  type BehaviorMetricsKey,
  type BehaviorMetricsResult,
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

/** Puts the figures of a run together, theirs and put right, with what is to be said about them. */
export function figuresOfRun(run: RunRecord, context: BehaviorMetricsContext): BehaviorMetricsResult {
  const reasons = new Reasons();
  const { way, clock } = run;
  const seconds = clock.wholeSeconds;
  const distance = way.poses < 2 ? null : way.way_m;
  const driven = distance === null || way.scattered ? null : way.way_m - way.jumped_m;
  const draft: Draft = {
    completed_distance: distance,
    average_speed: distance === null || seconds === null || seconds <= 0 ? null : distance / seconds,
    experiment_total_simulated_time: seconds === null || seconds < 0 ? null : seconds,
    ...run.decisions.figures(context, seconds, run.frames),
  };
  const corrected: Corrected = {
    completed_distance: driven,
    average_speed: ratio(driven, clock.elapsed_s),
    average_speed_moving: way.scattered ? null : ratio(way.driven_m, way.driven_s),
    experiment_total_simulated_time: clock.elapsed_s,
    frame_rate: ratio(run.frames, clock.elapsed_s),
    // In lockstep the cycle is one of simulated time.
    ...(context.lockstep && {
      target_brain_iterations_simulated_time: ratio(1000, context.pilotTimeCycle_ms ?? null),
    }),
  };
  reasons.ofWay(run);
  reasons.ofDecisions(run, context);
  const lap = lapFigures(run, reasons, context.crash ?? null);
  return finish({ ...draft, ...lap.figures }, { ...corrected, ...lap.corrected }, reasons);
}

interface LapResult {
  readonly figures: Draft;
  readonly corrected: Corrected;
}

function lapFigures(run: RunRecord, reasons: Reasons, crash: string | null): LapResult {
  const { counts } = run;
  const blame = whyNoLap(run);
  if (blame !== null || counts === null || counts.forward === null || counts.reverse === null) {
    for (const key of LAP_KEYS) reasons.add(key, blame ?? 'no odometry');
    return { figures: {}, corrected: Object.fromEntries(LAP_KEYS.map((key) => [key, null])) };
  }
  const { forward, reverse } = counts;
  const direction = forward.passed >= reverse.passed ? 1 : -1;
  const count = direction === 1 ? forward : reverse;
  const deviation = run.way.poses > run.poses.length ? null : whole(run, counts);
  const crashed = crash !== null && counts.nearness.furthest_m <= ON_ROAD_M;
  if (crashed) reasons.crashed(crash);
  const straight = crashed ? null : correctedDeviation(run, counts, direction, deviation, reasons);
  const past = count.percentage > 100;
  reasons.ofLap(run, counts, direction, deviation, past);
  const total = deviation === null || !usable(deviation) ? null : deviation.total;
  const correctedTotal = straight === null ? null : straight.total;
  return {
    figures: {
      percentage_completed: count.percentage,
      lap_seconds: past ? lapSeconds(run, forward, reverse) : null,
      circuit_diameter: past ? counts.shape.diameter_m : null,
      position_deviation_mae: total === null ? null : total / deviation!.samples,
      position_deviation_total_err: total,
    },
    corrected: {
      percentage_completed: run.way.scattered ? null : count.percentageBehind,
      lap_seconds: exactLapSeconds(run, count, reasons),
      circuit_diameter: counts.shape.length_m,
      position_deviation_mae: straight === null ? null : straight.total / straight.samples,
      position_deviation_total_err: correctedTotal,
    },
  };
}

/** Why nothing can be measured against the perfect lap; null when it can. */
function whyNoLap({ counts, way }: RunRecord): string | null {
  if (counts === null) return 'no perfect lap was given';
  if (counts.shape.complaint !== null) return `${counts.lap.source}: ${counts.shape.complaint}`;
  if (way.poses < 2) return way.poses === 0 ? 'no odometry' : 'only one pose';
  if (counts.forward?.endless || counts.reverse?.endless)
    return `${counts.lap.source}: all points of the perfect lap lie within ${ON_ROAD_M} m of one place`;
  const { nearness } = counts;
  const share = nearness.way_m > 0 ? nearness.onRoad_m / nearness.way_m : 1;
  const points_m = counts.shape.length_m! / counts.lap.x_m.length;
  const inOrder_m = Math.max(counts.forward!.passed, counts.reverse!.passed) * points_m;
  const beginsElsewhere = nearness.start_m > ON_ROAD_M;
  // A car that left the track came in order as far as it was near; one on another road comes by here and there.
  if (share < 0.5 && (beginsElsewhere || inOrder_m < 0.5 * nearness.onRoad_m))
    return (
      `the driven line lies nowhere near the perfect lap (${counts.lap.source}): ` +
      `${(100 * share).toFixed(0)}% of it within ${ON_ROAD_M} m (another circuit's lap?)`
    );
  return null;
}

/** As theirs has it: the clock message at the same share of all clock messages as the pose of all poses. */
function lapSeconds({ clock, way }: RunRecord, forward: OrderedCount, reverse: OrderedCount): number | null {
  const pose = reverse.closedAtPose ?? forward.closedAtPose;
  if (pose === null || clock.count === 0) return null;
  const seconds = clock.wholeSecondAt(Math.trunc(clock.count * (pose / way.poses)));
  return seconds !== null && seconds > 0 ? seconds : null;
}

/** From the car's first move to when it is back at its start, interpolated between two poses. */
function exactLapSeconds({ way }: RunRecord, count: OrderedCount, reasons: Reasons): number | null {
  if (count.closedAtPose === null) return null;
  const inOnePiece = way.jumps === 0 && way.departure_s !== null;
  const lap_s = inOnePiece && count.closedAt_s !== null ? count.closedAt_s - way.departure_s! : 0;
  if (lap_s > 0) return lap_s;
  reasons.noExactLap(way.jumps > 0, way.departure_s !== null);
  return null;
}

function whole(run: RunRecord, counts: LapCounts): Deviation {
  return deviationAlong(counts.lap, run.poses.slice(), 1);
}

/** The deviation in the driven direction, from where the car set off, of the longest stretch that it drove in
 *  one piece; null where the car left the road. */
function correctedDeviation(
  run: RunRecord,
  counts: LapCounts,
  direction: 1 | -1,
  theirs: Deviation | null,
  reasons: Reasons,
): Deviation | null {
  const { way, poses } = run;
  const furthest_m = counts.nearness.furthest_m;
  if (way.scattered || furthest_m > ON_ROAD_M || way.poses > poses.length) return null;
  const { from, to } = way.stretch;
  const first = Math.max(from, way.departure ?? from);
  if (to - first < 2) return null;
  const same = direction === 1 && first === 0 && to === way.poses && theirs !== null;
  const deviation = same ? theirs : deviationAlong(counts.lap, poses.slice(first, to), direction);
  if (!usable(deviation)) return null;
  const points =
    (counts.lap.x_m.length * (direction === 1 ? counts.forward! : counts.reverse!).percentageBehind) / 100;
  if (way.jumps === 0 && deviation.samples < points / 2) {
    reasons.lostTheCar(deviation.samples, Math.round(points));
    return null;
  }
  return deviation;
}

function usable({ samples, total, end }: Deviation): boolean {
  return samples > 0 && Number.isFinite(total) && end !== 'endless';
}

function finish(draft: Draft, corrected: Corrected, reasons: Reasons): BehaviorMetricsResult {
  const figures = Object.fromEntries(
    BEHAVIOR_METRICS_KEYS.map((key) => {
      const value = draft[key] ?? null;
      const figure = typeof value === 'number' && !Number.isFinite(value) ? null : value;
      if (figure === null) reasons.ofMissing(key);
      return [key, figure];
    }),
  ) as BehaviorMetricsFigures;
  for (const [key, value] of Object.entries(corrected))
    if (value !== null && !Number.isFinite(value)) corrected[key] = null;
  return { figures, corrected, notes: reasons.notes };
}

function ratio(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null || denominator <= 0 ? null : numerator / denominator;
}
