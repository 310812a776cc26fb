import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { run, temporaryFolder, writeRing } from '../helpers/command-line';
import { findPython } from '../helpers/python';

const PYTHON = '/usr/bin/python3';
const SCRIPT = path.resolve(__dirname, '..', '..', 'examples', 'python', 'read_run.py');
const hasPandas = findPython(['pandas'], [PYTHON]) !== undefined;

(hasPandas ? describe : describe.skip)('the example in Python', () => {
  it('reads a run with pandas', async () => {
    const folder = temporaryFolder();
    const out = path.join(folder, 'out');
    const ring = writeRing(folder);
    const drive = ['lap', 'slim_pilotnet', '--world', 'lockstep', '--circuit', ring, '--out', out, '--json'];
    const { stdout } = await run(drive);
    const { lap_seconds } = JSON.parse(stdout);
    const said = (await promisify(execFile)(PYTHON, [SCRIPT, out])).stdout;
    expect(Number(/^lap_seconds\s+(\S+)/m.exec(said)![1])).toBeCloseTo(lap_seconds, 5);
    expect(said).toMatch(/^99%( +[\d.]+){3}$/m);
    expect(said).toMatch(/^0\.0( +-?[\d.]+){2}$/m);
  });

  it('says how it is called', async () => {
    await expect(promisify(execFile)(PYTHON, [SCRIPT])).rejects.toThrow(/read_run\.py out\/RUN/);
  });
});
