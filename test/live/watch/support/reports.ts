import type { MetricsMessage } from '../../../../src/messages/index';

const NO = Number.NaN;

/** What a node of f1-brain reports of itself. */
export function metricsReport(changes: Partial<MetricsMessage> = {}): MetricsMessage {
  return {
    header: { seq: 0, stamp: { sec: 0, nsec: 0 }, frame_id: '' },
    brain: 'line_follower',
    model: '',
    provider: '',
    paused: false,
    stopped: false,
    simulated_s: NO,
    frame_frequency_hz: NO,
    decision_frequency_hz: NO,
    decision_frequency_simulated_hz: NO,
    brain_capacity_hz: NO,
    inference_mean_ms: NO,
    step_mean_ms: NO,
    sensor_to_actuator_mean_ms: NO,
    sensor_to_actuator_max_ms: NO,
    real_time_factor: NO,
    gazebo_real_time_factor: NO,
    v_mps: NO,
    w_radps: NO,
    speed_mps: NO,
    position_deviation_m: NO,
    position_deviation_mean_m: NO,
    percentage_completed: NO,
    completed_distance_m: NO,
    frames_received: 0,
    frames_answered: 0,
    frames_superseded: 0,
    frames_failed: 0,
    frames_rejected: 0,
    stops: 0,
    ...changes,
  };
}
