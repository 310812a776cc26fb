import type { SessionView } from '../../session/session-view';
import type { FiguresMessage } from '../messages';

/** Reads the metrics of a run once a second, and the rates between two readings. */
export class Figures {
  readonly #view: SessionView;
  readonly #zero_ms: number;
  #last: { readonly wall_ms: number; readonly answered: number; readonly received: number } | null = null;

  constructor(view: SessionView, zero_ms: number) {
    this.#view = view;
    this.#zero_ms = zero_ms;
  }

  read(): FiguresMessage {
    const metrics = this.#view.compute();
    const live = this.#view.metrics.live();
    const wall_ms = performance.now() - this.#zero_ms;
    const { received, answered } = metrics.frames;
    const rates = this.#rates(wall_ms, answered ?? 0, received ?? 0);
    const { frame_age_ms } = metrics.compensation;
    return {
      type: 'figures',
      wall_ms,
      sim_s: live.simulated_s,
      step_ms: metrics.step_time_ms,
      inference_ms: metrics.inference_time_ms,
      latency_ms: metrics.sensor_to_actuator_ms,
      frame_age_ms: { ...frame_age_ms, p95: null },
      throughput_hz: metrics.brain_iterations_frequency_real_time,
      ...rates,
      realTimeFactor: metrics.real_time_factor,
      deviationMean_m: metrics.position_deviation_mean_m ?? metrics.position_deviation_until_crash_mean_m,
      deviationMax_m: metrics.position_deviation_max_m ?? metrics.position_deviation_until_crash_max_m,
      distance_m: metrics.completed_distance_m,
      averageSpeed_mps: metrics.average_speed_mps,
      percent: metrics.percentage_completed,
      lapsCompleted: metrics.laps_completed,
      frames: metrics.frames,
      stops: this.#view.stops,
      offTrackEvents: metrics.off_track_events,
      wallContactEvents: metrics.wall_contact_events,
    };
  }

  #rates(wall_ms: number, answered: number, received: number) {
    const last = this.#last;
    this.#last = { wall_ms, answered, received };
    const elapsed_s = last === null ? 0 : (wall_ms - last.wall_ms) / 1000;
    if (last === null || elapsed_s <= 0) return { decisions_hz: null, frames_hz: null };
    return {
      decisions_hz: (answered - last.answered) / elapsed_s,
      frames_hz: (received - last.received) / elapsed_s,
    };
  }
}
