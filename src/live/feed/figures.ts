import type { LapMetrics } from '../../measure/metrics/lap-metrics';
import type { RunMetrics } from '../../measure/metrics/run-metrics';
import type { SessionView } from '../../session/session-view';
import type { FiguresMessage } from '../messages';

/** A reading of the counts. */
interface Counts {
  /** Whose they are: others count from 0 again. */
  readonly of: LapMetrics;
  readonly wall_ms: number;
  readonly answered: number | null;
  readonly received: number | null;
}

/** Whose metrics are read. Stops are null where they are unknown. */
export type MeasuredRun = Pick<SessionView, 'metrics' | 'compute'> & { readonly stops: number | null };

/** Reads the metrics of a run once a second, and the rates between two readings. */
export class Figures {
  readonly #view: MeasuredRun;
  readonly #zero_ms: number;
  readonly #now_ms: () => number;
  #last: Counts | null = null;

  constructor(view: MeasuredRun, zero_ms: number, now_ms = () => performance.now()) {
    this.#view = view;
    this.#zero_ms = zero_ms;
    this.#now_ms = now_ms;
  }

  read(): FiguresMessage {
    const metrics = this.#view.compute();
    const live = this.#view.metrics.live();
    const wall_ms = this.#now_ms() - this.#zero_ms;
    const { received, answered } = metrics.frames;
    const rates = this.#rates({
      of: this.#view.metrics,
      wall_ms,
      answered,
      received,
    });
    return {
      ...figuresOf(metrics),
      wall_ms,
      sim_s: live.simulated_s,
      ...rates,
      stops: this.#view.stops,
    };
  }

  #rates(counts: Counts) {
    const last = this.#last;
    this.#last = counts;
    const elapsed_s = last === null ? 0 : (counts.wall_ms - last.wall_ms) / 1000;
    if (last === null || last.of !== counts.of || elapsed_s <= 0)
      return { decisions_hz: null, frames_hz: null };
    return {
      decisions_hz: growth(last.answered, counts.answered, elapsed_s),
      frames_hz: growth(last.received, counts.received, elapsed_s),
    };
  }
}

function growth(before: number | null, now: number | null, elapsed_s: number): number | null {
  return before === null || now === null ? null : (now - before) / elapsed_s;
}

/** The metrics of a run for a page, without what only its drive knows. */
export function figuresOf(metrics: RunMetrics): FiguresMessage {
  const { frame_age_ms } = metrics.compensation;
  return {
    type: 'figures',
    wall_ms: 0,
    sim_s: null,
    step_ms: metrics.step_time_ms,
    inference_ms: metrics.inference_time_ms,
    latency_ms: metrics.sensor_to_actuator_ms,
    frame_age_ms: { ...frame_age_ms, p95: null },
    throughput_hz: metrics.brain_iterations_frequency_real_time,
    decisions_hz: null,
    frames_hz: null,
    realTimeFactor: metrics.real_time_factor,
    deviationMean_m: metrics.position_deviation_mean_m ?? metrics.position_deviation_until_crash_mean_m,
    deviationMax_m: metrics.position_deviation_max_m ?? metrics.position_deviation_until_crash_max_m,
    distance_m: metrics.completed_distance_m,
    averageSpeed_mps: metrics.average_speed_mps,
    percent: metrics.percentage_completed,
    lapsCompleted: metrics.laps_completed,
    frames: metrics.frames,
    stops: null,
    offTrackEvents: metrics.off_track_events,
    wallContactEvents: metrics.wall_contact_events,
  };
}
