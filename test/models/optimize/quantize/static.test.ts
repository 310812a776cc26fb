import { Constants, FreshNames } from '../../../../src/models/optimize/quantize/tensors';
import { findUnits } from '../../../../src/models/optimize/quantize/units';
import { checkModel } from '../../../../src/onnx/check';
import { makeNode, OnnxGraph, type OnnxModel } from '../../../../src/onnx/graph';
import { createFloat32Tensor, createTensor, toNumbers } from '../../../../src/onnx/tensor';
import {
  createNetwork,
  createNoiseSet,
  createSmallCard,
  HEIGHT,
  int,
  ints,
  listOperators,
  loadInput,
  NetworkBuilder,
  quantizeWith,
  runAndProfile,
  WIDTH,
} from './small-networks';

/** Largest difference of the outputs on images outside the calibration set, and the largest output. */
async function compareOutputs(float: OnnxModel, other: OnnxModel, shape = [1, 3, HEIGHT, WIDTH]) {
  let [difference, largest] = [0, 0];
  const set = createNoiseSet(5, 99);
  for (let i = 0; i < set.size; i++) {
    const { real } = await loadInput(set, i);
    const [wanted, got] = await Promise.all(
      [float, other].map(
        async (model) => (await runAndProfile(model, [['image', real, shape]])).outputs.get('command')!,
      ),
    );
    wanted!.forEach((value, k) => {
      difference = Math.max(difference, Math.abs(value - got![k]!));
      largest = Math.max(largest, Math.abs(value));
    });
  }
  return { difference, largest };
}

const profileKernels = async (model: OnnxModel, shape = [1, 3, HEIGHT, WIDTH]) =>
  (await runAndProfile(model, [['image', (await loadInput(createNoiseSet(1), 0)).real, shape]])).kernels;

