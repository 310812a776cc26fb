import { MotionHistory } from '../../../src/drive/compensation/motion-history';

function at(motion: MotionHistory, time_s: number) {
  motion.at(time_s);
  const { x_m, y_m, yaw_rad } = motion;
  return { x_m, y_m, yaw_rad };
}

describe('The motion of the car', () => {
  it('is what odometry says, and between and after its poses what the commands do', () => {
    const motion = new MotionHistory();
    motion.pose(0, 1, 2, 0);
    motion.command(0, 10, 0);
    expect(at(motion, 0.05).x_m).toBeCloseTo(1.5, 9);
    motion.pose(0.1, 2.1, 2, 0);
    expect(at(motion, 0.1).x_m).toBeCloseTo(2.1, 9);
    expect(at(motion, 0.05).x_m).toBeCloseTo(1.5, 9);
    motion.command(0.15, 10, Math.PI);
    const { x_m, y_m, yaw_rad } = at(motion, 0.65);
    expect(yaw_rad).toBeCloseTo(Math.PI / 2, 9);
    expect(x_m).toBeGreaterThan(2.6);
    expect(y_m).toBeGreaterThan(4);
  });

  it('takes an odometry message that arrives late in the place of what was predicted', () => {
    const motion = new MotionHistory();
    motion.pose(0, 0, 0, 0);
    motion.command(0, 10, 0);
    motion.command(0.5, 10, 0);
    expect(motion.pose(0.2, 1.8, 0.1, 0)).toBe(true);
    expect(at(motion, 0.2)).toEqual({ x_m: 1.8, y_m: 0.1, yaw_rad: 0 });
    expect(at(motion, 0.5).x_m).toBeCloseTo(4.8, 9);
  });

  it('reaches seconds back where odometry comes a thousand times a second', () => {
    const motion = new MotionHistory();
    motion.command(0, 10, 0);
    // The car is slower than it is told: only odometry knows where it was.
    for (let i = 0; i <= 5000; i += 1) expect(motion.pose(i * 0.001, i * 0.008, 0, 0)).toBe(true);
    expect(at(motion, 5).x_m).toBeCloseTo(40, 9);
    for (const time_s of [1, 2.5, 4.9])
      expect(Math.abs(at(motion, time_s).x_m - 8 * time_s)).toBeLessThan(0.02);
  });

  it('goes by the commands alone where there is no odometry', () => {
    const motion = new MotionHistory();
    for (let i = 0; i < 1000; i += 1) motion.command(i * 0.01, 5, 0);
    const before = at(motion, 9);
    expect(at(motion, 10).x_m - before.x_m).toBeCloseTo(5, 6);
    expect(before.y_m).toBe(0);
  });

  it('begins again where the car was set elsewhere', () => {
    const motion = new MotionHistory();
    motion.pose(0, 0, 0, 0);
    motion.command(0, 10, 0);
    expect(motion.pose(0.05, 0.5, 0, 0)).toBe(true);
    expect(motion.pose(0.1, 30, 5, 1)).toBe(false);
    expect(at(motion, 0.1)).toEqual({ x_m: 30, y_m: 5, yaw_rad: 1 });
  });

  it('begins again where the car was turned round', () => {
    const motion = new MotionHistory();
    motion.pose(0, 0, 0, 3.1);
    motion.command(0, 5, 1);
    // The heading goes on beyond pi.
    expect(motion.pose(0.1, -0.5, 0, -3.08)).toBe(true);
    expect(motion.pose(0.15, -0.75, 0, 0.1)).toBe(false);
  });

  it('goes on where the commands led when odometry begins late or was silent, in a frame of its own', () => {
    const motion = new MotionHistory();
    for (let i = 0; i <= 600; i += 1) motion.command(i * 0.01, 5, 0);
    // The car drives along the y axis of the odometry.
    expect(motion.pose(3, 100, 20, Math.PI / 2)).toBe(true);
    expect(motion.pose(3.05, 100, 20.25, Math.PI / 2)).toBe(true);
    expect(motion.pose(3.1, 99.9, 20.5, Math.PI / 2)).toBe(true);
    const { x_m, y_m, yaw_rad } = at(motion, 3.1);
    expect(x_m - at(motion, 2.9).x_m).toBeCloseTo(1, 6);
    expect(y_m).toBeCloseTo(0.1, 6);
    expect(yaw_rad).toBeCloseTo(0, 6);
    // Elsewhere in that frame it would be a teleport.
    expect(motion.pose(5.5, 90, 31, Math.PI / 2)).toBe(true);
    expect(motion.pose(5.55, 80, 31, Math.PI / 2)).toBe(false);
  });

  it('is confirmed by odometry that comes back where the car drove on as commanded', () => {
    const motion = new MotionHistory();
    motion.pose(0, 0, 0, 0);
    for (let i = 0; i <= 500; i += 1) motion.command(i * 0.01, 5, 0);
    expect(motion.pose(3, 15.1, 0.1, 0)).toBe(true);
    expect(at(motion, 3)).toEqual({ x_m: 15.1, y_m: 0.1, yaw_rad: 0 });
  });
});
