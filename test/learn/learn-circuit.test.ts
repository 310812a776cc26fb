import { readCircuitFile } from '../../src/circuit/circuit-file';
import { formatCircuit } from '../../src/circuit/format-circuit';
import type { DrivenPose } from '../../src/learn/driven-path';
import { learnCircuit } from '../../src/learn/learn-circuit';
import type { RecordedDrive } from '../../src/learn/read-drive';
import { ring } from '../circuit/ring';
import { BagFolder } from '../helpers/bags';
import { driveOf, drivePoses, errorOf, figureOfEight } from './drives';

const circle = ring(20);
const folder = new BagFolder();

function learn(drive: RecordedDrive, options: Partial<Parameters<typeof learnCircuit>[2]> = {}) {
  return learnCircuit('a.bag', drive, { name: 'ring', direction: 'forward', walls_m: 1.5, ...options });
}

/** Poses a metre further to the side, with a jump of the given length. */
function moved(poses: readonly DrivenPose[], dx_m: number, later_s = 0): DrivenPose[] {
  return poses.map((pose) => ({
    ...pose,
    x_m: pose.x_m + dx_m,
    stamp_s: (pose.stamp_s ?? 0) + later_s,
    recorded_s: pose.recorded_s + later_s,
  }));
}

describe('A circuit learned from the driven path', () => {
  it('is the driven line: its length, its bends and its start', () => {
    const learned = learn(driveOf(drivePoses(circle)));
    expect(Math.abs(learned.circuit.length_m / circle.length_m - 1)).toBeLessThan(1e-3);
    expect(errorOf(learned.circuit, circle).max_m).toBeLessThan(0.01);
    expect(learned.tightestBend.radius_m).toBeGreaterThan(19);
    expect(learned.circuit.start).toEqual({ x_m: 20, y_m: 0, yaw_rad: expect.closeTo(Math.PI / 2, 3) });
    expect(learned.circuit.pointAt(0).x_m).toBeCloseTo(20, 2);
    expect(learned).toMatchObject({ lapsFound: 1, deviationMean_m: null, camera: null, leftOut: [] });
    expect(learned.largestGap_m).toBeCloseTo(0.5, 1);
  });

  it('does not cut corners: a bend of 3 m keeps its radius', () => {
    const small = ring(3);
    const { circuit, tightestBend } = learn(driveOf(drivePoses(small)));
    expect(errorOf(circuit, small).max_m).toBeLessThan(0.015);
    expect(tightestBend.radius_m).toBeGreaterThan(2.8);
  });

  it('comes from sparse odometry too: 3 m between two poses of a bend of 8 m', () => {
    const bend = ring(8);
    const { circuit, largestGap_m } = learn(driveOf(drivePoses(bend, { step_m: 3 })));
    expect(largestGap_m).toBeGreaterThan(2.5);
    expect(errorOf(circuit, bend).max_m).toBeLessThan(0.03);
  });

  it('is the middle of several laps', () => {
    const { length_m } = circle;
    const aside_m = (s_m: number) => [0.2, -0.1, 0][Math.floor(s_m / length_m)] ?? 0;
    const learned = learn(driveOf(drivePoses(circle, { to_m: 3 * length_m + 1, aside_m })));
    expect(learned.laps).toHaveLength(3);
    expect(errorOf(learned.circuit, circle).mean_m).toBeLessThan(0.03);
    expect(learned.deviationMax_m).toBeGreaterThan(0.15);
    expect(learned.deviationMean_m).toBeGreaterThan(0.05);
  });

  it('runs forward where the bag was driven in reverse', () => {
    const backwards = drivePoses(circle, { forward: false });
    const asDriven = learn(driveOf(backwards));
    const turned = learn(driveOf(backwards), { direction: 'reverse' });
    expect(asDriven.circuit.pointAt(5).y_m).toBeLessThan(0);
    expect(turned.circuit.pointAt(5).y_m).toBeGreaterThan(0);
    expect(turned.circuit.start.yaw_rad).toBeCloseTo(Math.PI / 2, 2);
  });

  it('may cross itself', () => {
    const eight = figureOfEight();
    const { circuit } = learn(driveOf(drivePoses(eight)));
    expect(errorOf(circuit, eight).max_m).toBeLessThan(0.02);
    expect(Math.abs(circuit.length_m / eight.length_m - 1)).toBeLessThan(1e-3);
  });

  it('ignores where the car started beside the line and where it stood', () => {
    const aside_m = (s_m: number) => Math.max(0, 0.9 - s_m / 6);
    const poses = drivePoses(circle, { aside_m });
    const standing = Array.from({ length: 40 }, () => poses[0]!);
    const { circuit } = learn(driveOf([...standing, ...poses]));
    expect(errorOf(circuit, circle).max_m).toBeLessThan(0.2);
    expect(Math.hypot(circuit.start.x_m, circuit.start.y_m)).toBeCloseTo(20, 1);
  });

  it('comes back from its file', () => {
    const { circuit, points } = learn(driveOf(drivePoses(circle)), { walls_m: 1.2 });
    const file = folder.write(Buffer.from(formatCircuit(circuit, points, ['a remark'])), 'ring.yml');
    const read = readCircuitFile(file);
    expect(read).toMatchObject({ name: 'ring', start: circuit.start, lineWidth_m: 0.1 });
    expect(read.length_m).toBeCloseTo(circuit.length_m, 9);
    expect(read.look.leftWall).toEqual(circuit.look.leftWall);
    expect(read.look.rightWall?.distance_m).toBe(1.2);
  });
});

