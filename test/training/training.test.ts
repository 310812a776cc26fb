import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCard } from '../../src/inference/card';
import { openSession } from '../../src/inference/session';

const ROOT = path.join(__dirname, '../..');
const JITI = path.join(ROOT, 'node_modules/.bin/jiti');
const PYTHON = [process.env.PYTHON, '/usr/bin/python3', 'python3'].find(
  (python) => python && spawnSync(python, ['-c', 'import numpy, torch']).status === 0,
);

describe('generating frames', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-frames-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function generate(name: string, ...more: string[]): { pictures: Buffer; labels: string[] } {
    const out = path.join(folder, name);
    const script = path.join(ROOT, 'training/generate-frames.ts');
    execFileSync(JITI, [script, '--out', out, '--frames', '48', ...more], { cwd: ROOT, stdio: 'pipe' });
    return {
      pictures: readFileSync(path.join(out, 'frames.bin')),
      labels: readFileSync(path.join(out, 'labels.csv'), 'utf8').trim().split('\n'),
    };
  }

  test('gives the same frames for a seed, whatever the number of workers', () => {
    const one = generate('one', '--seed', '5', '--workers', '1');
    const two = generate('two', '--seed', '5', '--workers', '2');
    const other = generate('other', '--seed', '6', '--workers', '2');
    expect(two.pictures.equals(one.pictures)).toBe(true);
    expect(two.labels).toEqual(one.labels);
    expect(other.pictures.equals(one.pictures)).toBe(false);
  }, 120_000);

  test('writes a picture and a label within range for every frame', () => {
    const { pictures, labels } = generate('ranges', '--seed', '7', '--workers', '2');
    const [header, ...rows] = labels;
    expect(rows).toHaveLength(48);
    expect(pictures.length).toBe(48 * 66 * 200 * 3);
    const names = header.split(',');
    for (const row of rows) {
      const cells = row.split(',');
      expect(Number(cells[names.indexOf('v_mps')])).toBeGreaterThanOrEqual(6.5);
      expect(Number(cells[names.indexOf('v_mps')])).toBeLessThanOrEqual(24);
      expect(Math.abs(Number(cells[names.indexOf('w_radps')]))).toBeLessThanOrEqual(7.1);
    }
    expect(new Set(rows.map((row) => row.split(',')[1])).size).toBe(5);
    expect(new Set(rows.map((row) => row.split(',')[2]))).toEqual(new Set(['forward', 'reverse']));
  }, 120_000);
});

describe('training from frames to a model', () => {
  if (!PYTHON) {
    const reason =
      'needs Python with PyTorch (apt-get install python3-torch, or pip install -r training/requirements.txt)';
    if (process.env.CI) {
      test('has what it needs', () => {
        throw new Error(reason);
      });
    } else {
      test.skip(`skipped: ${reason}`, () => {});
    }
    return;
  }
  const work = mkdtempSync(path.join(tmpdir(), 'f1-brain-training-'));
  const model = path.join(work, 'models/pilotnet.onnx');
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  test('one command makes frames, trains, drives, trains on and exports', () => {
    const options =
      '--frames 400 --epochs 2 --batch 16 --visited 32 --tune-epochs 1 --threads 1 --no-judge'.split(' ');
    const script = path.join(ROOT, 'training/run.sh');
    const result = spawnSync('bash', [script, '--work', work, '--model', model, ...options], {
      env: { ...process.env, PYTHON },
      encoding: 'utf8',
    });
    expect(result.stderr).toMatch(/round 1/);
    expect(result.status).toBe(0);
    expect(statSync(model).size).toBeGreaterThan(6e6);
    expect(statSync(model).size).toBeLessThan(7e6);
  }, 300_000);

  test('the loss falls', () => {
    const [, first, second] = readFileSync(path.join(work, 'runs/base/losses.csv'), 'utf8')
      .trim()
      .split('\n');
    expect(Number(second.split(',')[1])).toBeLessThan(Number(first.split(',')[1]));
  });

  test('the exported model fits its card and answers as PyTorch did', async () => {
    const card = readCard(model);
    const session = await openSession(card, { provider: 'cpu', threads: 1 });
    const check = JSON.parse(readFileSync(path.join(work, 'runs/round-1/check.json'), 'utf8'));
    (session.input as Float32Array).set(check.image);
    await session.run();
    expect(session.output[0]).toBeCloseTo(check.command[0], 4);
    expect(session.output[1]).toBeCloseTo(check.command[1], 4);
    expect(card.output.v).toEqual({ index: 0, scale: 17.5, offset: 6.5 });
    expect(card.output.w).toEqual({ index: 1, scale: 14.2, offset: -7.1 });
    await session.close();
  });
});
