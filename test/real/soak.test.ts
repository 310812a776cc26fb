import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { JITI } from '../../scripts/support/paths';
import { ROOT } from './support/processes';

describe('a minute of driving at three times real time', () => {
  it('leaves memory, handles and threads of master, simulator and node as they were', async () => {
    const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-soak-'));
    const script = path.join(ROOT, 'test', 'soak', 'soak.ts');
    // Latencies are for a machine that does nothing else.
    const { stdout } = await promisify(execFile)(process.execPath, [
      JITI,
      script,
      ...['--minutes', '1', '--memory-only', '--out', out],
    ]);
    expect(stdout).toContain('| node | resident memory, MiB |');
    const { samples, statistics } = JSON.parse(readFileSync(path.join(out, 'soak.json'), 'utf8'));
    expect(samples.length).toBeGreaterThan(15);
    expect(statistics.crash).toBeNull();
    expect(statistics.laps_completed).toBeGreaterThan(0);
    expect(readFileSync(path.join(out, 'soak.svg'), 'utf8')).toContain('resident memory, MiB');
  });
});
