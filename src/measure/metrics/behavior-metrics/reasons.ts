import type { MetricNote } from '../note';
import type { Deviation } from './deviation';
import { ON_ROAD_M } from './lap-proximity';
import type { BehaviorMetricsContext, BehaviorMetricsKey } from './result';
import type { LapCounts, RunRecord } from './run-record';

/** Stopped time that is worth a note, s. */
const STOPPED_S = 2;
/** Relative error from using whole seconds that is worth a note. */
const COARSE = 0.01;
const DEVIATIONS = ['position_deviation_mae', 'position_deviation_total_err'] as const;
const BRAIN_KEYS = [
  'brain_iterations_frequency_real_time',
  'brain_iterations_frequency_simulated_time',
  'mean_brain_iterations_real_time',
  'mean_brain_iterations_simulated_time',
  'mean_inference_time',
  'suddenness_distance',
  'real_time_factor',
  'experiment_total_real_time',
] as const;

/** Collects why metrics are missing or misleading, in one line each. */
export class Reasons {
  readonly notes: MetricNote[] = [];
  private readonly missing = new Map<string, string>();

  /** Sets the reason to report if the metric turns out null. */
  setReason(figure: BehaviorMetricsKey, reason: string): void {
    this.missing.set(figure, reason);
  }

  noteMissing(figure: BehaviorMetricsKey): void {
    const reason = this.missing.get(figure) ?? 'exceeds the range of a double';
    this.notes.push({ figure, reason });
  }

  explainPath({ path, clock, invalidPoses }: RunRecord): void {
    const noPath = path.poses === 0 ? 'no odometry' : 'only one pose';
    if (path.poses < 2)
      for (const key of ['completed_distance', 'average_speed'] as const) this.setReason(key, noPath);
    const noTime = clock.count === 0 ? 'no /clock' : 'less than a second of /clock';
    if (path.poses >= 2) this.setReason('average_speed', noTime);
    this.setReason(
      'experiment_total_simulated_time',
      clock.count === 0 ? 'no /clock' : '/clock was set back',
    );
    if (invalidPoses > 0) this.note(null, `${invalidPoses} poses contain NaN or infinity and were skipped`);
    if (clock.backwards > 0)
      this.note(
        null,
        `/clock ran backwards ${formatTimes(clock.backwards)}; the corrected metrics ignore it`,
      );
    if (path.backwards > 0) this.note(null, `poses ran backwards in time ${formatTimes(path.backwards)}`);
    if (path.teleports > 0)
      this.note(
        'completed_distance',
        `includes ${Number.isFinite(path.teleported_m) ? `${path.teleported_m.toFixed(1)} m` : 'a distance'} that was not driven: ` +
          `the car was teleported ${formatTimes(path.teleports)}${path.discontinuous ? '; the corrected metrics are null' : ''}`,
      );
    const stopped_s = path.waited_s + path.stopped_s;
    if (stopped_s > STOPPED_S)
      this.note(
        'average_speed',
        `the car was stopped for ${stopped_s.toFixed(1)} s (${path.waited_s.toFixed(1)} s before the start); see ` +
          'average_speed_moving in the corrected metrics',
      );
    const { wholeSeconds, elapsed_s } = clock;
    if (wholeSeconds !== null && elapsed_s !== null && wholeSeconds > 0)
      if (Math.abs(elapsed_s / wholeSeconds - 1) > COARSE)
        this.note(
          'average_speed',
          `computed with ${wholeSeconds} whole seconds instead of ${elapsed_s.toFixed(3)} s`,
        );
  }

