import { CommandedSpeed, isTeleport, stepSpeed } from '../../src/circuit/teleport';
import type { Pose } from '../../src/types';

function poseAt(x_m: number, sim_s: number, clock_s: number | null = null): Pose {
  return { x_m, y_m: 0, yaw_rad: 0, v_mps: 18, w_radps: 0, sim_s, clock_s, arrival_ms: 0 };
}

const commanded = (pose: Pose, commanded_mps: number | null): Pose => ({ ...pose, commanded_mps });

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

  it('is a teleport whatever speed the pose reports', () => {
    // After reset_world, Gazebo's planar_move reports the step divided by its period of 1 ms.
    for (const v_mps of [864, -864, 3.67 / 0.001]) {
      expect(isTeleport(poseAt(0, 10), { ...poseAt(51, 10.051), v_mps })).toBe(true);
      expect(isTeleport({ ...poseAt(0, 10), v_mps }, { ...poseAt(51, 10.051), v_mps })).toBe(true);
      expect(isTeleport(poseAt(0, 10), { ...poseAt(3.67, 10.051), v_mps })).toBe(true);
    }
  });

  it('is judged by the commands where they are known', () => {
    const jump = (before_mps: number | null, after_mps: number | null) =>
      isTeleport(commanded(poseAt(0, 10), before_mps), commanded(poseAt(2.5, 10.05), after_mps));
    expect(jump(8, 8)).toBe(true);
    expect(jump(null, 8)).toBe(true);
    expect(jump(20, 8)).toBe(false);
    expect(jump(null, null)).toBe(false);
    // No command explains every distance.
    const [before, after] = [commanded(poseAt(0, 10), 5000), commanded(poseAt(51, 10.05), 5000)];
    expect(isTeleport(before, after)).toBe(true);
  });

  it('is driving if the car made such a step before, whoever drives it', () => {
    const [a, b, c] = [0, 2, 4].map((x_m, i) => commanded(poseAt(x_m, 10 + i / 10), 0)) as [Pose, Pose, Pose];
    expect(isTeleport(a, b)).toBe(true);
    expect(isTeleport(b, c, stepSpeed(a, b))).toBe(false);
    expect(stepSpeed(a, { ...b, x_m: 51 })).toBe(0);
  });
});

test('A command acts on a few poses after it, and in any case until the next one', () => {
  const speed = new CommandedSpeed();
  expect(speed.pose()).toBeNull();
  speed.command(20);
  expect(speed.pose()).toBe(20);
  speed.command(Number.NaN);
  speed.command(-5, 12);
  const after = Array.from({ length: 8 }, () => speed.pose());
  expect(after).toEqual([20, 20, 20, 20, 20, 20, 13, 13]);
});
