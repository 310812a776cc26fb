import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type FolderEntry, walkFolders } from '../../src/support/walk-folders';
import { temporaryFolder } from '../helpers/command-line';

const root = temporaryFolder();
const at = (...names: string[]) => path.join(root, ...names);

/** Files below a folder, relative to it; `?` stands for a link to nothing. */
const filesBelow = (folder: string, maxDepth = 5) =>
  walkFolders(folder, {
    maxDepth,
    isSkipped: (name) => name.startsWith('.'),
    visit: (_, entries: readonly FolderEntry[]) => ({
      found: entries.flatMap(({ kind, path: file }) =>
        kind === 'folder' ? [] : [path.relative(folder, file) + (kind === 'broken' ? '?' : '')],
      ),
      descend: true,
    }),
  });

function tree(name: string, files: readonly string[], links: Readonly<Record<string, string>>): string {
  for (const file of files) {
    mkdirSync(path.dirname(at(name, file)), { recursive: true });
    writeFileSync(at(name, file), '');
  }
  for (const [link, target] of Object.entries(links)) symlinkSync(target, at(name, link));
  return at(name);
}

test.each<[string, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
  ['a link to a folder', ['x/1'], { y: '../elsewhere' }, ['x/1', 'y/0']],
  ['a link to a file', ['x'], { y: '../elsewhere/0' }, ['x', 'y']],
  ['a chain of links', ['x'], { y: 'z', z: '../elsewhere' }, ['x', 'y/0']],
  ['a link to the folder itself', ['x/1'], { 'x/y': '.' }, ['x/1']],
  ['a link to a folder above', ['x/1', '2'], { 'x/y': '..' }, ['2', 'x/1']],
  ['two links that lead to each other', ['x'], { y: 'z', z: 'y' }, ['x', 'y?', 'z?']],
  ['a link to nothing', ['x'], { y: 'nowhere' }, ['x', 'y?']],
  ['links to folders that are walked anyway', ['b/1', 'c/d/2'], { a: 'b', e: 'c/d' }, ['b/1', 'c/d/2']],
  ['a link before another to the same folder', ['x'], { a: '../elsewhere', b: '../elsewhere' }, ['x', 'a/0']],
  ['a skipped folder', ['.x/1'], { y: '../elsewhere' }, ['y/0']],
])('a walk with %s finds each file once', (what, files, links, found) => {
  tree('elsewhere', ['0'], {});
  expect(filesBelow(tree(what, files, links))).toEqual(found);
});

test('a walk ends at its depth, through links too', () => {
  expect(filesBelow(tree('deep', ['a/b/1', '2'], { c: 'a/b' }), 1)).toEqual(['2', 'c/1']);
});
