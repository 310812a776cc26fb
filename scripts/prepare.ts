// npm's `prepare`: builds what is not built yet. npm runs it in `npm ci`, and again in the first `npx f1-brain` of a
// checkout, which would otherwise take as long as a build.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { isBuilt } from './support/is-built';

const ROOT = path.resolve(__dirname, '..');

if (!isBuilt(ROOT)) execFileSync('npm', ['run', 'build'], { stdio: 'inherit', cwd: ROOT });
