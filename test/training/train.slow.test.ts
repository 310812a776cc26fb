import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PYTHON, ROOT, withPytorch } from './tools';

withPytorch('training on a folder of frames', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-train-'));
  const python = (...words: string[]) => {
    const { status, stderr } = spawnSync(PYTHON!, words, { cwd: ROOT, encoding: 'utf8' });
    return { status, stderr: stderr.trim() };
  };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Frames of noise, as pack-dataset.ts leaves them. */
  function recording(name: string, frames: number, runs: number[]): string {
    const out = path.join(folder, name);
    mkdirSync(out);
    const pixels = Buffer.alloc(frames * 48 * 160 * 3);
    for (let i = 0; i < pixels.length; i++) pixels[i] = (i * 2654435761) >>> 13;
    writeFileSync(path.join(out, 'frames-slim.bin'), pixels);
    const rows = Array.from({ length: frames }, (_, i) => `${i},${8 + (i % 5)},${(i % 7) / 7}\n`);
    writeFileSync(path.join(out, 'labels.csv'), `index,v_mps,w_radps\n${rows.join('')}`);
    const slim = { file: 'frames-slim.bin', height: 48, width: 160, crop: { top: 234, bottom: 282 } };
    const meta = { frames, seed: 1, recorded: name, views: { slim }, runs };
    writeFileSync(path.join(out, 'meta.json'), JSON.stringify(meta));
    return out;
  }

  function split(data: string): { training: number[]; validation: number[]; starts: number[] } {
    const script = [
      'import json, sys; sys.path.insert(0, "training")',
      'from frames import Joined; d = Joined([sys.argv[1]], "slim", 0.04)',
      'print(json.dumps({"training": d.training.tolist(), "validation": d.validation.tolist(),' +
        ' "starts": d.run_start.tolist()}))',
    ].join('\n');
    return JSON.parse(execFileSync(PYTHON!, ['-c', script, data], { cwd: ROOT, encoding: 'utf8' }));
  }

  const range = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);

  test('a recording of one drive gives its last 4% to validation, a second after what is trained on', () => {
    const { training, validation, starts } = split(recording('drive', 500, [0]));
    expect(validation).toEqual(range(480, 500));
    expect(training).toEqual(range(0, 460));
    expect(starts[480]).toBe(480);
  }, 180_000);

  test('one long drive among short ones is not held out whole', () => {
    const runs = [0, ...range(0, 14).map((i) => 386 + i)];
    const { training, validation } = split(recording('unlike', 400, runs));
    expect(validation.length).toBeLessThan(40);
    expect(training.length).toBeGreaterThan(300);
  }, 180_000);

  test('too few frames are refused in one line', () => {
    const data = recording('few', 6, [0]);
    const { status, stderr } = python(
      ...[
        'training/train.py',
        '--network',
        'slim_pilotnet',
        '--data',
        data,
        '--out',
        path.join(folder, 'no'),
      ],
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^.*few: 6 frames are too few to train on some and hold out others; record or render more$/,
    );
  }, 180_000);

  test('a run is gone on with only as what it was made of', () => {
    const data = recording('mine', 200, [0]);
    const other = recording('other', 200, [0]);
    const out = path.join(folder, 'run');
    const train = (folderOf: string, ...more: string[]) =>
      python(
        ...['training/train.py', '--network', 'slim_pilotnet', '--data', folderOf, '--out', out],
        ...['--epochs', '1', '--batch', '32', '--threads', '1', '--resume', ...more],
      );
    expect(train(data).status).toBe(0);
    const made = readFileSync(path.join(out, 'training.json'), 'utf8');
    expect(JSON.parse(made).frames).toEqual({ training: 172, validation: 8 });
    expect(train(data).stderr).toContain('trained already');
    const options = train(data, '--seed', '2', '--epochs', '3');
    expect([options.status, options.stderr.split('\n')]).toEqual([1, [expect.any(String)]]);
    expect(options.stderr).toMatch(
      /run: was trained with seed 1 instead of 2, with epochs 1 instead of 3; train again/,
    );
    expect(train(other).stderr).toMatch(/was trained of other frames/);
    rmSync(path.join(out, 'training.json'));
    expect(train(data, '--rate', '0.1').stderr).toMatch(/with rate 0.001 instead of 0.1/);
    writeFileSync(path.join(out, 'training.json'), made);
  }, 180_000);

  test('an export that fails leaves the model and the card there were', () => {
    const models = path.join(folder, 'models');
    mkdirSync(models);
    for (const name of ['a.onnx', 'a.card.yml']) writeFileSync(path.join(models, name), 'before');
    const { status } = python(
      ...['training/export.py', '--run', path.join(folder, 'run'), '--model', path.join(models, 'a.onnx')],
      ...['--test', path.join(folder, 'not there')],
    );
    expect(status).not.toBe(0);
    expect(readdirSync(models).sort()).toEqual(['a.card.yml', 'a.onnx']);
    for (const name of readdirSync(models)) {
      expect(readFileSync(path.join(models, name), 'utf8')).toBe('before');
    }
  }, 180_000);
});
