import { isTeleport } from '../../src/circuit/teleport';
import type { Pose } from '../../src/types';

function poseAt(x_m: number, sim_s: number, clock_s: number | null = null): Pose {
  return { x_m, y_m: 0, yaw_rad: 0, v_mps: 18, w_radps: 0, sim_s, clock_s, arrival_ms: 0 };
}

describe('A step between two poses', () => {
  it('is driving if the time between the stamps is long enough', () => {
    expect(isTeleport(poseAt(0, 10), poseAt(0.92, 10.051))).toBe(false);
    expect(isTeleport(poseAt(0, 10), poseAt(5.5, 10.306))).toBe(false);
  });

  it('is a teleport if it is not', () => {
    expect(isTeleport(poseAt(0, 10), poseAt(3.67, 10.051))).toBe(true);
    expect(isTeleport(poseAt(0, 10), poseAt(3.67, 10.051, 10.052))).toBe(true);
  });

  it('is driving if the stamp lags the clock by the time needed', () => {
    // Recorded with Gazebo on a loaded machine: two poses of one stamp, 0.24 s behind the clock.
    expect(isTeleport(poseAt(0, 145.382, 145.624), poseAt(3.67, 145.382, 145.624))).toBe(false);
    expect(isTeleport(poseAt(0, 145.382, 145.624), poseAt(40, 145.382, 145.624))).toBe(true);
  });

  it('is a teleport if the stamps belong to a clock that always lags', () => {
    expect(isTeleport(poseAt(0, 10, 40), poseAt(40, 10.051, 40.051))).toBe(true);
  });

  it('is a teleport if the stamp is older than the previous one', () => {
    expect(isTeleport(poseAt(0, 10, 10), poseAt(0, 9.9, 10))).toBe(true);
  });
});
