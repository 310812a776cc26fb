// Compiles src/ into dist/ and generates the ROS message classes beside it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

execFileSync(process.execPath, [tsc, '-p', path.join(root, 'tsconfig.json')], {
  stdio: 'inherit',
  cwd: root,
});

const asc = path.join(path.dirname(require.resolve('assemblyscript/package.json')), 'bin', 'asc.js');
for (const [source, target] of [
  ['assembly/bilinear.ts', 'dist/tensor/bilinear.wasm'],
  ['assembly/picture.ts', 'dist/augment/picture.wasm'],
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

const messages = path.join(root, 'scripts', 'generate-messages.mjs');
if (existsSync(messages)) execFileSync(process.execPath, [messages], { stdio: 'inherit', cwd: root });
