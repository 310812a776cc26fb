import { countsSince, type DriveCounts } from '../drive/drive-counts';
import { LapMetrics } from '../measure/metrics/lap-metrics';
import { wallsOf } from '../measure/metrics/line';
import type { RunEnd } from '../measure/metrics/run-metadata';
import type { EndReason } from '../measure/metrics/run-metrics';
import { DrivenTrace } from '../measure/report/trace';
import type { Command, Decision, Pose } from '../types';
import { CarWatch } from './car-watch';
import { lastLineOf } from './last-line';
import type { RunMonitorOptions } from './run-monitor-options';
import { StandstillWatch } from './standstill-watch';

/** A car that moves less in 10 simulated seconds without getting on is trapped, as in BehaviorMetrics. */
const TRAPPED_M = 0.5;
/** Ends to which a car comes that was never driven. */
const ENDS_WITHOUT_DRIVING: readonly EndReason[] = ['no_progress', 'standstill', 'time_limit'];
/** Least wall time between two `metrics` events. */
const METRICS_PERIOD_MS = 50;

/** Watches one run: its metrics, its path, its laps, and when it is over. */
export class RunMonitor {
  #metrics: LapMetrics;
  #trace = new DrivenTrace();
  readonly #options: RunMonitorOptions;
  readonly firstPose: Promise<void>;
  readonly #standstill: StandstillWatch | null;
  readonly #car = new CarWatch();
  #endedDetail: string | null = null;
  #hardlyMoved: string | null = null;
  #waits = false;
  #held = false;
  #stops = 0;
  /** The drive keeps the car stopped. */
  #isStopped = false;
  #start_s: number | null = null;
  #sawPose: () => void = () => {};
  #over = false;
  /** The drive's counts when the metrics were last started. */
  #countsBefore: DriveCounts | null = null;
  #lastSimulated_s: number | null = null;
  #lastLeft_ms: number | null = null;
  #laps = 0;
  #told_ms = Number.NEGATIVE_INFINITY;

  constructor(options: RunMonitorOptions) {
    this.#options = options;
    this.firstPose = new Promise((resolve) => {
      this.#sawPose = resolve;
    });
    this.#standstill = this.#makeStandstillWatch();
    this.#metrics = this.#newMetrics();
  }

  get metrics(): LapMetrics {
    return this.#metrics;
  }

  get path(): DrivenTrace {
    return this.#trace;
  }

  get over(): boolean {
    return this.#over;
  }

  /** What kept the car, where a standstill, a wall, a pitch over, or a brain that gave up or never answered ended its laps;
   *  null otherwise. */
  get endedDetail(): string | null {
    return this.#endedDetail;
  }

