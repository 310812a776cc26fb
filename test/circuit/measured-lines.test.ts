import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { circuitNames, loadCircuit } from '../../src/circuit/load';

const MEASURED = path.join(__dirname, '../../../shared/circuits');
const LAPS = path.join(__dirname, '../../../shared/conformance');

function measured(name: string): [number, number][] {
  const rows = readFileSync(path.join(MEASURED, `${name}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return rows.map((row) => row.split(',').slice(1).map(Number) as [number, number]);
}

(existsSync(MEASURED) ? describe : describe.skip)('Held against the measured centre lines', () => {
  it.each(circuitNames())('%s passes within a centimetre of every point, in driving order', async (name) => {
    const circuit = await loadCircuit(name);
    let last_m = -1;
    for (const [x, y] of measured(name)) {
      const { s_m, lateral_m } = circuit.project(x, y, Math.max(0, last_m));
      expect(Math.abs(lateral_m)).toBeLessThan(0.01);
      if (last_m >= 0) expect(s_m).toBeGreaterThan(last_m);
      if (s_m < circuit.length_m - 0.01) last_m = s_m;
    }
  });
});

(existsSync(LAPS) ? describe : describe.skip)('Held against recorded perfect laps', () => {
  it.each([
    ['lap-simple-circuit.bag', 428.7],
    ['lap-montreal.bag', 1433.1],
  ])('%s makes a circuit of %d m', async (file, length_m) => {
    const circuit = await loadCircuit(path.join(LAPS, file));
    expect(Math.abs(circuit.length_m / length_m - 1)).toBeLessThan(0.01);
  });

  it('refuses a run that does not close', async () => {
    await expect(loadCircuit(path.join(LAPS, 'simple-drift-half-lap.bag'))).rejects.toThrow('no closed lap');
  });
});
