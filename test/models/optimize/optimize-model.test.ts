import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { readCard } from '../../../src/config/model-card';
import { ConfigurationError, InterruptedError, ModelError } from '../../../src/errors';
import { type OptimizeRequest, optimizeModel } from '../../../src/models/optimize/optimize-model';
import { STRATEGIES, strategiesOf } from '../../../src/models/optimize/strategies';
import { readModel } from '../../../src/onnx/file';
import { float32Of, opTypes } from '../../onnx/support/networks';
import { drivingNetwork, STATES, statefulNetwork, writeDataset, writeModel } from './support/written';

let pictures: string;
beforeAll(async () => {
  pictures = await writeDataset(12);
});

/** What strategies that should keep the function keep to; the others have no limit. */
const LIMITS: Readonly<Record<string, number>> = {
  fold: 0.001,
  'float16-weights': 0.01,
  float16: 0.01,
  dynamic: 0.02,
  static: 0.02,
  integer: 0.02,
  'integer-fallback': 0.02,
};

function request(
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

/** Nothing but the parent may be there. */
function nothingWritten(modelFile: string): void {
  expect(readdirSync(path.dirname(modelFile)).sort()).toEqual(['small.card.yml', 'small.onnx']);
}

describe('from a model and strategies to a file with its card', () => {
  it.each(STRATEGIES.map(({ name }) => name))('%s gives a model that loads and answers', async (name) => {
    const file = writeModel(drivingNetwork());
    // Weights that were not trained are sensitive: the default budget of integer-fallback is too small for them.
    const options = { seed: 1, ...(name === 'integer-fallback' ? { errorBudget: 0.2 } : {}) };
    const report = await optimizeModel(request(file, [name], { calibrationFolder: pictures, options }));
    const card = readCard(report.result.file);
    expect(card.parent).toEqual({ name: 'small', sha256: report.parent.sha256 });
    expect(card.precision).toBe(report.result.precision);
    expect(report.distance.frames).toBe(12);
    expect(report.result.size_bytes).toBe(readFileSync(report.result.file).length);
    expect(report.result.size_gzip_bytes).toBeLessThan(report.result.size_bytes);
    expect(report.result.inference_ms).toBeGreaterThan(0);
    expect(report.notes.join()).toContain('holds 12 pictures');
    // Random weights leave nothing of a strategy that changes the function but an answer.
    const limit = LIMITS[name] ?? null;
    expect(report.distance_limit).toBe(limit);
    expect(report.distance.mean_share).toBeLessThanOrEqual(limit ?? 1);
    const { distance } = card.document.figures as { distance: Record<string, unknown> };
    expect(distance).toMatchObject({ limit, provider: 'cpu' });
  });

  it('writes on the card what was done, and how far the commands moved', async () => {
    const file = writeModel(drivingNetwork());
    const report = await optimizeModel(
      request(file, ['prune-local', 'cluster'], {
        options: { seed: 3, clusters: 8 },
        calibrationFolder: pictures,
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
      figures: { distance: { on: path.basename(pictures), frames: 12 } },
    });
    expect(card.contract).toEqual(parse(readFileSync(file.replace('.onnx', '.card.yml'), 'utf8')).contract);
    expect(card.figures.distance.w_max_radps).toBeCloseTo(report.distance.w_max_radps, 3);
    expect(card.sparsity).toBeCloseTo(report.result.sparsity, 3);
    expect(report.result.sparsity).toBeGreaterThan(0.3);
  });

  it('carries the chain on from card to card', async () => {
    const file = writeModel(drivingNetwork());
    const first = await optimizeModel(request(file, ['prune-filters']));
    const out = path.join(path.dirname(file), 'second.onnx');
    const second = await optimizeModel(request(first.result.file, ['float16-weights'], { out }));
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

  it('gives the same bytes for the same seed', async () => {
    const file = writeModel(drivingNetwork());
    const one = await optimizeModel(request(file, ['cluster', 'float16-weights']));
    const out = path.join(path.dirname(file), 'again.onnx');
    const other = await optimizeModel(request(file, ['cluster', 'float16-weights'], { out }));
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
  ])('takes networks with states: %s', async (name) => {
    const file = writeModel(statefulNetwork(), { states: STATES });
    const report = await optimizeModel(request(file, [name], { calibrationFolder: pictures }));
    expect(readCard(report.result.file).states).toEqual(STATES);
    const { graph } = readModel(report.result.file);
    expect(graph.inputs).toEqual(readModel(file).graph.inputs);
    expect(graph.outputs).toEqual(readModel(file).graph.outputs);
    if (!['prune-local', 'prune-global', 'cluster'].includes(name)) {
      expect(report.distance.mean_share).toBeLessThan(0.02);
    }
  });

  it('writes over what is there only when it may, and then model and card', async () => {
    const file = writeModel(drivingNetwork());
    await optimizeModel(request(file, ['fold']));
    const out = path.join(path.dirname(file), 'made.onnx');
    await expect(optimizeModel(request(file, ['cluster']))).rejects.toThrow(
      /made\.onnx: is there already; --force/,
    );
    expect(opTypes(readModel(out))).toContain('Conv');
    const report = await optimizeModel(request(file, ['cluster'], { force: true }));
    expect(readCard(out).sha256).toBe(report.result.sha256);
    expect(readdirSync(path.dirname(file)).sort()).toEqual([
      'made.card.yml',
      'made.onnx',
      'small.card.yml',
      'small.onnx',
    ]);
  });
});

describe('the card tells which pictures a strategy looked at', () => {
  async function calibrationOf(strategies: string[], ranges?: string): Promise<unknown> {
    const file = writeModel(drivingNetwork());
    const options = { seed: 1, ...(ranges === undefined ? {} : { ranges }) };
    const report = await optimizeModel(
      request(file, strategies, { calibrationFolder: pictures, options, maxDistance: 1 }),
    );
    return report.optimization.at(-1)!.calibration;
  }

  it('by the name of the set, their number and the sha256 of its labels', async () => {
    const labels = createHash('sha256').update(readFileSync(path.join(pictures, 'data.csv')));
    const wanted = { dataset: path.basename(pictures), pictures: 12, labels_sha256: labels.digest('hex') };
    expect(await calibrationOf(['static'])).toEqual(wanted);
    expect(await calibrationOf(['float16'])).toEqual(wanted);
  });

  it('and says nothing of pictures that it did not look at', async () => {
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
    expect(await calibrationOf(['static'], trained)).toBeUndefined();
    expect(await calibrationOf(['fold'])).toBeUndefined();
  });
});

describe('where there is no temporary folder', () => {
  const before = process.env.TMPDIR;
  afterEach(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });

  it('the model is tried beside its place', async () => {
    const file = writeModel(drivingNetwork());
    process.env.TMPDIR = path.join(path.dirname(file), 'nowhere');
    const report = await optimizeModel(request(file, ['fold']));
    expect(readdirSync(path.dirname(report.result.file)).sort()).toEqual([
      'made.card.yml',
      'made.onnx',
      'small.card.yml',
      'small.onnx',
    ]);
  });
});

describe('what goes wrong leaves nothing behind, and says why in one line', () => {
  async function refused(
    modelFile: string,
    strategies: string[],
    more: Partial<OptimizeRequest> = {},
  ): Promise<Error> {
    const error = await optimizeModel(request(modelFile, strategies, more)).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).not.toContain('\n');
    return error as Error;
  }

  it.each([
    [['prune-locl'], /'prune-locl' is no strategy \(did you mean 'prune-local'\?\); choose from fold, /],
    [['fold', 'fold'], /strategy 'fold' is named twice/],
    [[], /no strategy is named/],
    [['static'], /strategy 'static' needs pictures.*--calibration DIR.*`f1-brain dataset record /],
  ])('%j', async (strategies, complaint) => {
    const file = writeModel(drivingNetwork());
    const error = await refused(file, strategies);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(complaint);
    nothingWritten(file);
  });

  it.each([
    [['static', 'prune-local'], /'static' stands before 'prune-local', which takes a float32 model/],
    [['float16', 'fold'], /'float16' stands before 'fold', which takes a float32 model: put 'float16' last/],
  ])('%j, in an order that does not go', async (strategies, complaint) => {
    const file = writeModel(drivingNetwork());
    const error = await refused(file, strategies, { calibrationFolder: pictures });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(complaint);
    nothingWritten(file);
  });

  it('a calibration set that is too small, empty, or not there', async () => {
    const file = writeModel(drivingNetwork());
    const tiny = await writeDataset(3);
    const error = await refused(file, ['static'], { calibrationFolder: tiny });
    expect(error.message).toMatch(
      /holds 3 pictures; calibration needs 8 at least.*`f1-brain dataset record /,
    );
    writeFileSync(path.join(tiny, 'data.csv'), 'image_name,v,w,timestamp\n');
    expect((await refused(file, ['fold'], { calibrationFolder: tiny })).message).toMatch(/data\.csv: /);
    const missing = await refused(file, ['fold'], { calibrationFolder: path.join(tiny, 'no') });
    expect(missing).toBeInstanceOf(ConfigurationError);
    nothingWritten(file);
  });

  it('a result further away than is allowed', async () => {
    const file = writeModel(drivingNetwork());
    const options = { seed: 1, denseSparsity: 0.9, sparsity: 0.9 };
    const error = await refused(file, ['prune-local'], { options, maxDistance: 0.001 });
    expect(error).toBeInstanceOf(ModelError);
    expect(error.message).toMatch(
      /not written: the commands are .* % of their range away.*--max-distance 0\.001/,
    );
    nothingWritten(file);
  });

  it('a model that contradicts its card, before it is calibrated', async () => {
    const model = drivingNetwork();
    model.graph.inputs[0]!.shape = [1, 3, 16, 25];
    const file = writeModel(model);
    const error = await refused(file, ['static'], { calibrationFolder: pictures });
    expect(error).toBeInstanceOf(ModelError);
    expect(error.message).toMatch(
      /small\.onnx: its input has shape \[1, 3, 16, 25\], but small\.card\.yml says 'image' float32 \[1, 3, 16, 24\]/,
    );
    nothingWritten(file);
    const states = writeModel(statefulNetwork(), { states: [{ ...STATES[0], shape: [1, 7] }] });
    expect((await refused(states, ['static'], { calibrationFolder: pictures })).message).toMatch(
      /its input has shape \[1, 6\], but small\.card\.yml says 'h_in' float32 \[1, 7\]/,
    );
  });

  it('a model of a strategy that should keep the function, and does not', async () => {
    const model = drivingNetwork();
    // One weight so large that the scale of its tensor leaves nothing of the others.
    const weight = model.graph.initializers.get('d.weight')!;
    const data = Float32Array.from(weight.data as Float32Array, (value) => value * 300);
    model.graph.initializers.set('d.weight', { ...weight, data });
    const file = writeModel(model);
    const error = await refused(file, ['static'], { calibrationFolder: pictures });
    expect(error).toBeInstanceOf(ModelError);
    expect(error.message).toMatch(
      /not written: the commands are .* of their range away from small's on average, more than 2 %; --max-distance/,
    );
    nothingWritten(file);
  });

  it('commands that are no numbers', async () => {
    const model = drivingNetwork();
    model.graph.initializers.set('d.bias', float32Of([2], [0, Number.NaN]));
    const file = writeModel(model);
    const error = await refused(file, ['fold']);
    expect(error).toBeInstanceOf(ModelError);
    expect(error.message).toMatch(
      /\/small\.onnx: answers picture 1 with v -?[\d.]+, w NaN; its weights or the scales of its card are broken$/,
    );
    nothingWritten(file);
  });

  it('operators that are not known, several inputs, dynamic shapes, a file cut short', async () => {
    const unknown = drivingNetwork();
    unknown.graph.nodes[2]!.opType = 'Swish';
    expect((await refused(writeModel(unknown), ['fold'])).message).toMatch(
      /small\.onnx: node 'ar': the operator Swish \(opset 13\) is not known/,
    );
    const two = statefulNetwork();
    expect((await refused(writeModel(two), ['fold'])).message).toMatch(
      /input count is 2 \(image, h_in\).*contract\.states/,
    );
    const dynamic = drivingNetwork();
    dynamic.graph.inputs[0]!.shape = ['N', 3, 'height', 24];
    expect((await refused(writeModel(dynamic), ['fold'])).message).toMatch(
      /dimension 2 \('height'\).*dynamic/,
    );
    const file = writeModel(drivingNetwork());
    const bytes = readFileSync(file);
    const cut = writeModel(drivingNetwork(), { content: bytes.subarray(0, bytes.length - 100) });
    expect((await refused(cut, ['fold'])).message).toMatch(/no ONNX model|names no version/);
    nothingWritten(cut);
  });

  it('a name or folder that cannot be written', async () => {
    const file = writeModel(drivingNetwork());
    const out = (name: string) => ({ out: path.join(path.dirname(file), name) });
    expect((await refused(file, ['fold'], out('made.pth'))).message).toMatch(/must end in \.onnx/);
    expect((await refused(file, ['fold'], out('small.onnx'))).message).toMatch(/is the model itself/);
    expect((await refused(file, ['fold'], { ...out('small.ONNX'), force: true })).message).toMatch(
      /is the model itself, or its card/,
    );
    const link = `${path.dirname(file)}-link`;
    symlinkSync(path.dirname(file), link);
    const linked = { out: path.join(link, 'small.onnx'), force: true };
    expect((await refused(file, ['fold'], linked)).message).toMatch(/is the model itself, or its card/);
    rmSync(link);
    expect((await refused(file, ['fold'], out('.onnx'))).message).toMatch(/has no name before \.onnx/);
    expect((await refused(file, ['fold'], { ...out('small.onnx'), force: true })).message).toMatch(
      /is the model itself/,
    );
    expect((await refused(file, ['fold'], out('no/made.onnx'))).message).toMatch(/folder cannot be written/);
    nothingWritten(file);
  });

  it('Ctrl-C', async () => {
    const file = writeModel(drivingNetwork());
    const controller = new AbortController();
    const error = await refused(file, ['cluster'], {
      signal: controller.signal,
      progress: () => controller.abort(new InterruptedError(130, 'interrupted: nothing was written')),
    });
    expect(error).toBeInstanceOf(InterruptedError);
    nothingWritten(file);
  });

  it('strategies are found by name, in order', () => {
    expect(strategiesOf(['cluster', 'fold']).map(({ name }) => name)).toEqual(['cluster', 'fold']);
  });

  it('nothing comes after a strategy that quantises or halves', () => {
    expect(strategiesOf(['prune-local', 'static'])).toHaveLength(2);
    for (const last of ['static', 'dynamic', 'integer', 'integer-fallback', 'float16', 'float16-weights']) {
      expect(() => strategiesOf([last, 'prune-local'])).toThrow(
        `strategy '${last}' stands before 'prune-local', which takes a float32 model: put '${last}' last`,
      );
    }
  });
});
