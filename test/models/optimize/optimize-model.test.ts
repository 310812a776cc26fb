import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { readCard } from '../../../src/config/model-card';
import { optimizeModel } from '../../../src/models/optimize/optimize-model';
import { STRATEGIES } from '../../../src/models/optimize/strategies';
import { readModel } from '../../../src/onnx/file';
import { listOperators } from '../../onnx/support/networks';
import { createRequest } from './support/create-request';
import { drivingNetwork, STATES, statefulNetwork, writeDataset, writeModel } from './support/write-inputs';

let dataset: string;
beforeAll(async () => {
  dataset = await writeDataset(12);
});

/** Default limits of the strategies that preserve the function; the others have none. */
const LIMITS: Readonly<Record<string, number>> = {
  fold: 0.001,
  'float16-weights': 0.01,
  float16: 0.01,
  dynamic: 0.02,
  static: 0.02,
  integer: 0.02,
  'integer-fallback': 0.02,
};

describe('optimizeModel', () => {
  it.each(STRATEGIES.map(({ name }) => name))('%s gives a model that loads and runs', async (name) => {
    const file = writeModel(drivingNetwork());
    // Untrained weights are sensitive: the default budget of integer-fallback is too small for them.
    const options = { seed: 1, ...(name === 'integer-fallback' ? { errorBudget: 0.2 } : {}) };
    const report = await optimizeModel(createRequest(file, [name], { calibrationFolder: dataset, options }));
    const card = readCard(report.result.file);
    expect(card.parent).toEqual({ name: 'small', sha256: report.parent.sha256 });
    expect(card.precision).toBe(report.result.precision);
    expect(report.distance.frames).toBe(12);
    expect(report.result.size_bytes).toBe(readFileSync(report.result.file).length);
    expect(report.result.size_gzip_bytes).toBeLessThan(report.result.size_bytes);
    expect(report.result.inference_ms).toBeGreaterThan(0);
    expect(report.notes.join()).toContain('contains 12 images');
    // With random weights, strategies that change the function move the commands arbitrarily.
    const limit = LIMITS[name] ?? null;
    expect(report.distance_limit).toBe(limit);
    expect(report.distance.mean_share).toBeLessThanOrEqual(limit ?? 1);
    const { distance } = card.document.figures as { distance: Record<string, unknown> };
    expect(distance).toMatchObject({ limit, provider: 'cpu' });
  });

  it('records the strategies and the distance of the commands on the card', async () => {
    const file = writeModel(drivingNetwork());
    const report = await optimizeModel(
      createRequest(file, ['prune-local', 'cluster'], {
        options: { seed: 3, clusters: 8 },
        calibrationFolder: dataset,
      }),
    );
    const card = parse(readFileSync(report.card_file, 'utf8'));
    expect(card).toMatchObject({
      name: 'made',
      file: 'made.onnx',
      architecture: 'small',
      precision: 'fp32',
      parameters: report.result.parameters,
      parent: { name: 'small' },
      optimization: [
        { strategy: 'fold', layers: 1 },
        { strategy: 'prune-local', sparsity: 0.3, dense_sparsity: 0.5 },
        { strategy: 'cluster', clusters: 8, seed: 3 },
      ],
      command: 'f1-brain optimize small',
      figures: { distance: { on: path.basename(dataset), frames: 12 } },
    });
    expect(card.contract).toEqual(parse(readFileSync(file.replace('.onnx', '.card.yml'), 'utf8')).contract);
    expect(card.figures.distance.w_max_radps).toBeCloseTo(report.distance.w_max_radps, 3);
    expect(card.sparsity).toBeCloseTo(report.result.sparsity, 3);
    expect(report.result.sparsity).toBeGreaterThan(0.3);
  });

  it('extends the chain of the parent card', async () => {
    const file = writeModel(drivingNetwork());
    const first = await optimizeModel(createRequest(file, ['prune-filters']));
    const out = path.join(path.dirname(file), 'second.onnx');
    const second = await optimizeModel(createRequest(first.result.file, ['float16-weights'], { out }));
    const card = parse(readFileSync(second.card_file, 'utf8'));
    expect(card.optimization.map(({ strategy }: { strategy: string }) => strategy)).toEqual([
      'fold',
      'prune-filters',
      'float16-weights',
    ]);
    expect(card.parent.name).toBe('made');
    expect(second.result.precision).toBe('fp16-weights');
    expect(second.result.parameters).toBeLessThan(first.parent.parameters);
  });

  it('writes the same bytes for the same seed', async () => {
    const file = writeModel(drivingNetwork());
    const one = await optimizeModel(createRequest(file, ['cluster', 'float16-weights']));
    const out = path.join(path.dirname(file), 'again.onnx');
    const other = await optimizeModel(createRequest(file, ['cluster', 'float16-weights'], { out }));
    expect(other.result.sha256).toBe(one.result.sha256);
  });

  it.each([
    'fold',
    'float16-weights',
    'float16',
    'prune-local',
    'prune-global',
    'cluster',
    'dynamic',
    'static',
  ])('supports networks with states: %s', async (name) => {
    const file = writeModel(statefulNetwork(), { states: STATES });
    const report = await optimizeModel(createRequest(file, [name], { calibrationFolder: dataset }));
    expect(readCard(report.result.file).states).toEqual(STATES);
    const { graph } = readModel(report.result.file);
    expect(graph.inputs).toEqual(readModel(file).graph.inputs);
    expect(graph.outputs).toEqual(readModel(file).graph.outputs);
    if (!['prune-local', 'prune-global', 'cluster'].includes(name)) {
      expect(report.distance.mean_share).toBeLessThan(0.02);
    }
  });

  it('overwrites an existing model and its card only with force', async () => {
    const file = writeModel(drivingNetwork());
    await optimizeModel(createRequest(file, ['fold']));
    const out = path.join(path.dirname(file), 'made.onnx');
    await expect(optimizeModel(createRequest(file, ['cluster']))).rejects.toThrow(
      /made\.onnx: already exists; --force/,
    );
    expect(listOperators(readModel(out))).toContain('Conv');
    const report = await optimizeModel(createRequest(file, ['cluster'], { force: true }));
    expect(readCard(out).sha256).toBe(report.result.sha256);
    expect(readdirSync(path.dirname(file)).sort()).toEqual([
      'made.card.yml',
      'made.onnx',
      'small.card.yml',
      'small.onnx',
    ]);
  });
});

