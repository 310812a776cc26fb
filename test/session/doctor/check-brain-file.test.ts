import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkBrainFile } from '../../../src/session/doctor/check-brain-file';
import { writeTinyModel } from '../../helpers/onnx-model';

test('a file that can be driven opens', async () => {
  expect(await checkBrainFile('line_follower')).toEqual([
    { state: 'ok', what: 'brain line_follower', found: 'line_follower opens', todo: null },
  ]);
});

test('a file that cannot be read, or whose model is broken, is a fault', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-doctor-')), 'mine.yml');
  writeFileSync(file, 'Behaviors:\n  Robot:\n    NoSuchKey: 1\n');
  const { brainFile } = writeTinyModel({ content: Buffer.from('x') });
  const findings = [...(await checkBrainFile(file)), ...(await checkBrainFile(brainFile))];
  expect(findings.length).toBeGreaterThan(1);
  expect(findings.map(({ state }) => state)).toEqual(findings.map(() => 'broken'));
  expect(findings.map(({ found }) => found).join('\n')).toMatch(
    /mine\.yml[\s\S]*tiny\.onnx: onnxruntime cannot load it/,
  );
});
