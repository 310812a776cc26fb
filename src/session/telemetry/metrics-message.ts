import type { MetricsMessage } from '../../messages/index';
import type { Stamp } from '../../types';
import type { NodeState } from './state';

/** The state as f1_brain/Metrics: missing values are NaN or empty. */
export function metricsMessage(state: NodeState, stamp: Stamp, seq: number): MetricsMessage {
  const { counts, interval, live, command } = state;
  const number = (value: number | null) => value ?? Number.NaN;
  return {
    header: { seq, stamp, frame_id: '' },
    brain: state.brain,
    model: state.model ?? '',
    provider: state.provider ?? '',
    paused: state.paused,
    stopped: state.stoppedBecause !== null,
    simulated_s: number(state.sim_s),
    frame_frequency_hz: number(interval.frames_hz),
    decision_frequency_hz: number(interval.decisions_hz),
    decision_frequency_simulated_hz: number(interval.decisions_simulated_hz),
    brain_capacity_hz: interval.step_mean_ms ? 1000 / interval.step_mean_ms : Number.NaN,
    inference_mean_ms: number(interval.inference_mean_ms),
    step_mean_ms: number(interval.step_mean_ms),
    sensor_to_actuator_mean_ms: number(interval.latency_mean_ms),
    sensor_to_actuator_max_ms: number(interval.latency_max_ms),
    real_time_factor: number(state.realTimeFactor),
    gazebo_real_time_factor: number(state.gazeboRealTimeFactor),
    v_mps: number(command?.v_mps ?? null),
    w_radps: number(command?.w_radps ?? null),
    speed_mps: number(live.speed_mps),
    position_deviation_m: number(live.position_deviation_m),
    position_deviation_mean_m: number(state.deviationMean_m),
    percentage_completed: number(live.percent),
    completed_distance_m: number(state.distance_m),
    frames_received: counts.received,
    frames_answered: counts.answered,
    frames_superseded: counts.superseded,
    frames_failed: counts.failed,
    frames_rejected: counts.rejected,
    stops: state.stops,
  };
}