describe('the calibration set on the card', () => {
  async function describeCalibration(strategies: string[], ranges?: string): Promise<unknown> {
    const file = writeModel(drivingNetwork());
    const options = { seed: 1, ...(ranges === undefined ? {} : { ranges }) };
    const report = await optimizeModel(
      createRequest(file, strategies, { calibrationFolder: dataset, options, maxDistance: 1 }),
    );
    return report.optimization.at(-1)!.calibration;
  }

  it('is identified by name, number of images and sha256 of its labels', async () => {
    const labels = createHash('sha256').update(readFileSync(path.join(dataset, 'data.csv')));
    const wanted = { dataset: path.basename(dataset), pictures: 12, labels_sha256: labels.digest('hex') };
    expect(await describeCalibration(['static'])).toEqual(wanted);
    expect(await describeCalibration(['float16'])).toEqual(wanted);
  });

  it('is absent when the strategy did not read it', async () => {
    const trained = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-ranges-')), 'ranges.json');
    const range = { min: -20, max: 20 };
    const layer = { weight_scales: [0.02], output: range };
    writeFileSync(
      trained,
      JSON.stringify({
        format: 'f1-brain quantization ranges 1',
        input: { min: 0, max: 1 },
        layers: { a: layer, b: layer, c: layer, d: layer },
      }),
    );
    expect(await describeCalibration(['static'], trained)).toBeUndefined();
    expect(await describeCalibration(['fold'])).toBeUndefined();
  });
});

describe('optimizeModel without a temporary folder', () => {
  const before = process.env.TMPDIR;
  afterEach(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });

  it('tests the model beside its final path', async () => {
    const file = writeModel(drivingNetwork());
    process.env.TMPDIR = path.join(path.dirname(file), 'nowhere');
    const report = await optimizeModel(createRequest(file, ['fold']));
    expect(readdirSync(path.dirname(report.result.file)).sort()).toEqual([
      'made.card.yml',
      'made.onnx',
      'small.card.yml',
      'small.onnx',
    ]);
  });
});
