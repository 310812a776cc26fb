import type { MetricNote } from '../note';
import type { Deviation } from './deviation';
import { ON_ROAD_M } from './lap-nearness';
import type { BehaviorMetricsContext, BehaviorMetricsKey } from './result';
import type { LapCounts, RunRecord } from './run-record';

/** Standing that is worth a word, s. */
const STANDING_S = 2;
/** Part by which a figure of whole seconds may be off before it is worth a word. */
const COARSE = 0.01;
const DEVIATIONS = ['position_deviation_mae', 'position_deviation_total_err'] as const;
const OF_DECISIONS = [
  'brain_iterations_frequency_real_time',
  'brain_iterations_frequency_simulated_time',
  'mean_brain_iterations_real_time',
  'mean_brain_iterations_simulated_time',
  'mean_inference_time',
  'suddenness_distance',
  'real_time_factor',
  'experiment_total_real_time',
] as const;

/** Collects why figures are missing or mislead, in one line each. */
export class Reasons {
  readonly notes: MetricNote[] = [];
  private readonly missing = new Map<string, string>();

  /** Why a figure is null, should it be null. */
  add(figure: BehaviorMetricsKey, reason: string): void {
    this.missing.set(figure, reason);
  }

  ofMissing(figure: BehaviorMetricsKey): void {
    const reason = this.missing.get(figure) ?? 'beyond the range of a number';
    this.notes.push({ figure, reason });
  }

  ofWay({ way, clock, unusable }: RunRecord): void {
    const noWay = way.poses === 0 ? 'no odometry' : 'only one pose';
    if (way.poses < 2)
      for (const key of ['completed_distance', 'average_speed'] as const) this.add(key, noWay);
    const noTime = clock.count === 0 ? 'no /clock' : 'less than a second of /clock';
    if (way.poses >= 2) this.add('average_speed', noTime);
    this.add('experiment_total_simulated_time', clock.count === 0 ? 'no /clock' : '/clock was set back');
    if (unusable > 0) this.say(null, `${unusable} poses that hold anything but numbers were left out`);
    if (clock.backwards > 0)
      this.say(null, `/clock ran backwards ${times(clock.backwards)}; corrected figures leave that out`);
    if (way.backwards > 0) this.say(null, `poses ran backwards in time ${times(way.backwards)}`);
    if (way.jumps > 0)
      this.say(
        'completed_distance',
        `holds ${Number.isFinite(way.jumped_m) ? `${way.jumped_m.toFixed(1)} m` : 'way'} that nobody drove: ` +
          `the car was set elsewhere ${times(way.jumps)}${way.scattered ? ', so the corrected figures are null' : ''}`,
      );
    const standing_s = way.waited_s + way.stood_s;
    if (standing_s > STANDING_S)
      this.say(
        'average_speed',
        `the car stood ${standing_s.toFixed(1)} s (${way.waited_s.toFixed(1)} s before it set off); see ` +
          'average_speed_moving among the corrected figures',
      );
    const { wholeSeconds, elapsed_s } = clock;
    if (wholeSeconds !== null && elapsed_s !== null && wholeSeconds > 0)
      if (Math.abs(elapsed_s / wholeSeconds - 1) > COARSE)
        this.say('average_speed', `by ${wholeSeconds} whole seconds of ${elapsed_s.toFixed(3)} s`);
  }

  ofDecisions({ decisions, clock, frames }: RunRecord, context: BehaviorMetricsContext): void {
    for (const key of OF_DECISIONS)
      this.add(
        key,
        decisions.count === 0 ? 'no decisions were recorded' : 'too few decisions with their times',
      );
    if (decisions.count > 0)
      this.add(
        'mean_inference_time',
        decisions.inferences === 0
          ? 'the brain has no network'
          : `${decisions.inferences} inference times, the first and last ten of which are left out`,
      );
    const everyFrame = context.pilotTimeCycle_ms === 0;
    const noCycle = everyFrame
      ? 'every frame is answered, there is no PilotTimeCycle'
      : 'PilotTimeCycle is not known';
    this.add('target_brain_iterations_real_time', noCycle);
    this.add(
      'target_brain_iterations_simulated_time',
      context.pilotTimeCycle_ms == null || everyFrame
        ? noCycle
        : 'the real time factor is not known, or below 0.005',
    );
    this.add(
      'frame_rate',
      frames === null
        ? 'no camera frames were counted'
        : clock.count === 0
          ? 'no /clock'
          : 'less than a second of /clock',
    );
    const noNetwork = decisions.count > 0 && decisions.inferences === 0;
    this.add('gpu_inference', noNetwork ? 'the brain has no network' : 'which provider ran is not known');
    this.add(
      'real_time_update_rate',
      context.lockstep ? 'in lockstep the world runs as fast as it can' : 'not known',
    );
  }

  ofLap(
    run: RunRecord,
    { nearness, shape }: LapCounts,
    direction: 1 | -1,
    deviation: Deviation | null,
    past: boolean,
  ): void {
    const { clock } = run;
    for (const key of ['lap_seconds', 'circuit_diameter'] as const)
      this.add(key, 'only given once more than 100% of the lap are completed');
    if (shape.diameter_m === null)
      this.add('circuit_diameter', 'the perfect lap comes no nearer than 1 m to its start');
    if (clock.count === 0) this.add('lap_seconds', 'no /clock');
    else if (past) this.add('lap_seconds', '/clock stood still or was set back');
    if (direction === -1)
      this.both(
        `driven against the order of the perfect lap, along which it is reckoned${deviation === null ? '' : ` (${deviation.samples} points)`}; ` +
          'see the corrected figure',
      );
    if (nearness.furthest_m > ON_ROAD_M)
      this.both(`the car left the road: up to ${nearness.furthest_m.toFixed(1)} m from the perfect lap`);
    else if (run.way.waited_s > STANDING_S)
      this.both(`holds the ${run.way.waited_s.toFixed(1)} s that the car stood before it set off`);
    this.ofDeviation(run, deviation, nearness.furthest_m);
  }

  crashed(crash: string): void {
    this.both(`${crash}: no corrected figure`);
  }

  lostTheCar(samples: number, points: number): void {
    this.both(
      `the search for the nearest place ended after ${samples} of ${points} points that the car passed`,
    );
  }

  noExactLap(jumped: boolean, timed: boolean): void {
    let why = 'the run ends before the car is back at its start';
    if (!timed) why = 'poses have no simulated time that goes on';
    if (jumped) why = 'the car was set elsewhere';
    this.say('lap_seconds', `no exact time among the corrected figures: ${why}`);
  }

  private ofDeviation(run: RunRecord, deviation: Deviation | null, furthest_m: number): void {
    let reason = 'beyond the range of a number';
    if (deviation === null) reason = `more than ${run.poses.length} poses`;
    else if (deviation.end === 'endless') reason = 'the search for the nearest places never ends';
    else if (deviation.samples === 0) reason = 'the search for the nearest places ends before it found one';
    else if (!Number.isFinite(deviation.total))
      reason = `1000 to the power of ${furthest_m.toFixed(0)} m is beyond the range of a number`;
    for (const key of DEVIATIONS) this.add(key, reason);
  }

  private both(reason: string): void {
    for (const key of DEVIATIONS) this.say(key, reason);
  }

  private say(figure: string | null, reason: string): void {
    this.notes.push({ figure, reason });
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
