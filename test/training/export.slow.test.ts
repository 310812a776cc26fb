import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCard } from '../../src/config/model-card';
import { largestDifference, PYTHON, withPytorch } from './tools';

withPytorch('an exported network', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-export-'));
  const model = (name: string) => path.join(folder, `${name}.onnx`);
  const check = (name: string) => JSON.parse(readFileSync(path.join(folder, name, 'check.json'), 'utf8'));
  beforeAll(() => {
    execFileSync(PYTHON!, [path.join(__dirname, 'untrained.py'), folder], { stdio: 'pipe' });
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(['pilotnet', 'pilotnet_tf', 'pilotnet_stacked', 'slim_pilotnet'])(
    '%s answers in onnxruntime as in PyTorch',
    async (name) => {
      expect(await largestDifference(model(name), check(name))).toBeLessThan(1e-5);
    },
  );

  test('deepest_lstm_tiny answers as in PyTorch at every step, from what it remembers', async () => {
    const { steps } = check('deepest_lstm_tiny');
    expect(steps.length).toBeGreaterThan(2);
    expect(await largestDifference(model('deepest_lstm_tiny'), { steps })).toBeLessThan(1e-5);
    // Without the steps before it the last picture gets another answer.
    expect(await largestDifference(model('deepest_lstm_tiny'), { steps: steps.slice(-1) })).toBeGreaterThan(
      1e-4,
    );
  });

  test('says in its card what it takes', () => {
    expect(readCard(model('pilotnet_tf')).input).toMatchObject({
      layout: 'NHWC',
      shape: [1, 66, 200, 3],
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    });
    expect(readCard(model('pilotnet_stacked')).input).toMatchObject({
      shape: [1, 9, 66, 200],
      frames: 3,
      order: 'oldest-first',
      interval_ms: 50,
    });
    expect(readCard(model('deepest_lstm_tiny'))).toMatchObject({
      input: { shape: [1, 3, 50, 100], frames: 1 },
      states: [{ input: 'state', output: 'next_state', shape: [1, 48, 5, 11] }],
    });
    const { output } = readCard(model('slim_pilotnet'));
    expect(output.v).toEqual({ index: 0, scale: 17.5, offset: 6.5 });
    expect(output.w).toEqual({ index: 1, scale: 14.2, offset: -7.1 });
  });

  test('of ours is at least 12 times smaller than PilotNet', () => {
    expect(statSync(model('pilotnet')).size / statSync(model('slim_pilotnet')).size).toBeGreaterThan(12);
  });
});
