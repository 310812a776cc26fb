const { chmodSync, mkdtempSync, rmSync } = require('node:fs');
const { constants, tmpdir } = require('node:os');
const path = require('node:path');

/** Before any test: what tests and the programs they start leave in the temporary folder lies in one folder,
 *  which goes with jest. */
module.exports = () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-tests-'));
  // Like /tmp itself: one test runs as another user.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
};