  /** What is said of laps that had to end; null where nothing has to be said.
   *  @param standstill_s as the run was given it */
  lastLine(standstill_s: number | null): string | null {
    return lastLineOf(this.metrics.endedBecause, this.#endedDetail, standstill_s);
  }

  /** Laps that do not get on end from now on. */
  watch(): void {
    if (!this.#over) this.#standstill?.start();
  }

  /** A run that fails before it is over leaves no timer. */
  unwatch(): void {
    this.#standstill?.stop();
  }

  #makeStandstillWatch(): StandstillWatch | null {
    const { standstill_s, whyStopped } = this.#options;
    if (standstill_s == null) return null;
    return new StandstillWatch({
      timeout_s: standstill_s,
      now_ms: () => performance.now(),
      onExpired: (reason) => {
        this.#endedDetail = whyStopped?.() ?? reason;
        this.end('standstill');
      },
    });
  }

  /** Starts all metrics and the path again; recording goes on. A run that is over is left unchanged.
   *  @param counts of the drive so far
   *  @returns false when it is over */
  reset(counts: DriveCounts): boolean {
    if (this.#over) return false;
    this.#metrics = this.#newMetrics();
    this.#trace = new DrivenTrace();
    this.#start_s = null;
    this.#countsBefore = { ...counts };
    this.#stops = 0;
    this.#laps = 0;
    this.#standstill?.reset();
    this.#car.reset();
    return true;
  }

  /** Times that the drive itself stopped the car, since the metrics were last started. */
  get stops(): number {
    return this.#stops;
  }

  #newMetrics(): LapMetrics {
    const { circuit, direction, laps, endless, recovery } = this.#options;
    const metrics = new LapMetrics(circuit, direction, laps, {
      walls: circuit && wallsOf(circuit),
      endless: endless ?? false,
      isTrapped: (...moved) => this.#isTrapped(...moved),
      judge: (because) => this.#judge(because),
      ...(recovery && { recovers: (because) => recovery.begin(because, null, this.#lastSimulated_s) }),
    });
    metrics.hold(this.#mayStop);
    return metrics;
  }

  #judge(because: EndReason): EndReason {
    const failure = this.#options.whyNeverAnswered?.() ?? null;
    if (failure === null || !ENDS_WITHOUT_DRIVING.includes(because)) return because;
    this.#endedDetail = this.#inFull(failure);
    return 'brain_failed';
  }

  /** BehaviorMetrics' rule. A car that the drive itself keeps stopped is not trapped. */
  #isTrapped(moved_m: number, time_s: number): boolean {
    if (this.#isStopped || moved_m >= TRAPPED_M) return false;
    this.#hardlyMoved = `it moved ${moved_m.toFixed(1)} m in ${time_s.toFixed(1)} s of simulated time`;
    return true;
  }

  /** Whether the car is paused: lack of progress does not end its laps then. */
  hold(held: boolean): void {
    this.#held = held;
    // What stopped the car before a pause is judged again after it.
    this.#standstill?.hold(held);
    if (!held) this.#isStopped = false;
    this.#tellWhetherStopped();
  }

  #tellWhetherStopped(): void {
    this.#metrics.hold(this.#mayStop);
    this.#car.hold(this.#held || this.#isStopped);
  }

  get #mayStop(): boolean {
    return this.#held || (this.#isStopped && this.#options.patient === true);
  }

  /** Ignores poses until `begin`: the car is still being brought to its start. */
  wait(): void {
    this.#waits = true;
  }

  begin(): void {
    this.#waits = false;
  }

  pose(pose: Pose): void {
    const { limit_s, events, recovery } = this.#options;
    events?.emit('pose', pose);
    if (this.#over || this.#waits) return;
    const taken = recovery?.takes(pose) ?? 'counts';
    if (taken === 'ignored') return;
    if (typeof taken === 'object') this.#putBack(taken.because);
    this.#sawPose();
    this.#start_s ??= pose.sim_s;
    if (limit_s != null && (pose.sim_s ?? 0) - (this.#start_s ?? 0) > limit_s) this.end('time_limit');
    if (this.metrics.endedBecause === null) this.#lastSimulated_s = pose.sim_s;
    this.metrics.pose(pose);
    this.#standstill?.pose({
      progress_m: this.#metrics.newestStep?.progress_m ?? null,
      sim_s: pose.sim_s,
    });
    this.#trace.add(pose);
    const trouble = this.#car.pose(pose);
    if (trouble !== null) this.#endLaps(trouble.because, trouble.detail);
    this.#tellLap();
    this.#tellMetrics();
    this.#checkEnd();
  }

  #putBack(because: EndReason): void {
    this.#metrics.putBack(because);
    this.#car.reset();
    this.#standstill?.reset();
  }

  #tellLap(): void {
    const { count, last_s } = this.#metrics.completedLaps;
    if (count === this.#laps) return;
    this.#laps = count;
    this.#options.events?.emit('lap', { lap: count, seconds: last_s });
  }

  #tellMetrics(): void {
    const { events } = this.#options;
    if (!events?.has('metrics')) return;
    const now_ms = performance.now();
    if (now_ms - this.#told_ms < METRICS_PERIOD_MS) return;
    this.#told_ms = now_ms;
    events.emit('metrics', this.#metrics.live());
  }

  /** When the run was over for its metrics; null while it is not. */
  get ended(): RunEnd | null {
    const because = this.metrics.endedBecause;
    return because && { because, simulated_s: this.#lastSimulated_s, left_ms: this.#lastLeft_ms };
  }

  decision(decision: Decision): void {
    if (this.metrics.endedBecause === null) this.#lastLeft_ms = decision.left_ms;
    this.metrics.decision(decision);
    this.#standstill?.search(decision.searches === true);
    this.steered(decision.command);
  }

  /** A command has left, for an answer or between two. */
  steered({ v_mps }: Command): void {
    this.#car.command(v_mps);
  }

  /** The drive itself stopped the car. */
  stopped(): void {
    this.#stops += 1;
    this.#isStopped = true;
    this.#standstill?.search(false);
    this.#tellWhetherStopped();
  }

  drivingOn(): void {
    this.#isStopped = false;
    this.#tellWhetherStopped();
  }

  /** The brain will not drive on by itself: laps end. */
  gaveUp(reason: string): void {
    this.#endLaps('gave_up', reason);
  }

  #endLaps(because: 'trapped' | 'pitched_over' | 'gave_up', detail: string): void {
    const { recovery, endless } = this.#options;
    if (this.#over || recovery?.begin(because, detail, this.#lastSimulated_s) || (endless && !recovery))
      return;
    this.#endedDetail = this.#inFull(detail);
    this.end(because);
  }

  /** The brain has failed for too long: laps end. */
  keptFailing(failure: string): void {
    if (this.#over || this.#options.endless) return;
    this.#endedDetail = this.#inFull(failure);
    this.end('brain_failed');
  }

  #inFull(detail: string): string {
    return [detail, this.#options.recovery?.told].filter((part) => part != null).join('; ');
  }

  /** Ends the run for a reason from outside. */
  end(reason: Exclude<EndReason, 'completed'>): void {
    this.metrics.end(reason);
    this.#checkEnd();
  }

  counts(counts: DriveCounts): void {
    this.metrics.frames(this.countsOfRun(counts));
  }

  /** What the drive counted since the metrics were last started. */
  countsOfRun(counts: DriveCounts): DriveCounts {
    return this.#countsBefore === null ? counts : countsSince(this.#countsBefore, counts);
  }

  #checkEnd(): void {
    if (this.#over || this.metrics.endedBecause === null) return;
    this.#over = true;
    if (this.#hardlyMoved !== null && this.metrics.endedBecause === 'trapped')
      this.#endedDetail ??= this.#inFull(this.#hardlyMoved);
    this.#standstill?.stop();
    this.#options.onEnd();
  }
}