  explainBrain({ decisions, clock, frames }: RunRecord, context: BehaviorMetricsContext): void {
    for (const key of BRAIN_KEYS)
      this.setReason(
        key,
        decisions.count === 0 ? 'no decisions were recorded' : 'too few decisions with timestamps',
      );
    if (decisions.count > 0)
      this.setReason(
        'mean_inference_time',
        decisions.inferences === 0
          ? 'the brain has no network'
          : `${decisions.inferences} inference times, of which the first and last ten are excluded`,
      );
    const everyFrame = context.pilotTimeCycle_ms === 0;
    const noCycle = everyFrame
      ? 'every frame is answered: there is no PilotTimeCycle'
      : 'PilotTimeCycle is unknown';
    this.setReason('target_brain_iterations_real_time', noCycle);
    this.setReason(
      'target_brain_iterations_simulated_time',
      context.pilotTimeCycle_ms == null || everyFrame
        ? noCycle
        : 'the real time factor is unknown or below 0.005',
    );
    this.setReason(
      'frame_rate',
      frames === null
        ? 'no camera frames were counted'
        : clock.count === 0
          ? 'no /clock'
          : 'less than a second of /clock',
    );
    const noNetwork = decisions.count > 0 && decisions.inferences === 0;
    this.setReason(
      'gpu_inference',
      noNetwork ? 'the brain has no network' : 'the execution provider is unknown',
    );
    this.setReason(
      'real_time_update_rate',
      context.lockstep ? 'in lockstep the world runs as fast as it can' : 'unknown',
    );
  }

  explainLap(
    run: RunRecord,
    { proximity, shape }: LapCounts,
    direction: 1 | -1,
    deviation: Deviation | null,
    past: boolean,
  ): void {
    const { clock } = run;
    for (const key of ['lap_seconds', 'circuit_diameter'] as const)
      this.setReason(key, 'only defined once more than 100% of the lap is completed');
    if (shape.diameter_m === null)
      this.setReason('circuit_diameter', 'the perfect lap never returns to within 1 m of its start');
    if (clock.count === 0) this.setReason('lap_seconds', 'no /clock');
    else if (past) this.setReason('lap_seconds', '/clock did not advance or was set back');
    if (direction === -1)
      this.noteBothDeviations(
        `driven against the order of the perfect lap, in which it is computed${deviation === null ? '' : ` (${deviation.samples} points)`}; ` +
          'see the corrected metric',
      );
    if (proximity.furthest_m > ON_ROAD_M)
      this.noteBothDeviations(
        `the car left the road: up to ${proximity.furthest_m.toFixed(1)} m from the perfect lap`,
      );
    else if (run.path.waited_s > STOPPED_S)
      this.noteBothDeviations(`includes ${run.path.waited_s.toFixed(1)} s before the start`);
    this.explainDeviation(run, deviation, proximity.furthest_m);
  }

  noteCrash(crash: string): void {
    this.noteBothDeviations(`${crash}: no corrected metric`);
  }

  noteLostSearch(samples: number, points: number): void {
    this.noteBothDeviations(
      `the nearest-point search ended after ${samples} of the ${points} points that the car passed`,
    );
  }

  noteNoExactLap(teleported: boolean, timed: boolean): void {
    let why = 'the run ends before the car returns to its start';
    if (!timed) why = 'the simulated time of the poses does not advance';
    if (teleported) why = 'the car was teleported';
    this.note('lap_seconds', `no exact lap time in the corrected metrics: ${why}`);
  }

  private explainDeviation(run: RunRecord, deviation: Deviation | null, furthest_m: number): void {
    let reason = 'exceeds the range of a double';
    if (deviation === null) reason = `more than ${run.poses.length} poses`;
    else if (deviation.end === 'endless') reason = 'the nearest-point search does not end';
    else if (deviation.samples === 0) reason = 'the nearest-point search ended before its first point';
    else if (!Number.isFinite(deviation.total))
      reason = `1000 to the power of ${furthest_m.toFixed(0)} m exceeds the range of a double`;
    for (const key of DEVIATIONS) this.setReason(key, reason);
  }

  private noteBothDeviations(reason: string): void {
    for (const key of DEVIATIONS) this.note(key, reason);
  }

  private note(figure: string | null, reason: string): void {
    this.notes.push({ figure, reason });
  }
}

function formatTimes(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
