import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readGoal } from '../../../src/search/goal/read-goal';

test('a goal is the argument, or the content of the file that it names', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-goal-')), 'goal.txt');
  writeFileSync(file, 'size<=1MB\n');
  expect(readGoal(file)).toBe('size<=1MB\n');
  expect(readGoal('size<=1MB')).toBe('size<=1MB');
  expect(readGoal('minimise size')).toBe('minimise size');
  expect(() => readGoal('goal.txt')).toThrow(
    /^--goal 'goal\.txt' is neither a file nor a goal such as "size<=0\.3MB, max_deviation<=0\.3m"$/,
  );
});
