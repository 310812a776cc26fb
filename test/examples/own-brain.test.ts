import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run, temporaryFolder } from '../helpers/command-line';

const EXAMPLES = path.resolve(__dirname, '..', '..', 'examples');
const YAML = path.join(EXAMPLES, 'own-brain', 'line-brain.yml');

describe('the example of a brain of your own', () => {
  it('drives a lap without touching a wall', async () => {
    const out = path.join(temporaryFolder(), 'out');
    const { code, stdout } = await run(['lap', YAML, '--world', 'lockstep', '--json', '--out', out]);
    expect(code).toBe(0);
    const { completed, wall_contacts, position_deviation_max_m } = JSON.parse(stdout);
    expect({ completed, wall_contacts }).toEqual({ completed: true, wall_contacts: 0 });
    expect(position_deviation_max_m).toBeLessThan(0.3);
  });

  it.each(['line-brain.ts', 'line-brain.yml'])('is what docs/brains.md shows: %s', (file) => {
    const page = readFileSync(path.join(EXAMPLES, '..', 'docs', 'brains.md'), 'utf8');
    expect(page).toContain(readFileSync(path.join(EXAMPLES, 'own-brain', file), 'utf8'));
  });
});
