import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PlannedRun } from '../../src/experiment/run/planned-run';
import { openStore } from '../../src/experiment/store/open-store';
import { plannedRun, runResult } from '../experiment/run/run-results';
import { run } from '../helpers/in-process';
import { experimentFile, newFolder } from './support/experiments';

/** The runs of an experiment file. */
async function plannedIn(file: string): Promise<PlannedRun[]> {
  const { stdout } = await run(['experiment', file, '--plan', '--json', '--out', newFolder()]);
  const { runs } = JSON.parse(stdout) as { runs: (PlannedRun & { expected_s: number })[] };
  return runs.map(({ expected_s: _, ...planned }) => planned);
}

describe('an experiment in whose folder another process drives', () => {
  test('leaves the report to the one that ends last, which reports all runs of the folder', async () => {
    const file = experimentFile({ brains: ['line_follower'], repetitions: 2 });
    const out = newFolder();
    const runs = [...(await plannedIn(file)), plannedRun('of another plan')];
    const other = openStore(out, { create: true });
    other.plan(runs);
    const [first, second, third] = runs.map(({ key }) => other.claim(new Set([key]))!);
    other.finish(first!, runResult(first!.run));
    other.finish(third!, runResult(third!.run));
    const page = path.join(out, 'report', 'report.html');

    const early = await run(['experiment', file, '--out', out, '--resume']);
    expect(early.code).toBe(1);
    expect(early.stderr).toMatch(
      /: other processes drive 1 run of this folder; the last one to end writes the report\n$/,
    );
    expect(early.stdout).not.toContain('report:');
    expect(existsSync(page)).toBe(false);

    other.finish(second!, runResult(second!.run));
    other.close();
    const last = await run(['experiment', file, '--out', out, '--resume']);
    expect(last).toMatchObject({ code: 0, stderr: '' });
    expect(last.stdout).toContain(`report: ${page}, of all 3 runs in the folder\n`);
    const report = JSON.parse(readFileSync(path.join(out, 'report', 'report.json'), 'utf8'));
    expect(report.runs).toBe(3);
  });
});
