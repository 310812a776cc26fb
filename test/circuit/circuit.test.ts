import { Circuit } from '../../src/circuit/circuit';
import { DEFAULT_LOOK } from '../../src/circuit/look';
import { circlePoints, ring } from './ring';

describe('A circuit', () => {
  const circle = ring(20);

  it('knows its length to a millimetre', () => {
    expect(circle.length_m).toBeCloseTo(2 * Math.PI * 20, 3);
  });

  it('gives points by arc length, wrapped to the lap', () => {
    const quarter = circle.pointAt(circle.length_m / 4);
    expect(quarter.x_m).toBeCloseTo(0, 3);
    expect(quarter.y_m).toBeCloseTo(20, 3);
    expect(circle.pointAt(-circle.length_m * 0.75).y_m).toBeCloseTo(20, 3);
    expect(circle.pointAt(circle.length_m * 3.25).y_m).toBeCloseTo(20, 3);
  });

  it('knows heading and curvature, positive to the left', () => {
    const start = circle.pointAt(0);
    expect(start.heading_rad).toBeCloseTo(Math.PI / 2, 4);
    for (let s = 0; s < circle.length_m; s += 1.7) {
      expect(circle.pointAt(s).curvature_1pm).toBeCloseTo(1 / 20, 4);
    }
    const clockwise = new Circuit({
      name: 'clockwise',
      points: circlePoints(20).reverse(),
      lineWidth_m: 0.1,
      look: DEFAULT_LOOK,
    });
    expect(clockwise.pointAt(3).curvature_1pm).toBeCloseTo(-1 / 20, 4);
  });

  it('projects onto the continuous line, left positive', () => {
    for (let angle = 0.01; angle < 6.2; angle += 0.137) {
      for (const offset of [-1.4, -0.003, 0, 0.0007, 0.8, 5]) {
        const radius = 20 - offset;
        const { s_m, lateral_m } = circle.project(radius * Math.cos(angle), radius * Math.sin(angle));
        expect(lateral_m).toBeCloseTo(offset, 3);
        expect(s_m).toBeCloseTo(angle * 20, 2);
      }
    }
  });

  it('finds the same point when told where to look, even from a few metres off', () => {
    const free = circle.project(18.9, 3.3);
    for (const near of [free.s_m - 9, free.s_m - 2, free.s_m, free.s_m + 6, free.s_m + circle.length_m]) {
      const found = circle.project(18.9, 3.3, near);
      expect(found.s_m).toBeCloseTo(free.s_m, 6);
      expect(found.lateral_m).toBeCloseTo(free.lateral_m, 6);
    }
  });

  it('stays on its own stretch of road where another passes close by', () => {
    // Two long straights 2 m apart, joined by half circles of 1 m radius.
    const points: [number, number][] = [];
    for (let x = -20; x <= 20; x += 2) points.push([x, -1]);
    for (let a = -1.2; a <= 1.2; a += 0.4) points.push([20 + Math.cos(a), Math.sin(a)]);
    for (let x = 20; x >= -20; x -= 2) points.push([x, 1]);
    for (let a = -1.2; a <= 1.2; a += 0.4) points.push([-20 - Math.cos(a), -Math.sin(a)]);
    const hairpin = new Circuit({ name: 'hairpin', points, lineWidth_m: 0.1, look: DEFAULT_LOOK });
    const lower = hairpin.project(0, -1);
    const upper = hairpin.project(0, 1);
    expect(Math.abs(upper.s_m - lower.s_m)).toBeGreaterThan(30);
    // A car that strayed past the middle still belongs to the straight it came from.
    expect(hairpin.project(0.3, 0.2, lower.s_m).s_m).toBeCloseTo(lower.s_m + 0.3, 1);
    expect(hairpin.project(0.3, 0.2).s_m).toBeCloseTo(upper.s_m - 0.3, 1);
  });

  it('starts on the line where nothing else is said', () => {
    expect(circle.start.x_m).toBeCloseTo(20, 6);
    expect(circle.start.yaw_rad).toBeCloseTo(Math.PI / 2, 4);
  });

  it('changes its looks without changing its course', () => {
    const plain = circle.with({ look: { ...circle.look, leftWall: null }, lineWidth_m: 0.2 });
    expect(plain.look.leftWall).toBeNull();
    expect(plain.lineWidth_m).toBe(0.2);
    expect(circle.look.leftWall).not.toBeNull();
    expect(plain.pointAt(7)).toEqual(circle.pointAt(7));
  });
});
