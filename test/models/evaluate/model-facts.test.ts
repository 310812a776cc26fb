import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cardFileOf } from '../../../src/config/model-card';
import { findModels } from '../../../src/models/evaluate/find-models';
import { readFacts } from '../../../src/models/evaluate/model-facts';
import { encodeModel, readModel } from '../../../src/onnx/file';
import { writeTinyModel } from '../../helpers/onnx-model';

test('a model whose weights cannot be counted can still be evaluated', () => {
  const { modelFile } = writeTinyModel();
  const cardFile = cardFileOf(modelFile);
  const model = readModel(modelFile);
  model.irVersion = 99;
  writeFileSync(modelFile, encodeModel(model));
  const sum = createHash('sha256').update(readFileSync(modelFile)).digest('hex');
  writeFileSync(cardFile, readFileSync(cardFile, 'utf8').replace(/sha256: .*/, `sha256: ${sum}`));
  expect(() => readModel(modelFile)).toThrow(/IR version 99/);
  const { facts, problem } = readFacts(modelFile);
  expect(problem).toBeNull();
  expect(facts).toMatchObject({
    model: 'tiny',
    sha256: sum,
    precision: 'fp32',
    parameters: null,
    sparsity: null,
  });
});

test('an unreadable model is named', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-facts-'));
  expect(() => readFacts(folder)).toThrow(/f1-brain-facts-.*: cannot be read .*EISDIR/);
});

test('only files of a folder are models', () => {
  const { modelFile } = writeTinyModel();
  const folder = path.dirname(modelFile);
  const at = (name: string) => path.join(folder, name);
  mkdirSync(at('folder.onnx'));
  symlinkSync(at('nowhere'), at('dangling.onnx'));
  expect(findModels([folder]).map((file) => path.basename(file))).toEqual([path.basename(modelFile)]);
});
