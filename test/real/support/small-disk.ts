import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Why no disk of a size of its own can be mounted here, in one line; null where it can. Root alone may not do:
 *  containers take that right away. */
export function whyNoDisks(): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
    execFileSync('umount', [folder]);
    return null;
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    return (stderr?.toString() || String(error)).trim().split('\n')[0]!;
  } finally {
    rmdirSync(folder);
  }
}
