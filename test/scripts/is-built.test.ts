import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isBuilt } from '../../scripts/support/is-built';
import { temporaryFolder } from '../helpers/command-line';

const BUILT_S = 1_700_000_000;

describe('a checkout', () => {
  let root: string;
  const write = (name: string, time_s: number) => {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    utimesSync(file, time_s, time_s);
  };
  const age = (...folders: string[]) => {
    for (const folder of folders) utimesSync(path.join(root, folder), BUILT_S - 100, BUILT_S - 100);
  };

  beforeEach(() => {
    root = temporaryFolder();
    write('src/cli/main.ts', BUILT_S - 10);
    write('src/messages/generated/index.ts', BUILT_S - 5);
    write('package.json', BUILT_S - 10);
    write('dist/build.stamp', BUILT_S);
    age('src/cli', 'src/messages', 'src');
  });

  it('is built when its sources are older than the end of the build', () => {
    expect(isBuilt(root)).toBe(true);
  });

  it('is not built without that end', () => {
    rmSync(path.join(root, 'dist/build.stamp'));
    expect(isBuilt(root)).toBe(false);
  });

  it.each(['src/cli/main.ts', 'package.json', 'msg/Decision.msg'])(
    'is not built after a change of %s',
    (file) => {
      write(file, BUILT_S + 1);
      expect(isBuilt(root)).toBe(false);
    },
  );

  it('is not built after a source was removed', () => {
    rmSync(path.join(root, 'src/cli/main.ts'));
    expect(isBuilt(root)).toBe(false);
  });

  it('is built whatever the build itself wrote', () => {
    write('src/messages/generated/index.ts', BUILT_S + 1);
    expect(isBuilt(root)).toBe(true);
  });
});
