import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { preprocessor } from '../../src/drive/tensor/preprocess';
import { DatasetWriter } from '../../src/models/dataset/writer';
import { storedContract, VIEWS } from '../../training/views';
import { JITI, ROOT } from './tools';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-frames-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('generating frames', () => {
  const script = path.join(ROOT, 'training/generate-frames.ts');
  function generate(name: string, ...more: string[]) {
    const out = path.join(folder, name);
    execFileSync(JITI, [script, '--out', out, '--frames', '48', ...more], { cwd: ROOT, stdio: 'pipe' });
    return {
      pictures: (view: string) => readFileSync(path.join(out, `frames-${view}.bin`)),
      labels: readFileSync(path.join(out, 'labels.csv'), 'utf8').trim().split('\n'),
      meta: JSON.parse(readFileSync(path.join(out, 'meta.json'), 'utf8')),
    };
  }

  test('gives the same frames for a seed, whatever the number of workers and views', () => {
    const one = generate('one', '--seed', '5', '--workers', '1', '--views', 'slim,pilotnet');
    const two = generate('two', '--seed', '5', '--workers', '2', '--views', 'pilotnet');
    const other = generate('other', '--seed', '6', '--workers', '2');
    expect(two.pictures('pilotnet').equals(one.pictures('pilotnet'))).toBe(true);
    expect(two.labels).toEqual(one.labels);
    expect(other.pictures('pilotnet').equals(one.pictures('pilotnet'))).toBe(false);
  }, 180_000);

  test('writes a picture and a label within range for every frame', () => {
    const { pictures, labels, meta } = generate(
      'ranges',
      '--seed',
      '7',
      '--views',
      'slim',
      '--sequence',
      '1',
    );
    const [header = '', ...rows] = labels;
    expect(rows).toHaveLength(48);
    expect(pictures('slim').length).toBe(48 * 48 * 160 * 3);
    expect(meta.views).toEqual({
      slim: { file: 'frames-slim.bin', height: 48, width: 160, crop: { top: 234, bottom: 282 } },
    });
    const names = header.split(',');
    for (const row of rows) {
      const cells = row.split(',');
      expect(Number(cells[names.indexOf('v_mps')])).toBeGreaterThanOrEqual(6.5);
      expect(Number(cells[names.indexOf('v_mps')])).toBeLessThanOrEqual(24);
      expect(Math.abs(Number(cells[names.indexOf('w_radps')]))).toBeLessThanOrEqual(7.1);
    }
    expect(new Set(rows.map((row) => row.split(',')[1])).size).toBe(5);
    expect(new Set(rows.map((row) => row.split(',')[2]))).toEqual(new Set(['forward', 'reverse']));
  }, 180_000);

  test('refuses frames that make no whole runs', () => {
    const result = spawnSync(
      JITI,
      [script, '--out', path.join(folder, 'odd'), '--frames', '20', '--sequence', '8'],
      {
        encoding: 'utf8',
      },
    );
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('--frames 20 must be a multiple of --sequence 8');
  });
});

describe('packing a recorded dataset', () => {
  test('keeps pictures as the network sees them, labels and runs', async () => {
    const recorded = path.join(folder, 'recorded');
    const writer = new DatasetWriter(recorded);
    const frames = [10, 90, 200].map((level, i) => ({
      width: 640,
      height: 480,
      step: 1920,
      encoding: 'rgb8' as const,
      data: Uint8Array.from({ length: 640 * 480 * 3 }, (_, at) => (level + at * 7) & 255),
      sequence: i + 1,
      stamp: null,
      arrival_ms: 0,
    }));
    const times_s = [1, 1.05, 9];
    for (const [i, frame] of frames.entries()) {
      await writer.add(frame, { v_mps: 8 + i, w_radps: -1.5 * i }, times_s[i]!);
    }
    await writer.finish();

    const out = path.join(folder, 'packed');
    const script = path.join(ROOT, 'training/pack-dataset.ts');
    execFileSync(JITI, [script, recorded, '--out', out, '--views', 'lstm'], { cwd: ROOT, stdio: 'pipe' });
    const pictures = readFileSync(path.join(out, 'frames-lstm.bin'));
    const wanted = new Uint8Array(50 * 100 * 3);
    preprocessor(storedContract(VIEWS.lstm!))(frames[2]!, wanted);
    expect(pictures.length).toBe(3 * wanted.length);
    expect(pictures.subarray(2 * wanted.length).equals(wanted)).toBe(true);
    const labels = readFileSync(path.join(out, 'labels.csv'), 'utf8').trim().split('\n');
    expect(labels.slice(0, 3)).toEqual(['index,v_mps,w_radps', '0,8,0', '1,9,-1.5']);
    expect(JSON.parse(readFileSync(path.join(out, 'meta.json'), 'utf8')).runs).toEqual([0, 2]);
  }, 180_000);
});
