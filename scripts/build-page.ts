import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';

/** The live page within `src` and `dist`. */
const PAGE = path.join('live', 'page');
/** Files that browsers load as they are. */
const COPIED = ['index.html', 'icon.svg'];
/** Packages that become part of the bundle, whose licenses ask to be named with it. */
const BUNDLED = ['preact', 'uplot'];

/**
 * Bundles the live page into `dist/live/page`: everything that a browser loads, from one origin.
 * @returns the files without a source of the same name, relative to `dist`
 */
export function buildPage(root: string): string[] {
  const source = path.join(root, 'src', PAGE);
  const target = path.join(root, 'dist', PAGE);
  mkdirSync(target, { recursive: true });
  buildSync({
    absWorkingDir: source,
    tsconfig: path.join(source, 'tsconfig.json'),
    entryPoints: [
      { in: 'main.tsx', out: 'page' },
      { in: 'page.css', out: 'page' },
    ],
    outdir: target,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    banner: { js: buildNotice(root) },
    logLevel: 'warning',
  });
  for (const file of COPIED) copyFileSync(path.join(source, file), path.join(target, file));
  return ['page.js', 'page.css'].map((file) => path.join(PAGE, file));
}

function buildNotice(root: string): string {
  const licenses = BUNDLED.map((name) => {
    const text = readFileSync(path.join(root, 'node_modules', name, 'LICENSE'), 'utf8').trim();
    return `Contains ${name}:\n\n${text}`;
  });
  return `/*!\n${licenses.join('\n\n')}\n*/`;
}
