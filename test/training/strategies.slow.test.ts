import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCard } from '../../src/config/model-card';
import { openSession } from '../../src/drive/inference/session';
import { readModel } from '../../src/onnx/file';
import { makeNode, type OnnxModel } from '../../src/onnx/graph';
import { height, LAYERS, smallNetwork, width, writeModel } from './small-network';
import { PYTHON, ROOT, withPytorch } from './tools';

function run(...options: string[]): { status: number | null; stderr: string; stdout: string } {
  return spawnSync('bash', [path.join(ROOT, 'training/strategies.sh'), ...options], {
    env: { ...process.env, PYTHON },
    encoding: 'utf8',
  });
}

function valuesOf(model: OnnxModel, name: string): number[] {
  return Array.from(model.graph.initializers.get(name)!.data as Float32Array);
}

const zeros = (values: readonly number[]) => values.filter((value) => value === 0).length;
const distinct = (values: readonly number[]) => new Set(values).size;

withPytorch('strategies that need training', () => {
  const work = mkdtempSync(path.join(tmpdir(), 'f1-brain-strategies-'));
  const runs = path.join(work, 'runs');
  const model = path.join(work, 'small.onnx');
  const frames = ['--pool', '80', '--visited', '16', '--frames', '64'];
  const small = ['--model', model, '--work', work, '--runs', runs, ...frames];
  const options = [...small, '--epochs', '1', '--batch', '8', '--distil-epochs', '1', '--workers', '1'];
  const fp32 = (name: string) => readModel(path.join(runs, name, `${name}.onnx`));
  const int8 = (name: string) => readModel(path.join(runs, name, `${name}_int8.onnx`));
  const notes = (name: string) => JSON.parse(readFileSync(path.join(runs, name, 'training.json'), 'utf8'));
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  test('all are made by one command, which ends with a table', () => {
    writeModel(model, smallNetwork());
    const { status, stderr, stdout } = run('all', ...options);
    expect([stderr, status]).toEqual([expect.anything(), 0]);
    const rows = stdout.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.slice(2).map((line) => line.split('|')[1]!.trim())).toEqual(
      'cqat distil pcqat pqat prune_global prune_local prune_polynomial prune_quantised qat'.split(' '),
    );
  }, 400_000);

  test.each([
    'qat',
    'prune_local',
    'prune_global',
    'prune_polynomial',
    'prune_quantised',
    'cqat',
    'pqat',
    'pcqat',
  ])('%s keeps graph, names and contract of its parent, and its card names it', (name) => {
    const file = path.join(runs, name, `${name}.onnx`);
    const card = readCard(file);
    const parent = readCard(model);
    expect([card.input, card.output]).toEqual([parent.input, parent.output]);
    expect(card.document.parent).toEqual({ name: 'small', sha256: parent.sha256 });
    expect((card.document.optimization as object[]).at(-1)).toMatchObject({ strategy: name, seed: 1 });
    const before = smallNetwork().graph;
    const after = readModel(file).graph;
    expect(after.nodes).toEqual(readModel(model).graph.nodes);
    expect([...after.initializers.keys()]).toEqual([...before.initializers.keys()]);
    expect(after.initializers.get('head.0.weight')).not.toEqual(before.initializers.get('head.0.weight'));
    expect(existsSync(path.join(runs, name, 'losses.png'))).toBe(true);
  });

  test('local pruning takes 30 % of each convolution and half of each dense layer', () => {
    const pruned = fp32('prune_local');
    for (const layer of LAYERS) {
      const values = valuesOf(pruned, `${layer}.weight`);
      expect(zeros(values)).toBe(Math.round(values.length * (layer.startsWith('features') ? 0.3 : 0.5)));
    }
  });

  test('global pruning takes 30 % of all weights, wherever they are smallest', () => {
    const shares = LAYERS.map((layer) => valuesOf(fp32('prune_global'), `${layer}.weight`));
    const share = zeros(shares.flat()) / shares.flat().length;
    expect(share).toBeCloseTo(0.3, 3);
    expect(new Set(shares.map((values) => (zeros(values) / values.length).toFixed(2))).size).toBeGreaterThan(
      1,
    );
  });

  test('the polynomial schedule starts at 50 % and ends at 80 %', () => {
    for (const layer of LAYERS) {
      const values = valuesOf(fp32('prune_polynomial'), `${layer}.weight`);
      expect(zeros(values)).toBe(Math.round(values.length * 0.8));
    }
    const [, first, ...rest] = readFileSync(path.join(runs, 'prune_polynomial/losses.csv'), 'utf8')
      .trim()
      .split('\n');
    expect(Number(first!.split(',')[4])).toBeCloseTo(0.5, 2);
    expect(Number(rest.at(-1)!.split(',')[4])).toBeCloseTo(0.8, 2);
  });

  test.each(['cqat', 'pcqat'])('%s keeps 16 values a layer at most, as int8 too', (name) => {
    for (const layer of LAYERS) {
      expect(distinct(valuesOf(fp32(name), `${layer}.weight`))).toBeLessThanOrEqual(16);
      expect(distinct(valuesOf(int8(name), `${layer}.weight_quantized`))).toBeLessThanOrEqual(16);
    }
  });

  test.each([
    ['pqat', 'prune_polynomial'],
    ['pcqat', 'prune_polynomial'],
    ['prune_quantised', 'prune_global'],
  ])('%s keeps the zeros of %s, as int8 too', (name, pruned) => {
    for (const layer of LAYERS) {
      const before = valuesOf(fp32(pruned), `${layer}.weight`);
      const float = valuesOf(fp32(name), `${layer}.weight`);
      const whole = valuesOf(int8(name), `${layer}.weight_quantized`);
      const kept = (values: readonly number[]) => before.every((value, i) => value !== 0 || values[i] === 0);
      expect([layer, kept(float), kept(whole)]).toEqual([layer, true, true]);
    }
  });

  // Equal to the last bits; a sum in another order may tip a value that lies between two steps, and moves an
  // answer by a small part of a step then.
  test.each(['qat', 'prune_quantised', 'cqat', 'pqat', 'pcqat'])(
    'the int8 model of %s answers in onnxruntime as PyTorch did with fake quantisation',
    async (name) => {
      const file = path.join(runs, name, `${name}_int8.onnx`);
      const session = await openSession(readCard(file), { provider: 'cpu', threads: 1 });
      const check = JSON.parse(readFileSync(path.join(runs, name, 'check.json'), 'utf8')) as {
        pictures: string[];
        answers: [number, number][];
      };
      const distances: number[] = [];
      for (const [i, picture] of check.pictures.entries()) {
        const pixels = Buffer.from(picture, 'base64');
        (session.input as Float32Array).set(planes(pixels));
        await session.run();
        distances.push(...check.answers[i]!.map((wanted, o) => Math.abs(session.output[o]! - wanted)));
      }
      await session.close();
      expect(check.pictures).toHaveLength(8);
      distances.sort((a, b) => a - b);
      expect(distances[Math.floor(distances.length / 2)]).toBeLessThan(1e-6);
      expect(distances.at(-1)).toBeLessThan(2e-3);
    },
  );

  test('a pruned model is trained on: its zeros stay, and drives past tight bends join the frames', () => {
    const model = path.join(runs, 'prune_polynomial/prune_polynomial.onnx');
    const further = path.join(work, 'further');
    const again = ['--pruned', '--passed', '16', '--cameras', 'slow', '--model', model, '--runs', further];
    const { status, stderr } = run('pqat', ...options, ...again);
    expect([stderr, status]).toEqual([expect.anything(), 0]);
    const { optimization } = readCard(path.join(further, 'pqat/pqat_int8.onnx')).document;
    const steps = optimization as { strategy: string; parent?: string; data?: { frames: number }[] }[];
    expect(steps.map(({ strategy }) => strategy)).toEqual(['prune_polynomial', 'pqat', 'static']);
    expect(steps[1]!.parent).toBe(readCard(model).sha256);
    expect(steps[1]!.data!.map(({ frames }) => frames)).toEqual([80, 16, 16]);
    const after = readModel(path.join(further, 'pqat/pqat.onnx'));
    for (const layer of LAYERS) {
      const [before, now] = [fp32('prune_polynomial'), after].map((of) => valuesOf(of, `${layer}.weight`));
      expect(now).not.toEqual(before);
      expect(now!.every((value, i) => before![i] !== 0 || value === 0)).toBe(true);
    }
  }, 180_000);

  test('a model without zeros is refused as a pruned one', () => {
    const { status, stderr } = run('pqat', ...options, '--pruned');
    expect(status).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /small\.onnx: has hardly any zeros; --pruned is for models/,
    );
  }, 180_000);

  test('distillation makes the small network of training/networks, with its own view', () => {
    const card = readCard(path.join(runs, 'distil/distil.onnx'));
    expect(card.document.architecture).toBe('SlimPilotNet');
    expect(card.input).toMatchObject({ shape: [1, 3, 48, 160], crop: { top: 234, bottom: 282 } });
    expect(card.document.parent).toMatchObject({ name: 'small' });
    expect(readdirSync(path.join(runs, 'distil'))).not.toContain('start.onnx');
  });

  test('what is made already is left as it is; other options make it anew', () => {
    const again = run('prune_global', ...options);
    expect(again.stderr).toContain('prune_global: already made');
    const before = notes('prune_global');
    const other = run('prune_global', ...options, '--rate', '0.001');
    expect(other.stderr).not.toContain('already made');
    expect(notes('prune_global').sha256).not.toBe(before.sha256);
    expect(existsSync(path.join(runs, 'prune_quantised.done'))).toBe(false);
  }, 180_000);

  test('an unknown strategy is refused with the names that there are', () => {
    const { status, stderr } = run('qta', ...options);
    expect(status).not.toBe(0);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/'qta' is no strategy; there are qat prune_local/);
  }, 180_000);

  test('an operator that cannot be fine-tuned is named', () => {
    const other = path.join(work, 'other.onnx');
    const graph = smallNetwork();
    graph.graph.nodes[3] = makeNode('Tanh', { name: 'bend', inputs: ['c'], outputs: ['d'] });
    writeModel(other, graph);
    const { status, stderr } = run('qat', ...options, '--model', other);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /other\.onnx: operator Tanh \('bend'\) is not supported/,
    );
  }, 180_000);

  test('weights that are no numbers are refused before anything is trained', () => {
    const broken = path.join(work, 'broken.onnx');
    const graph = smallNetwork();
    (graph.graph.initializers.get('head.0.weight')!.data as Float32Array)[5] = Number.NaN;
    writeModel(broken, graph);
    const { status, stderr } = run('qat', ...options, '--model', broken);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /broken\.onnx: 'head\.0\.weight' holds values that are no/,
    );
  }, 180_000);

  test('only fp32 models are taken', () => {
    const eight = path.join(work, 'eight.onnx');
    writeModel(eight, smallNetwork(), { precision: 'int8' });
    const { status, stderr } = run('qat', ...options, '--model', eight);
    expect(status).toBe(1);
    expect(stderr).toMatch(/eight\.card\.yml: precision is int8; strategies start from fp32/);
  }, 180_000);
});

/** HWC bytes to the network's planes. */
function planes(pixels: Uint8Array): Float32Array {
  const size = height * width;
  const values = new Float32Array(3 * size);
  for (let i = 0; i < size; i++) {
    for (let c = 0; c < 3; c++) values[c * size + i] = pixels[3 * i + c]! / 255;
  }
  return values;
}
