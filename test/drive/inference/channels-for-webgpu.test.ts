import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { widenedForWebgpu } from '../../../src/drive/inference/channels-for-webgpu';
import { decodeModel, encodeModel, readModel } from '../../../src/onnx/file';
import type { OnnxModel } from '../../../src/onnx/graph';
import { createFloat32Tensor } from '../../../src/onnx/tensor';
import { RandomSource } from '../../../src/support/random';
import { writeTinyModel } from '../../helpers/onnx-model';

/** A convolution of so many filters over so many channels. */
function convolution(filters: number, channels: number) {
  return writeTinyModel({
    model: {
      convolution: true,
      inputShape: [1, channels, 20, 30],
      weights: Array.from({ length: 2 * filters }, (_, i) => i / 10),
    },
    card: ({ contract }) => Object.assign(contract.input, { shape: [1, channels, 20, 30] }),
  });
}

async function answers(model: Uint8Array, shape: readonly number[]): Promise<number[]> {
  const random = new RandomSource(1, 0);
  const size = shape.reduce((product, n) => product * n, 1);
  const picture = Float32Array.from({ length: size }, () => random.next());
  const session = await InferenceSession.create(model, { executionProviders: ['cpu'] });
  const { command } = await session.run({ image: new Tensor('float32', picture, shape) });
  await session.release();
  return [...(command!.data as Float32Array)];
}

test.each([6, 9, 15])(
  'a convolution over %d channels gets channels of zeros and answers as before',
  async (channels) => {
    const { modelFile } = convolution(4, channels);
    const widened = widenedForWebgpu(modelFile)!;
    expect(
      decodeModel(widened, 'widened')
        .graph.nodes.map(({ opType }) => opType)
        .slice(0, 3),
    ).toEqual(['Pad', 'Pad', 'Conv']);
    const shape = [1, channels, 20, 30];
    const [before, after] = [await answers(readFileSync(modelFile), shape), await answers(widened, shape)];
    expect(Math.abs(before[0]!)).toBeGreaterThan(0.1);
    for (const [i, value] of before.entries()) expect(after[i]).toBeCloseTo(value, 4);
  },
);

test('what is not read here, and convolutions along a line, are left to onnxruntime', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-webgpu-'));
  const written = (name: string, change: (model: OnnxModel) => void) => {
    const model = readModel(convolution(4, 9).modelFile);
    change(model);
    writeFileSync(path.join(folder, name), encodeModel(model));
    return path.join(folder, name);
  };
  const line = written('line.onnx', ({ graph }) => {
    graph.initializers.set('kernel', createFloat32Tensor([4, 9, 3], new Array(108).fill(1)));
  });
  const newer = written('newer.onnx', (model) => model.opsets.set('', 99));
  expect(() => readModel(newer)).toThrow(/opset 99/);
  expect([line, newer].map(widenedForWebgpu)).toEqual([null, null]);
});

test.each([
  ['three channels', 4, 3],
  ['a multiple of four', 4, 12],
  ['channels that are no multiple of three', 4, 7],
  ['filters that are no multiple of four', 5, 9],
])('%s: the file is right as it stands', (_, filters, channels) => {
  expect(widenedForWebgpu(convolution(filters, channels).modelFile)).toBeNull();
});
