import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { temporaryFolder, writeRing } from '../helpers/command-line';
import { ROOT } from './support/commands';

const JITI = path.join(ROOT, 'node_modules', '.bin', 'jiti');
const MAIN = path.join(ROOT, 'scripts', 'readme-animation.ts');

test('npm run readme:animation makes a moving picture of a drive', async () => {
  const folder = temporaryFolder();
  const out = path.join(folder, 'lap.webp');
  const args = ['--circuit', writeRing(folder), '--limit', '1', '--out', out];
  const { stdout } = await promisify(execFile)(JITI, [MAIN, ...args]);
  expect(stdout).toMatch(/lap\.webp: 4 images/);
  const { pages, width, delay } = await sharp(readFileSync(out), { animated: true }).metadata();
  expect({ pages, width, delay }).toEqual({ pages: 4, width: 720, delay: [100, 100, 100, 1500] });
});
