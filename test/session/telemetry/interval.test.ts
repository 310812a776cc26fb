import type { DriveCounts } from '../../../src/drive/drive-counts';
import { Interval } from '../../../src/session/telemetry/interval';
import type { Decision } from '../../../src/types';

const counts = (received: number, rejected = 0, superseded = 0): DriveCounts => ({
  received,
  rejected,
  superseded,
  answered: 0,
  failed: 0,
  limited: 0,
  steered: 0,
});
const decision = (step_ms: number, latency_ms: number, inference_ms: number | null) =>
  ({ step_ms, sensor_to_actuator_ms: latency_ms, inference_ms }) as Decision;

describe('an interval', () => {
  it('gives rates and means of what happened in it, and begins anew', () => {
    const interval = new Interval(1000);
    interval.decision(decision(2, 3, 1));
    interval.decision(decision(4, 7, 3));
    expect(interval.take(3000, 10, counts(5, 1, 2))).toEqual({
      frames_hz: 2.5,
      decisions_hz: 1,
      decisions_simulated_hz: null,
      inference_mean_ms: 2,
      step_mean_ms: 3,
      latency_mean_ms: 5,
      latency_max_ms: 7,
      rejected: 1,
      superseded: 2,
      failed: 0,
    });
    interval.decision(decision(1, 1, null));
    expect(interval.take(4000, 10.5, counts(9, 1, 2))).toMatchObject({
      frames_hz: 4,
      decisions_hz: 1,
      decisions_simulated_hz: 2,
      inference_mean_ms: null,
      latency_max_ms: 1,
      rejected: 0,
      superseded: 0,
    });
  });

  it('has no means of nothing, and no simulated rate when time went back', () => {
    const interval = new Interval(0);
    interval.take(1000, 10, counts(0));
    expect(interval.take(2000, 3, counts(0))).toMatchObject({
      frames_hz: 0,
      decisions_hz: 0,
      decisions_simulated_hz: null,
      step_mean_ms: null,
      latency_mean_ms: null,
      latency_max_ms: null,
    });
  });
});
