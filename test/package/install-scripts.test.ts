import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../docs/support/commands';

interface Entry {
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
}

const read = (file: string) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

/** `npm ci` runs the scripts of the packages that the lock file says have some. npm writes the mark again when it changes
 *  the file: take it out of these entries then. */
test('npm ci runs no install script of what f1-brain needs, such as the download of CUDA libraries', () => {
  const packages = Object.entries(read('package-lock.json').packages as Record<string, Entry>);
  const needed = packages.filter(([, { dev }]) => dev !== true);
  expect(
    needed.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([name]) => name),
  ).toEqual([]);
  expect(read('package.json').allowScripts).toMatchObject({ 'onnxruntime-node': false });
});

test('npm reads no setting that it does not know, and warns of none', () => {
  expect(existsSync(path.join(ROOT, '.npmrc'))).toBe(false);
});
