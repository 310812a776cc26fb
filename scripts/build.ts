// Generates the messages in src/messages/generated, and compiles src/ into dist/. Nothing of src is imported here: the
// build runs in `npm ci`, before anything is there to import.
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildPage } from './build-page';
import { removeStale } from './remove-stale';

const ROOT = path.resolve(__dirname, '..');

/** What the page of a report brings along; the compiler leaves it. */
const PAGE = path.join('measure', 'report', 'page');
const PAGE_FILES = ['design.css', 'page.css', 'page.browser.js'];

const DIST = path.join(ROOT, 'dist');
const KERNELS = [
  { source: 'assembly/bilinear.ts', target: 'drive/tensor/bilinear.wasm' },
  { source: 'assembly/augment.ts', target: 'image/augment/kernel.wasm' },
];
const STAMP = 'build.stamp';
const KERNEL_OPTIONS = '-O3 --enable simd --runtime stub --noAssert --initialMemory 1'.split(' ');

/** Runs a program of a dependency.
 *  @param program its file within the dependency */
function run(dependency: string, program: string, ...args: string[]): void {
  const folder = path.dirname(require.resolve(`${dependency}/package.json`));
  execFileSync(process.execPath, [path.join(folder, program), ...args], { stdio: 'inherit', cwd: ROOT });
}

run('jiti', 'lib/jiti-cli.mjs', 'scripts/generate-messages.ts');
run('typescript', 'bin/tsc', '-p', 'tsconfig.json');
for (const file of PAGE_FILES) {
  copyFileSync(path.join(ROOT, 'src', PAGE, file), path.join(DIST, PAGE, file));
}
for (const { source, target } of KERNELS) {
  run('assemblyscript', 'bin/asc.js', source, '-o', path.join(DIST, target), ...KERNEL_OPTIONS);
}
const page = buildPage(ROOT);
removeStale(DIST, path.join(ROOT, 'src'), [STAMP, ...page, ...KERNELS.map(({ target }) => target)]);
// Last of all: CMakeLists.txt compares its time with those of the sources.
writeFileSync(path.join(DIST, STAMP), '');
