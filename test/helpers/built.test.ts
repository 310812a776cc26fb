import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requireBuild } from './built';
import { temporaryFolder } from './command-line';

test('a build that is missing or older than a source is named at once', () => {
  const folder = temporaryFolder();
  const [dist, sources] = [path.join(folder, 'dist'), path.join(folder, 'src')];
  for (const made of [dist, path.join(sources, 'room')]) mkdirSync(made, { recursive: true });
  const check = () => requireBuild(dist, sources);
  expect(check).toThrow(/dist: there is no build; run npm run build$/);
  const [stamp, source] = [path.join(dist, 'build.stamp'), path.join(sources, 'room', 'a.ts')];
  for (const file of [stamp, source]) writeFileSync(file, '');
  utimesSync(stamp, 2000, 2000);
  utimesSync(source, 2001, 2001);
  expect(check).toThrow(/dist: is older than src\/room\/a\.ts; run npm run build$/);
  utimesSync(source, 1999, 1999);
  expect(check).not.toThrow();
});