describe('A drive without a lap', () => {
  const { length_m } = circle;

  it.each<[string, DrivenPose[], RegExp]>([
    [
      'ends early',
      drivePoses(circle, { to_m: length_m - 34 }),
      /after 91 m the bag ends at least 30 m before the lap closes/,
    ],
    ['stands', drivePoses(circle, { to_m: 2 }), /drives 2\.0 m in one piece/],
    [
      'is teleported on the way',
      [
        ...drivePoses(circle, { to_m: 60 }),
        ...drivePoses(circle, { from_m: 80, to_m: length_m + 1, from_s: 16.1 }),
      ],
      /ends at least \d+ m before the lap closes; it was teleported or its clock set back once/,
    ],
    [
      'turns around and comes back',
      [
        ...drivePoses(circle, { to_m: 50 }),
        ...drivePoses(circle, { from_m: 50, to_m: 105, forward: false, from_s: 15.1 }),
      ],
      /against the direction in which it left/,
    ],
    [
      'backs off on its way',
      [
        ...drivePoses(circle, { to_m: 50 }),
        ...drivePoses(circle, { from_m: 50, to_m: 58, forward: false, from_s: 15.1 }),
        ...drivePoses(circle, { from_m: 42, to_m: length_m + 1, from_s: 16 }),
      ],
      /holds no clean lap: the car drives (back )?over its own track/,
    ],
    [
      'has hardly any odometry',
      drivePoses(ring(5), { step_m: 6, to_m: 40 }),
      /has \d poses on its way, too few/,
    ],
    [
      'loses its odometry',
      drivePoses(circle).filter(({ stamp_s }) => Math.abs(stamp_s! - 15) > 0.6),
      /has no odometry on 1[12]\.\d m behind/,
    ],
    [
      'slides along a wall',
      drivePoses(circle).map((pose, i) =>
        i > 60 && i < 70 ? { ...pose, yaw_rad: pose.yaw_rad + 0.4 } : pose,
      ),
      /slides, as along a wall, or rolls backwards for [45]\.\d m/,
    ],
  ])('that %s is refused with one line', (_, poses, reason) => {
    const act = () => learn(driveOf(poses));
    expect(act).toThrow(reason);
    expect(act).toThrow(/^a\.bag: [^\n]+$/);
  });

  it('does not spoil the laps beside it', () => {
    const sliding = drivePoses(circle, { to_m: 2 * length_m + 1 }).map((pose, i) =>
      i > 60 && i < 70 ? { ...pose, yaw_rad: pose.yaw_rad + 0.4 } : pose,
    );
    const learned = learn(driveOf(sliding));
    expect(learned.laps).toHaveLength(1);
    expect(learned.leftOut).toEqual([expect.stringMatching(/^a lap was left out: the car slides/)]);
    expect(errorOf(learned.circuit, circle).max_m).toBeLessThan(0.01);
  });

  it('nor one on another road', () => {
    const laps = drivePoses(circle, { to_m: 2 * length_m + 1 });
    const learned = learn(driveOf(laps, moved(drivePoses(circle), 6, 100)));
    expect(learned.laps).toHaveLength(2);
    expect(learned.leftOut).toEqual([expect.stringMatching(/leaves the road of the others/)]);
  });
});
