import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MlflowFolder } from '../../../../src/experiment/store/mlflow/mlflow-folder';
import { type MlflowRun, STARTED_TAG } from '../../../../src/experiment/store/mlflow/mlflow-run';

const RUN: MlflowRun = {
  experiment: 'trial',
  id: '0123456789abcdef'.repeat(2),
  name: 'first',
  user: 'somebody',
  start_ms: 1000,
  end_ms: 2000,
  status: 'FINISHED',
  params: new Map(),
  metrics: [],
  tags: new Map([[STARTED_TAG, 'today']]),
  artifacts: [],
};

test('an MLflow folder adds an experiment with the next run where it could not before', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'f1-mlflow-folder-'));
  const experiments = (mlruns: string) => readdirSync(mlruns).filter((name) => name !== '.trash');
  const whole = path.join(root, 'whole');
  new MlflowFolder(whole).write(RUN);
  const [id] = experiments(whole);
  const mlruns = path.join(root, 'mlruns');
  const folder = new MlflowFolder(mlruns);
  const obstacle = path.join(mlruns, id!);
  writeFileSync(obstacle, '');
  expect(() => folder.write(RUN)).toThrow(/cannot be written: .*ENOTDIR/);
  rmSync(obstacle);
  expect(folder.write(RUN)).toBe(true);
  expect(experiments(mlruns)).toEqual([id]);
  expect(readdirSync(obstacle).sort()).toEqual([RUN.id, 'meta.yaml']);
  rmSync(root, { recursive: true });
});
