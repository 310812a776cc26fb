import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';

/** Before any test: what tests and the programs they start leave in the temporary folder lies in one folder,
 *  which goes with jest. */
function makeTemporaryFolder(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-tests-'));
  // Like /tmp itself: one test runs as another user.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

export = makeTemporaryFolder;
