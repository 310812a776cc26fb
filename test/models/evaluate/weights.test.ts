import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCard } from '../../../src/config/model-card';
import { countWeights } from '../../../src/models/evaluate/weights';
import { foldModel } from '../../../src/models/optimize/fold';
import { STRATEGIES } from '../../../src/models/optimize/strategies';
import { encodeModel, readModel } from '../../../src/onnx/file';
import {
  cloneModel,
  makeNode,
  type OnnxModel,
  type OnnxNode,
  type TensorValue,
} from '../../../src/onnx/graph';
import { createFloat32Tensor, createTensor } from '../../../src/onnx/tensor';
import { createNetwork, createNoiseSet, createSmallCard } from '../optimize/quantize/small-networks';
import { createModel, PLAIN } from './support/models';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-weights-'));

function counted(model: OnnxModel) {
  const file = path.join(folder, 'model.onnx');
  writeFileSync(file, encodeModel(model));
  return countWeights(file);
}

function withWeights(nodes: OnnxNode[], initializers: Record<string, TensorValue>): OnnxModel {
  return createModel({
    nodes,
    initializers: new Map(Object.entries(initializers)),
    inputs: [{ name: 'x', type: 'float32', shape: [1, 2] }],
    outputs: [{ name: 'y', type: 'float32', shape: [1, 2] }],
  });
}

test('weights are counted, and constants of the graph are not', () => {
  expect(counted(PLAIN)).toEqual({ parameters: 6, sparsity: 4 / 6 });
});

test('biases are counted, and the shape of a Reshape is not', () => {
  const model = withWeights(
    [
      makeNode('Gemm', { inputs: ['x', 'w', 'b'], outputs: ['a'] }),
      makeNode('Reshape', { inputs: ['a', 'shape'], outputs: ['y'] }),
    ],
    {
      w: createFloat32Tensor([2, 2], [1, 0, -0, 4]),
      b: createFloat32Tensor([2], [1, 2]),
      shape: createTensor('int64', [2], [1, 2]),
    },
  );
  expect(counted(model)).toEqual({ parameters: 6, sparsity: 2 / 6 });
});

test('zeros of quantized weights are the zero points of their channels', () => {
  const model = withWeights(
    [
      makeNode('DequantizeLinear', {
        inputs: ['w', 'scale', 'zero'],
        outputs: ['f'],
        attributes: { axis: { kind: 'int', value: 0 } },
      }),
      makeNode('MatMul', { inputs: ['x', 'f'], outputs: ['y'] }),
    ],
    {
      w: createTensor('uint8', [2, 2], [128, 0, 128, 7]),
      scale: createFloat32Tensor([2], [0.1, 0.2]),
      zero: createTensor('uint8', [2], [128, 7]),
    },
  );
  expect(counted(model)).toEqual({ parameters: 4, sparsity: 0.5 });
});

test('both zeros of half precision are counted as zeros', () => {
  const half = { type: 'float16', dims: [2, 2], data: Uint16Array.of(0, 0x8000, 0x3c00, 1) } as const;
  const model = withWeights(
    [
      makeNode('Cast', {
        inputs: ['w'],
        outputs: ['f'],
        attributes: { to: { kind: 'int', value: 1 } },
      }),
      makeNode('MatMul', { inputs: ['x', 'f'], outputs: ['y'] }),
    ],
    { w: half },
  );
  expect(counted(model)).toEqual({ parameters: 4, sparsity: 0.5 });
});

const optimized = async (strategy: string, model: OnnxModel, card = createSmallCard()) => {
  const { apply } = STRATEGIES.find(({ name }) => name === strategy)!;
  const context = {
    card,
    calibration: createNoiseSet(20),
    options: { seed: 1, errorBudget: 1 },
    progress: () => {},
  };
  return (await apply({ ...context, model: cloneModel(model) })).model;
};

test.each(STRATEGIES.map(({ name }) => name).filter((name) => name !== 'prune-filters'))(
  'the number of parameters is the same after %s',
  async (strategy) => {
    const { parameters } = counted(createNetwork());
    expect(parameters).toBe(6 * 28 + 8 * 55 + 16 * 97 + 2 * 17);
    expect(counted(await optimized(strategy, createNetwork())).parameters).toBe(parameters);
  },
);

test.each(['slim_pilotnet', 'deepest_lstm_tiny'])(
  'scales of dynamic quantization in %s are not counted',
  async (name) => {
    const file = path.resolve(__dirname, '..', '..', '..', 'models', `${name}.onnx`);
    const { model } = foldModel(readModel(file), file);
    const { parameters } = counted(model);
    expect(counted(await optimized('dynamic', model, readCard(file))).parameters).toBe(parameters);
  },
);

test('constants that scale and shift the image are not counted', () => {
  const model = withWeights(
    [
      makeNode('Mul', { inputs: ['x', 'scale'], outputs: ['scaled'] }),
      makeNode('Add', { inputs: ['scaled', 'shift'], outputs: ['shifted'] }),
      makeNode('MatMul', { inputs: ['shifted', 'w'], outputs: ['product'] }),
      makeNode('Add', { inputs: ['bias', 'product'], outputs: ['y'] }),
    ],
    {
      scale: createFloat32Tensor([1, 2], [1, 2]),
      shift: createFloat32Tensor([1, 2], [3, 4]),
      w: createFloat32Tensor([2, 2], [1, 2, 3, 4]),
      bias: createFloat32Tensor([2], [0, 1]),
    },
  );
  expect(counted(model)).toEqual({ parameters: 6, sparsity: 1 / 6 });
});
