import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, InterruptedError, ModelError } from '../../../src/errors';
import { type OptimizeRequest, optimizeModel } from '../../../src/models/optimize/optimize-model';
import { resolveStrategies } from '../../../src/models/optimize/strategies';
import { float32Of } from '../../onnx/support/networks';
import { createRequest } from './support/create-request';
import { drivingNetwork, STATES, statefulNetwork, writeDataset, writeModel } from './support/write-inputs';

let dataset: string;
beforeAll(async () => {
  dataset = await writeDataset(12);
});

/** Only the parent model may exist. */
function expectNothingWritten(modelFile: string): void {
  expect(readdirSync(path.dirname(modelFile)).sort()).toEqual(['small.card.yml', 'small.onnx']);
}

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
