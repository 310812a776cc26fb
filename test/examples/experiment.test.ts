import { readFileSync } from 'node:fs';
import path from 'node:path';
import { planExperiments } from '../../src/experiment/plan/plan-experiments';
import { PACKAGE_ROOT } from '../../src/support/paths';

const file = path.join(PACKAGE_ROOT, 'examples/experiment/first.yml');
const page = readFileSync(path.join(PACKAGE_ROOT, 'docs/experiments.md'), 'utf8');

describe('the example of an experiment', () => {
  it('is planned as its page says', async () => {
    const { runs, workers, remarks, warnings } = await planExperiments([file]);
    expect(page).toContain(readFileSync(file, 'utf8'));
    expect(page).toContain(`${runs.length} runs:`);
    expect({ workers, remarks, warnings }).toEqual({ workers: 2, remarks: [], warnings: [] });
    expect(new Set(runs.map(({ brain, model }) => `${brain.name} ${model?.name}`)).size).toBe(3);
  });
});
