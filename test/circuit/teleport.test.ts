import { isTeleport } from '../../src/circuit/teleport';
import type { Pose } from '../../src/types';

function poseAt(x_m: number, sim_s: number, clock_s: number | null = null): Pose {
  return { x_m, y_m: 0, yaw_rad: 0, v_mps: 18, w_radps: 0, sim_s, clock_s, arrival_ms: 0 };
}

describe('A car that is further on', () => {
  it('drove there when the time between the stamps was enough', () => {
    expect(isTeleport(poseAt(0, 10), poseAt(0.92, 10.051))).toBe(false);
    expect(isTeleport(poseAt(0, 10), poseAt(5.5, 10.306))).toBe(false);
  });

  it('was set there when it was not', () => {
    expect(isTeleport(poseAt(0, 10), poseAt(3.67, 10.051))).toBe(true);
    expect(isTeleport(poseAt(0, 10), poseAt(3.67, 10.051, 10.052))).toBe(true);
  });

  it('drove there when its stamp is older than the clock by the time that it takes', () => {
    // Recorded with Gazebo on a loaded machine: two poses of one stamp, 0.24 s behind the clock.
    expect(isTeleport(poseAt(0, 145.382, 145.624), poseAt(3.67, 145.382, 145.624))).toBe(false);
    expect(isTeleport(poseAt(0, 145.382, 145.624), poseAt(40, 145.382, 145.624))).toBe(true);
  });

  it('was set there when its stamps are of a clock that is always behind', () => {
    expect(isTeleport(poseAt(0, 10, 40), poseAt(40, 10.051, 40.051))).toBe(true);
  });

  it('was set there when its stamp is older than the one before', () => {
    expect(isTeleport(poseAt(0, 10, 10), poseAt(0, 9.9, 10))).toBe(true);
  });
});
