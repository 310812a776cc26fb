// Whether a bag holds a drive of some length: check-drive.mjs BAG METRES
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [bag, metres] = process.argv.slice(2);
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const figures = JSON.parse(
  execFileSync(process.execPath, [main, 'metrics', bag, '--json'], { encoding: 'utf8' }),
);
const driven_m = figures.completed_distance;
if (!(driven_m >= Number(metres))) {
  console.error(`${bag}: ${driven_m} m driven, at least ${metres} were expected`);
  process.exit(1);
}
console.log(`${bag}: ${driven_m.toFixed(0)} m driven`);
