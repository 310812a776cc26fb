import { readCard } from '../../../src/config/model-card';
import { bundledProviders, openSession } from '../../../src/drive/inference/session';
import { ModelError, ProviderError } from '../../../src/errors';
import { encodeModel } from '../../../src/onnx/file';
import { type LooseCard, tinyModel, writeTinyModel } from '../../helpers/onnx-model';
import { createNetwork, int, ints, node } from '../../onnx/support/networks';

describe('a model and its card', () => {
  test('load when they agree', async () => {
    const card = readCard(writeTinyModel().modelFile);
    const session = await openSession(card, { provider: 'cpu' });
    session.input.fill(0.5);
    const inference_ms = await session.run();
    expect(session.provider).toBe('cpu');
    expect([...session.output]).toEqual([0.5, 0.5]);
    expect(inference_ms).toBeGreaterThan(0);
    await session.close();
  });

  test('may be closed twice', async () => {
    const session = await openSession(readCard(writeTinyModel().modelFile), { provider: 'cpu' });
    await Promise.all([session.close(), session.close()]);
    await session.close();
  });

  test('auto runs on the CPU where nothing faster is installed', async () => {
    const session = await openSession(readCard(writeTinyModel().modelFile), { provider: 'auto' });
    expect(bundledProviders()).toContain('cpu');
    expect(session.provider).toEqual(bundledProviders().includes('cuda') ? expect.any(String) : 'cpu');
    await session.close();
  });

  test('a provider asked for by name that cannot run says what to install', async () => {
    if (bundledProviders().includes('tensorrt')) return;
    const opening = openSession(readCard(writeTinyModel().modelFile), { provider: 'tensorrt' });
    await expect(opening).rejects.toThrow(ProviderError);
    await expect(opening).rejects.toThrow(
      /provider 'tensorrt' cannot run here .*node node_modules\/onnxruntime-node\/script\/install`/,
    );
  });

  test.each([
    [
      'another input name',
      { model: { inputName: 'picture' } },
      /input is named 'picture', but tiny.card.yml says 'image'/,
    ],
    ['another input shape', { model: { inputShape: [1, 3, 50, 100] } }, /input has shape \[1, 3, 50, 100\]/],
    ['another output name', { model: { outputName: 'twist' } }, /output is named 'twist'/],
    [
      'another input type',
      { card: (card: LooseCard) => Object.assign(card.contract.input, { type: 'uint8' }) },
      /input has type float32, but tiny.card.yml says 'image' uint8/,
    ],
  ])('is refused when the model has %s', async (_, change, message) => {
    const card = readCard(writeTinyModel(change).modelFile);
    await expect(openSession(card, { provider: 'cpu' })).rejects.toThrow(ModelError);
    await expect(openSession(card, { provider: 'cpu' })).rejects.toThrow(message);
  });

  test('is told how to join two heads, as donkeycar has them', async () => {
    const model = createNetwork({
      inputs: { image: [1, 3, 66, 200] },
      outputs: { n_outputs0: [1, 1], n_outputs1: [1, 1] },
      nodes: [
        node('ReduceMean', 'image', 'n_outputs0', { axes: ints(2, 3), keepdims: int(0) }),
        node('ReduceMean', 'image', 'n_outputs1', { axes: ints(1, 2, 3), keepdims: int(0) }),
      ],
    });
    const card = readCard(writeTinyModel({ content: Buffer.from(encodeModel(model)) }).modelFile);
    await expect(openSession(card, { provider: 'cpu' })).rejects.toThrow(
      /its output count is 2 \(n_outputs0, n_outputs1\), .* an output \(head\) for each of v and w needs one for both: docs/,
    );
    const single = writeTinyModel({
      card: (loose) => Object.assign(loose.contract.output, { shape: [1, 1], name: 'n_outputs0' }),
    });
    expect(() => readCard(single.modelFile)).toThrow(
      /contract\.output\.shape.* has one value, but v and w need/,
    );
  });

  test.each([
    ['is no ONNX', Buffer.from('not a model at all')],
    ['is empty', Buffer.alloc(0)],
    ['is cut short', tinyModel().subarray(0, 100)],
  ])('is refused in one line when the model file %s', async (_, content) => {
    const card = readCard(writeTinyModel({ content }).modelFile);
    const error: Error = await openSession(card, { provider: 'cpu' }).then(
      () => new Error('it loaded'),
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(ModelError);
    expect(error.message).toMatch(/tiny\.onnx: onnxruntime cannot load it: /);
  });
});

describe('a card', () => {
  test('belongs to one model file, told by its sha256', () => {
    const { modelFile } = writeTinyModel({
      card: (card) => Object.assign(card, { sha256: 'ab'.repeat(32) }),
    });
    expect(() => readCard(modelFile)).toThrow(/sha256 is .* its card says abababababab/);
  });

  test('must be there', () => {
    expect(() => readCard('/nowhere/none.onnx')).toThrow('/nowhere/none.onnx: no such model file');
  });

  test.each([
    [
      'a shape without three channels',
      (c: LooseCard) => Object.assign(c.contract.input, { shape: [1, 4, 66, 200] }),
      /contract.input.shape has no 3 colour channels/,
    ],
    ['a batch', (c: LooseCard) => Object.assign(c.contract.input, { shape: [8, 3, 66, 200] }), /has batch 8/],
    [
      'an output index outside',
      (c: LooseCard) => Object.assign(c.contract.output.w, { index: 2 }),
      /contract.output.w.index must be a number from 0 to 1, found 2/,
    ],
    [
      'a mistyped key',
      (c: LooseCard) => Object.assign(c.contract.input, { reszie: 'x' }),
      /contract.input.reszie is not a known key \(did you mean 'resize'\?\)/,
    ],
    [
      'a mistyped value',
      (c: LooseCard) => Object.assign(c.contract.input, { layout: 'NCWH' }),
      /layout is 'NCWH', must be one of NCHW, NHWC \(did you mean 'NCHW'\?\)/,
    ],
    [
      'an upside-down crop',
      (c: LooseCard) => Object.assign(c.contract.input, { crop: { top: 300, bottom: 200 } }),
      /crop.bottom must be a number from 301 to 480, found 200/,
    ],
  ])('with %s is refused', (_, card, message) => {
    const { modelFile } = writeTinyModel({ card });
    expect(() => readCard(modelFile)).toThrow(ModelError);
    expect(() => readCard(modelFile)).toThrow(message);
  });
});
