// Whether a bag holds a drive of some length: check-drive.ts BAG METRES
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const [bag = '', metres] = process.argv.slice(2);
const main = path.join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const metrics = JSON.parse(
  execFileSync(process.execPath, [main, 'metrics', bag, '--json'], { encoding: 'utf8' }),
) as { completed_distance: number | null };
const driven_m = metrics.completed_distance;
if (driven_m === null || !(driven_m >= Number(metres))) {
  console.error(`${bag}: ${driven_m} m driven, at least ${metres} were expected`);
  process.exit(1);
}
console.log(`${bag}: ${driven_m.toFixed(0)} m driven`);
