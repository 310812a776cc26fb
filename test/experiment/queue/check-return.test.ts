import { isReturnOf } from '../../../src/experiment/queue/check-return';
import { plannedRun, runResult } from '../run/run-results';

const run = plannedRun('a');
const file = { name: 'run.log', bytes: 1, sha256: 'a'.repeat(64), blob: 'run-1' };
const right = { result: runResult(run), files: [file], sharedFolder: null };

it('takes what a worker gives for a run', () => {
  expect(isReturnOf(run.key, right)).toBe(true);
  expect(isReturnOf(run.key, JSON.parse(JSON.stringify(right)))).toBe(true);
});

it.each([
  ['nothing', null],
  ['no result', { ...right, result: null }],
  ['a result of another format', { ...right, result: { ...right.result, format: 2 } }],
  ['a result without a machine', { ...right, result: { ...right.result, machine: undefined } }],
  ['statistics that are a text', { ...right, result: { ...right.result, statistics: 'x' } }],
  ['the result of another run', { ...right, result: runResult(plannedRun('b')) }],
  ['a text as files', { ...right, files: 'x' }],
  ['a file without a name', { ...right, files: [{ ...file, name: undefined }] }],
  ['a shared folder that is a number', { ...right, sharedFolder: 1 }],
])('rejects %s', (_, value) => {
  expect(isReturnOf(run.key, value)).toBe(false);
});
