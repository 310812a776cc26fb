import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, writeRing } from '../helpers/command-line';

const ROOT = path.resolve(__dirname, '..', '..');
const JITI = path.join(ROOT, 'node_modules', '.bin', 'jiti');
const EXAMPLE = path.join(ROOT, 'examples', 'session', 'compare-brains.ts');

/** The code in the first fence of a language. */
function firstFence(page: string, language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)![1]!;
}

describe('a session from a program of your own', () => {
  it('drives a lap for each brain and seed, importing the package by its name', async () => {
    const { stdout, stderr } = await promisify(execFile)(JITI, [EXAMPLE, writeRing(temporaryFolder())]);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'line_follower seed 1',
      'line_follower seed 2',
      'slim_pilotnet seed 1',
      'slim_pilotnet seed 2',
    ]);
    for (const line of lines) {
      expect(line).toMatch(/: \d+\.\d\d s, deviation 0\.\d{3} m, up to \d+\.\d m\/s$/);
    }
    expect(stderr).toBe('');
  });

  it('works as docs/library.md shows it', async () => {
    const page = readFileSync(path.join(ROOT, 'docs', 'library.md'), 'utf8');
    const program = firstFence(page, 'js').replace('simple_circuit', writeRing(temporaryFolder()));
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: ROOT,
    });
    expect(stdout).toMatch(/^lap 1 took \d+\.\d\d s\ncompleted \d\.\d+\n$/);
  });
});
