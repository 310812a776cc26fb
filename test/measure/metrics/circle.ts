import type { Line } from '../../../src/measure/metrics/line';
import type { Decision, Pose } from '../../../src/types';

/** A circular line of the given length about the origin, driven counter-clockwise from (r, 0). */
export function circle(length_m: number): Line & { radius_m: number } {
  const radius_m = length_m / (2 * Math.PI);
  return {
    length_m,
    radius_m,
    pointAt(s_m) {
      const angle = s_m / radius_m;
      return {
        x_m: radius_m * Math.cos(angle),
        y_m: radius_m * Math.sin(angle),
        heading_rad: angle + Math.PI / 2,
      };
    },
    project(x_m, y_m) {
      const angle = Math.atan2(y_m, x_m);
      return {
        s_m: (((angle * radius_m) % length_m) + length_m) % length_m,
        lateral_m: radius_m - Math.hypot(x_m, y_m),
      };
    },
  };
}

/** A pose beside the circle: at arc length `s_m`, `lateral_m` to the left in forward direction. */
export function poseAt(
  line: Line,
  s_m: number,
  sim_s: number | null,
  { lateral_m = 0, v_mps = 10, arrival_ms = (sim_s ?? 0) * 1000 } = {},
): Pose {
  const { x_m, y_m, heading_rad } = line.pointAt(s_m);
  return {
    x_m: x_m - lateral_m * Math.sin(heading_rad),
    y_m: y_m + lateral_m * Math.cos(heading_rad),
    yaw_rad: heading_rad,
    v_mps,
    w_radps: 0,
    sim_s,
    arrival_ms,
  };
}

export function decisionOf(sequence: number, overrides: Partial<Decision> = {}): Decision {
  return {
    sequence,
    stamp: null,
    command: { v_mps: 5, w_radps: 0 },
    waited_ms: 0,
    step_ms: 2,
    inference_ms: 1,
    sensor_to_actuator_ms: 3,
    left_ms: sequence * 50,
    sim_s: sequence * 0.05,
    ...overrides,
  };
}