describe('static quantization', () => {
  it.each([
    {},
    { granularity: 'per-tensor' },
    { calibrationMethod: 'percentile' },
    { reduceRange: true },
    { activations: 'int8-symmetric' },
  ] as const)('stays close to the float network with %j', async (options) => {
    const { model } = await quantizeWith('static', createNetwork(), options);
    const { difference, largest } = await compareOutputs(createNetwork(), model);
    expect(difference).toBeLessThan(0.03 * largest);
    expect(difference).toBeGreaterThan(0);
  });

  it('uses only integer kernels between the first quantization and the last dense layer', async () => {
    const { model } = await quantizeWith('static', createNetwork());
    const kernels = await profileKernels(model);
    expect(Object.fromEntries(kernels)).toMatchObject({ QuantizeLinear: 1, QLinearConv: 2, QGemm: 2 });
    for (const float of ['Conv', 'Gemm', 'FusedConv', 'FusedGemm', 'Relu', 'Clip', 'DequantizeLinear']) {
      expect(kernels.has(float)).toBe(false);
    }
  });

  it('writes valid ONNX of opset 13', async () => {
    const { model, precision } = await quantizeWith('static', createNetwork());
    checkModel(model, 'small.onnx');
    expect([precision, model.opsets.get('')]).toEqual(['int8', 13]);
    expect([...model.graph.initializers.keys()]).not.toContain('a.weight');
  });

  it('uses symmetric int8, float biases and explicit activations for TensorRT', async () => {
    const { model } = await quantizeWith('static', createNetwork(), { activations: 'int8-symmetric' });
    const { graph } = model;
    for (const node of graph.nodes.filter(({ opType }) => /QuantizeLinear$/.test(opType))) {
      const zeroPoint = graph.initializers.get(node.inputs[2]!)!;
      expect(zeroPoint.type).toBe('int8');
      expect(toNumbers(zeroPoint).every((value) => value === 0)).toBe(true);
    }
    expect(listOperators(graph.nodes)).toEqual(expect.arrayContaining(['Relu', 'Clip']));
    expect(graph.nodes.find(({ opType }) => opType === 'Conv')!.inputs[2]).toBe('a.bias');
  });

  it("merges TensorFlow's MatMul and Add into one dense layer", async () => {
    const build = () => {
      const b = new NetworkBuilder(4);
      b.node('Flatten', ['image'], 'flat', { axis: int(1) });
      b.weights('w', [3 * HEIGHT * WIDTH, 12], 0.05);
      b.constant('b', [1, 12], new Array(12).fill(0.2));
      b.node('Relu', [b.node('Add', ['b', b.node('MatMul', ['flat', 'w'], 'product')], 'sum')], 'hidden');
      b.node('MatMul', ['hidden', b.weights('v', [12, 2])], 'command');
      return b.model();
    };
    const { model } = await quantizeWith('static', build());
    expect(Object.fromEntries(await profileKernels(model))).toMatchObject({
      QGemm: 1,
      MatMulIntegerToFloat: 1,
    });
    const { difference, largest } = await compareOutputs(build(), model);
    expect(difference).toBeLessThan(0.03 * largest);
  });

  it('transposes bytes, not floats, in an NHWC network', async () => {
    const build = () => {
      const b = new NetworkBuilder(5, [1, HEIGHT, WIDTH, 3]);
      b.node('Transpose', ['image'], 'channels_first', { perm: ints(0, 3, 1, 2) });
      b.node('Relu', [b.conv('channels_first', 'a', 4, 3)], 'a_relu');
      b.node('Transpose', ['a_relu'], 'channels_last', { perm: ints(0, 2, 3, 1) });
      b.node('Flatten', ['channels_last'], 'flat', { axis: int(1) });
      b.gemm('flat', 'command', 2, 4 * 6 * 8);
      return b.model();
    };
    const shape: [number, number, number, number] = [1, HEIGHT, WIDTH, 3];
    const card = createSmallCard({}, { layout: 'NHWC', shape });
    const { model } = await quantizeWith('static', build(), {}, card);
    const kernels = await profileKernels(model, shape);
    expect(Object.fromEntries(kernels)).toMatchObject({ QuantizeLinear: 1, QLinearConv: 1, QGemm: 1 });
    expect(kernels.has('DequantizeLinear')).toBe(false);
    const { difference, largest } = await compareOutputs(build(), model, shape);
    expect(difference).toBeLessThan(0.03 * largest);
  });

  it('adds and pools in integers between quantized layers and keeps sigmoids in float', async () => {
    const build = () => {
      const b = new NetworkBuilder(8);
      const pads = { pads: ints(1, 1, 1, 1) };
      b.node('Relu', [b.conv('image', 'a', 4, 3, pads)], 'a_relu');
      b.node('Relu', [b.node('Add', [b.conv('a_relu', 'b', 4, 4, pads), 'a_relu'], 'sum')], 'residual');
      b.node('GlobalAveragePool', [b.node('Relu', [b.conv('residual', 'c', 6, 4, pads)], 'c_relu')], 'pool');
      b.node('Flatten', ['pool'], 'flat', { axis: int(1) });
      b.node('Sigmoid', [b.gemm('flat', 'd', 2, 6)], 'command');
      return b.model();
    };
    const { model } = await quantizeWith('static', build());
    const kernels = Object.fromEntries(await profileKernels(model));
    expect(kernels).toMatchObject({
      QLinearConv: 3,
      QLinearAdd: 1,
      QLinearGlobalAveragePool: 1,
      QGemm: 1,
      Sigmoid: 1,
    });
    const { difference } = await compareOutputs(build(), model);
    expect(difference).toBeLessThan(0.02);
  });

  it('converts a network of opset 11 to opset 13', async () => {
    const build = () => {
      const b = new NetworkBuilder(9);
      b.opset = 11;
      b.node('Relu', [b.conv('image', 'a', 4, 3)], 'a_relu');
      b.node('GlobalAveragePool', ['a_relu'], 'pool');
      b.node('Squeeze', ['pool'], 'row', { axes: ints(2, 3) });
      b.gemm('row', 'command', 2, 4);
      return b.model();
    };
    const { model } = await quantizeWith('static', build());
    checkModel(model, 'small.onnx');
    expect(model.opsets.get('')).toBe(13);
    const { difference, largest } = await compareOutputs(build(), model);
    expect(difference).toBeLessThan(0.03 * largest);
  });

  it('keeps named layers in float and reports them', async () => {
    const { model, notes, parameters } = await quantizeWith('static', createNetwork(), {
      keepFloat: ['a', 'command.weight'],
    });
    expect(parameters.keep_float).toEqual(['a', 'command.weight']);
    expect((await quantizeWith('static', createNetwork())).parameters).not.toHaveProperty('keep_float');
    expect(notes).toEqual(['in float: a, command']);
    expect([...model.graph.initializers.keys()]).toEqual(
      expect.arrayContaining(['a.weight', 'command.weight']),
    );
    const kernels = await profileKernels(model);
    expect([kernels.get('QLinearConv'), kernels.get('QGemm')]).toEqual([1, 1]);
  });

  it('quantizes filters of zeros and constant activations', async () => {
    const build = () => {
      const model = createNetwork();
      const zeros = (name: string) => {
        const { dims, data } = model.graph.initializers.get(name)!;
        model.graph.initializers.set(name, createFloat32Tensor(dims, new Float32Array(data.length)));
      };
      for (const name of ['a.weight', 'a.bias', 'c.weight', 'c.bias']) zeros(name);
      return model;
    };
    const { model } = await quantizeWith('static', build());
    const { difference } = await compareOutputs(build(), model);
    expect(difference).toBeLessThan(1e-3);
  });

  it('quantizes a dense layer with a scalar bias and reports unsupported layers', async () => {
    const one = () => {
      const model = createNetwork();
      model.graph.initializers.set('c.bias', createFloat32Tensor([1], [0.3]));
      return model;
    };
    const { model, notes } = await quantizeWith('static', one());
    expect(notes).toEqual([]);
    expect((await profileKernels(model)).get('QGemm')).toBe(2);
    const { difference, largest } = await compareOutputs(one(), model);
    expect(difference).toBeLessThan(0.03 * largest);

    const computed = createNetwork();
    computed.graph.insertBefore(
      computed.graph.producer('c')!,
      makeNode('Abs', { inputs: ['c.bias'], outputs: ['bias'] }),
    );
    computed.graph.producer('c')!.inputs[2] = 'bias';
    expect((await quantizeWith('static', computed)).notes).toEqual(['in float: c']);
  });

  it('quantizes float32 operands of any size and no others', () => {
    const graph = new OnnxGraph();
    const values = Float32Array.from({ length: 400_000 }, (_, i) => (i % 256) - 128);
    const names = new Constants(graph, new FreshNames(graph)).addOperand(
      'large',
      createFloat32Tensor([400_000], values),
    );
    const bytes = graph.initializers.get(names.values)!.data;
    expect([bytes[0], bytes[128], bytes[255]]).toEqual([0, 128, 255]);
    graph.initializers.set('wide', createTensor('float64', [1], [1]));
    graph.nodes = [
      makeNode('Add', { inputs: ['a', 'large'], outputs: ['b'] }),
      makeNode('Add', { inputs: ['a', 'wide'], outputs: ['c'] }),
    ];
    graph.initializers.set('large', createFloat32Tensor([400_000], values));
    expect(findUnits(graph).map(({ result }) => result)).toEqual(['b']);
  });

  it('is deterministic', async () => {
    const [one, other] = await Promise.all([0, 1].map(() => quantizeWith('static', createNetwork())));
    expect([...one!.model.graph.initializers]).toEqual([...other!.model.graph.initializers]);
    expect(one!.model.graph.nodes).toEqual(other!.model.graph.nodes);
  });
});
