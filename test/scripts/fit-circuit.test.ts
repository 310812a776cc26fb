import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { JITI, PACKAGE_ROOT } from '../../scripts/support/paths';
import { ClosedLine } from '../../src/circuit/closed-line';

const SCRIPT = path.join(PACKAGE_ROOT, 'scripts', 'fit-circuit.ts');
const FOLDER = mkdtempSync(path.join(tmpdir(), 'fit-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** A stadium: two straights of 200 m joined by half circles of 8 m radius, every half metre. */
function stadium(): [number, number][] {
  const straight_m = 200;
  const bend_m = Math.PI * 8;
  const points: [number, number][] = [];
  for (let s = 0; s < 2 * (straight_m + bend_m) - 0.25; s += 0.5) {
    const half = s < straight_m + bend_m ? 1 : -1;
    const along = half > 0 ? s : s - straight_m - bend_m;
    const angle = Math.max(0, along - straight_m) / 8;
    const x = Math.min(along, straight_m) - straight_m / 2 + 8 * Math.sin(angle);
    points.push([half * x, half * -8 * Math.cos(angle)]);
  }
  return points;
}

describe('scripts/fit-circuit.ts', () => {
  it('keeps few points, more of them in bends, and passes within a centimetre of all', () => {
    const points = stadium();
    const file = path.join(FOLDER, 'line.csv');
    const rows = points.map(([x, y], i) => `${i / 2},${x.toFixed(3)},${y.toFixed(3)}`);
    writeFileSync(file, `s_m,x_m,y_m\n${rows.join('\n')}\n`);
    const output = execFileSync(process.execPath, [JITI, SCRIPT, file], { encoding: 'utf8', stdio: 'pipe' });
    const kept = (parse(`points:\n${output}`) as { points: [number, number][] }).points;
    expect(kept.length).toBeLessThan(points.length / 2);
    const inBends = kept.filter(([x]) => Math.abs(x) > 100).length;
    // A ninth of the length.
    expect(inBends / kept.length).toBeGreaterThan(2 / 9);
    const line = new ClosedLine(kept);
    expect(Math.abs(line.length_m / (400 + 16 * Math.PI) - 1)).toBeLessThan(0.001);
    for (const [x, y] of points) expect(Math.abs(line.project(x, y).lateral_m)).toBeLessThan(0.01);
  });

  it('names the row that is no point', () => {
    const file = path.join(FOLDER, 'broken.csv');
    writeFileSync(file, 's_m,x_m,y_m\n0,1,2\n0.5,one,2\n');
    expect(() => execFileSync(process.execPath, [JITI, SCRIPT, file], { stdio: 'pipe' })).toThrow(
      /broken\.csv, line 3: has no x_m and y_m/,
    );
  });
});
