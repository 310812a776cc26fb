import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCard } from '../../src/config/model-card';
import { largestDifference, PYTHON, ROOT, withPytorch } from './tools';

const ONCE =
  '--frames 240 --more 48 --epochs 2 --batch 16 --visited 32 --tune-epochs 1 --pass-epochs 1 --pass-circuits montmelo_line';

withPytorch('training from frames to a model', () => {
  const work = mkdtempSync(path.join(tmpdir(), 'f1-brain-training-'));
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  function train(network: string, options: string) {
    const model = path.join(work, 'models', `${network}.onnx`);
    const script = path.join(ROOT, 'training/run.sh');
    const all = [
      network,
      '--work',
      work,
      '--model',
      model,
      '--threads',
      '1',
      '--no-judge',
      ...options.split(' '),
    ];
    const result = spawnSync('bash', [script, ...all], { env: { ...process.env, PYTHON }, encoding: 'utf8' });
    const check = (stage: string) =>
      JSON.parse(readFileSync(path.join(work, 'runs', network, stage, 'check.json'), 'utf8'));
    return { ...result, model, check };
  }

  test('one command makes frames, trains, drives, trains on and exports', async () => {
    const { status, stderr, model, check } = train('slim_pilotnet', `${ONCE} --compensated 1 --passed 32`);
    expect(stderr).toMatch(/round 1.*round 2/s);
    expect(status).toBe(0);
    expect(statSync(model).size).toBeLessThan(532_000);
    expect(await largestDifference(model, check('round-2'))).toBeLessThan(1e-4);
    const { training, figures } = readCard(model).document as Record<string, Record<string, unknown>>;
    expect(training!.command).toContain('bash training/run.sh slim_pilotnet --frames 240 --more 48');
    expect(training!.command).toContain('--compensated 1 --passed 32');
    expect(training!.stages).toMatchObject([
      { epochs: 2 },
      { epochs: 1 },
      { start_sha256: expect.any(String), data: [{}, {}, {}, { circuits: ['montmelo_line'] }] },
    ]);
    expect(figures!.test).toMatchObject({ frames: 24 });
    expect(statSync(path.join(work, 'runs/slim_pilotnet/losses.png')).size).toBeGreaterThan(1000);
  }, 300_000);

  test('a further round without places trains on with the same frames', () => {
    const { status, stderr, model } = train('slim_pilotnet', `${ONCE} --compensated 2 --passed 32:0`);
    expect([stderr, status]).toEqual([expect.stringContaining('round 3: the model trains on with'), 0]);
    const { stages } = readCard(model).document.training as { stages: { seed: number; data?: object[] }[] };
    expect(stages.map(({ seed, data }) => [seed, data?.length])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 4],
    ]);
  }, 300_000);

  test('the loss falls', () => {
    const file = path.join(work, 'runs/slim_pilotnet/base/losses.csv');
    const [, first, second] = readFileSync(file, 'utf8').trim().split('\n');
    expect(Number(second!.split(',')[1])).toBeLessThan(Number(first!.split(',')[1]));
  });

  test('a network that remembers is trained on runs, and what was rendered once is not rendered again', async () => {
    const options = '--frames 160 --epochs 1 --batch 32 --rounds 0 --compensated 0';
    const first = train('deepest_lstm_tiny', options);
    expect(first.status).toBe(0);
    expect(first.stderr).toMatch(/160 of 160|80 of 80/);
    expect(await largestDifference(first.model, first.check('base'))).toBeLessThan(1e-4);
    const again = train('deepest_lstm_tiny', options);
    expect(again.status).toBe(0);
    expect(again.stderr).not.toMatch(/frames\/s/);
  }, 300_000);

  test('a network that there is not is named', () => {
    const { status, stderr } = train('pilotnett', '--frames 8');
    expect(status).toBe(2);
    expect(stderr).toContain("no network 'pilotnett'");
  });
});
