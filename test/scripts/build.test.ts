import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeStale } from '../../scripts/remove-stale';

const ROOT = path.resolve(__dirname, '../..');

function filled(folder: string, files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '');
  }
  return folder;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

describe('a build', () => {
  it('removes the outputs of sources that are gone, and nothing else', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'f1-brain-build-'));
    const src = filled(path.join(root, 'src'), [
      'index.ts',
      'ros/node.ts',
      'page/page.css',
      'page/x.browser.js',
    ]);
    const current = [
      'index.js',
      'index.d.ts',
      'ros/node.js',
      'ros/node.d.ts',
      'page/page.css',
      'page/x.browser.js',
    ];
    const made = ['build.stamp', 'ros/kernel.wasm'];
    const stale = [
      'ros_messages/std/String.js',
      'ros/old.js',
      'ros/old.d.ts',
      'ros/picture.wasm',
      'page/old.css',
    ];
    const dist = filled(path.join(root, 'dist'), [...current, ...made, ...stale]);
    expect(removeStale(dist, src, made).sort()).toEqual([...stale].sort());
    expect(filesIn(dist)).toEqual([...current, ...made].sort());
    expect(existsSync(path.join(dist, 'ros_messages'))).toBe(false);
  });

  it('is done again by catkin when any file of src has changed', () => {
    const cmake = readFileSync(path.join(ROOT, 'CMakeLists.txt'), 'utf8');
    const globs = /file\(GLOB_RECURSE node_sources CONFIGURE_DEPENDS([^)]*)\)/.exec(cmake)![1]!;
    const endings = [...globs.matchAll(/src\/\*(\.\w+)/g)].map((match) => match[1]);
    const unwatched = filesIn(path.join(ROOT, 'src')).filter((file) => !endings.includes(path.extname(file)));
    expect(unwatched).toEqual([]);
  });
});
