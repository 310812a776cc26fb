import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { readCard } from '../../../src/config/model-card';
import { ConfigurationError, InterruptedError, ModelError } from '../../../src/errors';
import { type OptimizeRequest, optimizeModel } from '../../../src/models/optimize/optimize-model';
import { resolveStrategies, STRATEGIES } from '../../../src/models/optimize/strategies';
import { readModel } from '../../../src/onnx/file';
import { float32Of, listOperators } from '../../onnx/support/networks';
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

function createRequest(
  modelFile: string,
  strategies: string[],
  more: Partial<OptimizeRequest> = {},
): OptimizeRequest {
  return {
    modelFile,
    strategies,
    out: path.join(path.dirname(modelFile), 'made.onnx'),
    options: { seed: 1 },
    command: 'f1-brain optimize small',
    progress: () => {},
    ...more,
  };
}

/** Only the parent model may exist. */
function expectNothingWritten(modelFile: string): void {
  expect(readdirSync(path.dirname(modelFile)).sort()).toEqual(['small.card.yml', 'small.onnx']);
}

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

describe('a failed optimization writes nothing and explains the error in one line', () => {
  async function expectRejection(
    modelFile: string,
    strategies: string[],
    more: Partial<OptimizeRequest> = {},
  ): Promise<Error> {
    const error = await optimizeModel(createRequest(modelFile, strategies, more)).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).not.toContain('\n');
    return error as Error;
  }

  it.each([
    [['prune-locl'], /unknown strategy 'prune-locl' \(did you mean 'prune-local'\?\); choose from fold, /],
    [['fold', 'fold'], /strategy 'fold' is given twice/],
    [[], /no strategy given/],
    [['static'], /strategy 'static' needs a calibration set.*--calibration DIR.*`f1-brain dataset record /],
  ])('%j', async (strategies, complaint) => {
    const file = writeModel(drivingNetwork());
    const error = await expectRejection(file, strategies);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(complaint);
    expectNothingWritten(file);
  });

  it.each([
    [['static', 'prune-local'], /'static' comes before 'prune-local', which needs a float32 model/],
    [['float16', 'fold'], /'float16' comes before 'fold', which needs a float32 model: put 'float16' last/],
  ])('impossible order %j', async (strategies, complaint) => {
    const file = writeModel(drivingNetwork());
    const error = await expectRejection(file, strategies, { calibrationFolder: dataset });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(complaint);
    expectNothingWritten(file);
  });

  it('a calibration set that is too small, empty or missing', async () => {
    const file = writeModel(drivingNetwork());
    const tiny = await writeDataset(3);
    const error = await expectRejection(file, ['static'], { calibrationFolder: tiny });
    expect(error.message).toMatch(
      /contains 3 images; calibration needs at least 8.*`f1-brain dataset record /,
    );
    writeFileSync(path.join(tiny, 'data.csv'), 'image_name,v,w,timestamp\n');
    expect((await expectRejection(file, ['fold'], { calibrationFolder: tiny })).message).toMatch(
      /data\.csv: /,
    );
    const missing = await expectRejection(file, ['fold'], { calibrationFolder: path.join(tiny, 'no') });
    expect(missing).toBeInstanceOf(ConfigurationError);
    expectNothingWritten(file);
  });

  it('a result above --max-distance', async () => {
    const file = writeModel(drivingNetwork());
    const options = { seed: 1, denseSparsity: 0.9, sparsity: 0.9 };
    const error = await expectRejection(file, ['prune-local'], { options, maxDistance: 0.001 });
    expect(error).toBeInstanceOf(ModelError);
    expect(error.message).toMatch(
      /not written: the commands differ from small's by .* % of their range.*--max-distance 0\.001/,
    );
    expectNothingWritten(file);
  });

  it('a model that contradicts its card, before calibration', async () => {
    const model = drivingNetwork();
    model.graph.inputs[0]!.shape = [1, 3, 16, 25];
    const file = writeModel(model);
    const error = await expectRejection(file, ['static'], { calibrationFolder: dataset });
    expect(error).toBeInstanceOf(ModelError);
    expect(error.message).toMatch(
      /small\.onnx: its input has shape \[1, 3, 16, 25\], but small\.card\.yml says 'image' float32 \[1, 3, 16, 24\]/,
    );
    expectNothingWritten(file);
    const states = writeModel(statefulNetwork(), { states: [{ ...STATES[0], shape: [1, 7] }] });
    expect((await expectRejection(states, ['static'], { calibrationFolder: dataset })).message).toMatch(
      /its input has shape \[1, 6\], but small\.card\.yml says 'h_in' float32 \[1, 7\]/,
    );
  });

  it('a result above the default limit of its strategy', async () => {
    const model = drivingNetwork();
    // Weights so large that the quantization error of the commands is beyond the limit.
    const weight = model.graph.initializers.get('d.weight')!;
    const data = Float32Array.from(weight.data as Float32Array, (value) => value * 300);
    model.graph.initializers.set('d.weight', { ...weight, data });
    const file = writeModel(model);
    const error = await expectRejection(file, ['static'], { calibrationFolder: dataset });
    expect(error).toBeInstanceOf(ModelError);
    expect(error.message).toMatch(
      /not written: the commands differ from small's by .* of their range on average, more than 2 %; --max-distance/,
    );
    expectNothingWritten(file);
  });

  it('commands that are not finite', async () => {
    const model = drivingNetwork();
    model.graph.initializers.set('d.bias', float32Of([2], [0, Number.NaN]));
    const file = writeModel(model);
    const error = await expectRejection(file, ['fold']);
    expect(error).toBeInstanceOf(ModelError);
    expect(error.message).toMatch(
      /\/small\.onnx: gives v -?[\d.]+, w NaN for image 1; check its weights and the scales of its card$/,
    );
    expectNothingWritten(file);
  });

  it('unknown operators, several inputs, dynamic shapes and truncated files', async () => {
    const unknown = drivingNetwork();
    unknown.graph.nodes[2]!.opType = 'Swish';
    expect((await expectRejection(writeModel(unknown), ['fold'])).message).toMatch(
      /small\.onnx: node 'ar': the operator Swish \(opset 13\) is not supported/,
    );
    const two = statefulNetwork();
    expect((await expectRejection(writeModel(two), ['fold'])).message).toMatch(
      /input count is 2 \(image, h_in\).*contract\.states/,
    );
    const dynamic = drivingNetwork();
    dynamic.graph.inputs[0]!.shape = ['N', 3, 'height', 24];
    expect((await expectRejection(writeModel(dynamic), ['fold'])).message).toMatch(
      /dimension 2 \('height'\).*dynamic/,
    );
    const file = writeModel(drivingNetwork());
    const bytes = readFileSync(file);
    const cut = writeModel(drivingNetwork(), { content: bytes.subarray(0, bytes.length - 100) });
    expect((await expectRejection(cut, ['fold'])).message).toMatch(
      /not an ONNX model|does not import the ONNX operator set/,
    );
    expectNothingWritten(cut);
  });

  it('an output path that cannot or must not be written', async () => {
    const file = writeModel(drivingNetwork());
    const out = (name: string) => ({ out: path.join(path.dirname(file), name) });
    expect((await expectRejection(file, ['fold'], out('made.pth'))).message).toMatch(/must end in \.onnx/);
    expect((await expectRejection(file, ['fold'], out('small.onnx'))).message).toMatch(/is the model itself/);
    expect((await expectRejection(file, ['fold'], { ...out('small.ONNX'), force: true })).message).toMatch(
      /is the model itself or its card/,
    );
    const link = `${path.dirname(file)}-link`;
    symlinkSync(path.dirname(file), link);
    const linked = { out: path.join(link, 'small.onnx'), force: true };
    expect((await expectRejection(file, ['fold'], linked)).message).toMatch(
      /is the model itself or its card/,
    );
    rmSync(link);
    expect((await expectRejection(file, ['fold'], out('.onnx'))).message).toMatch(
      /has no name before \.onnx/,
    );
    expect((await expectRejection(file, ['fold'], { ...out('small.onnx'), force: true })).message).toMatch(
      /is the model itself/,
    );
    expect((await expectRejection(file, ['fold'], out('no/made.onnx'))).message).toMatch(
      /folder is not writable/,
    );
    expectNothingWritten(file);
  });

  it('Ctrl-C', async () => {
    const file = writeModel(drivingNetwork());
    const controller = new AbortController();
    const error = await expectRejection(file, ['cluster'], {
      signal: controller.signal,
      progress: () => controller.abort(new InterruptedError(130, 'interrupted: nothing was written')),
    });
    expect(error).toBeInstanceOf(InterruptedError);
    expectNothingWritten(file);
  });

  it('resolves strategies by name, in order', () => {
    expect(resolveStrategies(['cluster', 'fold']).map(({ name }) => name)).toEqual(['cluster', 'fold']);
  });

  it('rejects strategies after quantization or float16', () => {
    expect(resolveStrategies(['prune-local', 'static'])).toHaveLength(2);
    for (const last of ['static', 'dynamic', 'integer', 'integer-fallback', 'float16', 'float16-weights']) {
      expect(() => resolveStrategies([last, 'prune-local'])).toThrow(
        `strategy '${last}' comes before 'prune-local', which needs a float32 model: put '${last}' last`,
      );
    }
  });
});
