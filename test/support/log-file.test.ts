import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appendFatal } from '../../src/support/log-file';

test('a log file, which others may read, has no token of a live page', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-log-')), 'node.log');
  appendFatal(file, 'live page: http://10.0.0.2:8181/?token=s3cret-s3cret&x=1');
  expect(readFileSync(file, 'utf8')).toMatch(
    /^\[FATAL\] .*: live page: http:\/\/10\.0\.0\.2:8181\/\?token=\*\*\*&x=1\n$/,
  );
});
