// Generates the messages in src/messages/generated, and compiles src/ into dist/.
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

const jiti = path.join(path.dirname(require.resolve('jiti/package.json')), 'lib', 'jiti-cli.mjs');
const generator = path.join(root, 'scripts', 'generate-messages.ts');
execFileSync(process.execPath, [jiti, generator], { stdio: 'inherit', cwd: root });

execFileSync(process.execPath, [tsc, '-p', path.join(root, 'tsconfig.json')], {
  stdio: 'inherit',
  cwd: root,
});

// What the page of a report brings along; the compiler leaves it.
for (const file of ['page.css', 'page.browser.js']) {
  copyFileSync(
    path.join(root, 'src', 'measure', 'report', 'page', file),
    path.join(root, 'dist', 'measure', 'report', 'page', file),
  );
}

const asc = path.join(path.dirname(require.resolve('assemblyscript/package.json')), 'bin', 'asc.js');
for (const [source, target] of [
  ['assembly/bilinear.ts', 'dist/drive/tensor/bilinear.wasm'],
  ['assembly/augment.ts', 'dist/image/augment/kernel.wasm'],
]) {
  execFileSync(
    process.execPath,
    [
      asc,
      source,
      '-o',
      target,
      '-O3',
      '--enable',
      'simd',
      '--runtime',
      'stub',
      '--noAssert',
      '--initialMemory',
      '1',
    ],
    { stdio: 'inherit', cwd: root },
  );
}

// Last of all: CMakeLists.txt compares its time with those of the sources.
writeFileSync(path.join(root, 'dist', 'build.stamp'), '');
