import { ConfigurationError, ModelError } from '../../../../src/errors';
import { Constants, FreshNames } from '../../../../src/models/optimize/quantize/tensors';
import { findUnits } from '../../../../src/models/optimize/quantize/units';
import { checkModel } from '../../../../src/onnx/check';
import { cloneModel, makeNode, OnnxGraph, type OnnxModel } from '../../../../src/onnx/graph';
import { float32Tensor, numbersOf, tensorOf } from '../../../../src/onnx/tensor';
import {
  HEIGHT,
  int,
  ints,
  NetworkBuilder,
  noiseSet,
  operators,
  pictureOf,
  quantized,
  runAndProfile,
  smallCard,
  smallNetwork,
  WIDTH,
} from './small-networks';

/** Largest difference of the outputs on pictures that calibration did not see, and the largest output. */
async function differences(float: OnnxModel, other: OnnxModel, shape = [1, 3, HEIGHT, WIDTH]) {
  let [difference, largest] = [0, 0];
  const set = noiseSet(5, 99);
  for (let i = 0; i < set.size; i++) {
    const { real } = await pictureOf(set, i);
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

const kernelsOf = async (model: OnnxModel, shape = [1, 3, HEIGHT, WIDTH]) =>
  (await runAndProfile(model, [['image', (await pictureOf(noiseSet(1), 0)).real, shape]])).kernels;

/** A constant is added between two convolutions. */
function withOperand(value: number): OnnxModel {
  const b = new NetworkBuilder(12);
  b.constant('operand', [1, 4, 1, 1], [0.1, value, -0.2, 0.3]);
  b.node('Relu', [b.conv('image', 'a', 4, 3)], 'a_relu');
  b.node('Relu', [b.conv(b.node('Add', ['a_relu', 'operand'], 'sum'), 'b', 4, 4)], 'b_relu');
  b.node('GlobalAveragePool', ['b_relu'], 'pool');
  b.node('Flatten', ['pool'], 'row', { axis: int(1) });
  b.gemm('row', 'command', 2, 4);
  return b.model();
}

describe('static quantization', () => {
  it.each([
    {},
    { granularity: 'per-tensor' },
    { calibrationMethod: 'percentile' },
    { reduceRange: true },
    { activations: 'int8-symmetric' },
  ] as const)('answers nearly as the float network does with %j', async (options) => {
    const { model } = await quantized('static', smallNetwork(), options);
    const { difference, largest } = await differences(smallNetwork(), model);
    expect(difference).toBeLessThan(0.03 * largest);
    expect(difference).toBeGreaterThan(0);
  });

  it('runs in integer kernels alone between one quantization and the last dense layer', async () => {
    const { model } = await quantized('static', smallNetwork());
    const kernels = await kernelsOf(model);
    expect(Object.fromEntries(kernels)).toMatchObject({ QuantizeLinear: 1, QLinearConv: 2, QGemm: 2 });
    for (const float of ['Conv', 'Gemm', 'FusedConv', 'FusedGemm', 'Relu', 'Clip', 'DequantizeLinear']) {
      expect(kernels.has(float)).toBe(false);
    }
  });

  it('keeps the rules of ONNX, and needs no opset above 13', async () => {
    const { model, precision } = await quantized('static', smallNetwork());
    checkModel(model, 'small.onnx');
    expect([precision, model.opsets.get('')]).toEqual(['int8', 13]);
    expect([...model.graph.initializers.keys()]).not.toContain('a.weight');
  });

  it('for TensorRT has int8 around 0 everywhere, biases in float and activations as they were', async () => {
    const { model } = await quantized('static', smallNetwork(), { activations: 'int8-symmetric' });
    const { graph } = model;
    for (const node of graph.nodes.filter(({ opType }) => /QuantizeLinear$/.test(opType))) {
      const zeroPoint = graph.initializers.get(node.inputs[2]!)!;
      expect(zeroPoint.type).toBe('int8');
      expect(numbersOf(zeroPoint).every((value) => value === 0)).toBe(true);
    }
    expect(operators(graph.nodes)).toEqual(expect.arrayContaining(['Relu', 'Clip']));
    expect(graph.nodes.find(({ opType }) => opType === 'Conv')!.inputs[2]).toBe('a.bias');
  });

  it('turns matrix product and sum of TensorFlow into one dense layer', async () => {
    const build = () => {
      const b = new NetworkBuilder(4);
      b.node('Flatten', ['image'], 'flat', { axis: int(1) });
      b.weights('w', [3 * HEIGHT * WIDTH, 12], 0.05);
      b.constant('b', [1, 12], new Array(12).fill(0.2));
      b.node('Relu', [b.node('Add', ['b', b.node('MatMul', ['flat', 'w'], 'product')], 'sum')], 'hidden');
      b.node('MatMul', ['hidden', b.weights('v', [12, 2])], 'command');
      return b.model();
    };
    const { model } = await quantized('static', build());
    expect(Object.fromEntries(await kernelsOf(model))).toMatchObject({ QGemm: 1, MatMulIntegerToFloat: 1 });
    const { difference, largest } = await differences(build(), model);
    expect(difference).toBeLessThan(0.03 * largest);
  });

  it('moves bytes, not floats, through the transposes of a NHWC network', async () => {
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
    const card = smallCard({}, { layout: 'NHWC', shape });
    const { model } = await quantized('static', build(), {}, card);
    const kernels = await kernelsOf(model, shape);
    expect(Object.fromEntries(kernels)).toMatchObject({ QuantizeLinear: 1, QLinearConv: 1, QGemm: 1 });
    expect(kernels.has('DequantizeLinear')).toBe(false);
    const { difference, largest } = await differences(build(), model, shape);
    expect(difference).toBeLessThan(0.03 * largest);
  });

  it('adds and pools in integers between quantized layers, and leaves sigmoids in float', async () => {
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
    const { model } = await quantized('static', build());
    const kernels = Object.fromEntries(await kernelsOf(model));
    expect(kernels).toMatchObject({
      QLinearConv: 3,
      QLinearAdd: 1,
      QLinearGlobalAveragePool: 1,
      QGemm: 1,
      Sigmoid: 1,
    });
    const { difference } = await differences(build(), model);
    expect(difference).toBeLessThan(0.02);
  });

  it('raises a network of opset 11', async () => {
    const build = () => {
      const b = new NetworkBuilder(9);
      b.opset = 11;
      b.node('Relu', [b.conv('image', 'a', 4, 3)], 'a_relu');
      b.node('GlobalAveragePool', ['a_relu'], 'pool');
      b.node('Squeeze', ['pool'], 'row', { axes: ints(2, 3) });
      b.gemm('row', 'command', 2, 4);
      return b.model();
    };
    const { model } = await quantized('static', build());
    checkModel(model, 'small.onnx');
    expect(model.opsets.get('')).toBe(13);
    const { difference, largest } = await differences(build(), model);
    expect(difference).toBeLessThan(0.03 * largest);
  });

  it('leaves named layers in float and says so', async () => {
    const { model, notes, parameters } = await quantized('static', smallNetwork(), {
      keepFloat: ['a', 'command.weight'],
    });
    expect(parameters.keep_float).toEqual(['a', 'command.weight']);
    expect((await quantized('static', smallNetwork())).parameters).not.toHaveProperty('keep_float');
    expect(notes).toEqual(['in float: a, command']);
    expect([...model.graph.initializers.keys()]).toEqual(
      expect.arrayContaining(['a.weight', 'command.weight']),
    );
    const kernels = await kernelsOf(model);
    expect([kernels.get('QLinearConv'), kernels.get('QGemm')]).toEqual([1, 1]);
  });

  it('quantises filters of zeros and activations that never change', async () => {
    const build = () => {
      const model = smallNetwork();
      const zeros = (name: string) => {
        const { dims, data } = model.graph.initializers.get(name)!;
        model.graph.initializers.set(name, float32Tensor(dims, new Float32Array(data.length)));
      };
      for (const name of ['a.weight', 'a.bias', 'c.weight', 'c.bias']) zeros(name);
      return model;
    };
    const { model } = await quantized('static', build());
    const { difference } = await differences(build(), model);
    expect(difference).toBeLessThan(1e-3);
  });

  it('quantises a dense layer with one bias for all outputs, and names layers that it does not know', async () => {
    const one = () => {
      const model = smallNetwork();
      model.graph.initializers.set('c.bias', float32Tensor([1], [0.3]));
      return model;
    };
    const { model, notes } = await quantized('static', one());
    expect(notes).toEqual([]);
    expect((await kernelsOf(model)).get('QGemm')).toBe(2);
    const { difference, largest } = await differences(one(), model);
    expect(difference).toBeLessThan(0.03 * largest);

    const computed = smallNetwork();
    computed.graph.insertBefore(
      computed.graph.producer('c')!,
      makeNode('Abs', { inputs: ['c.bias'], outputs: ['bias'] }),
    );
    computed.graph.producer('c')!.inputs[2] = 'bias';
    expect((await quantized('static', computed)).notes).toEqual(['in float: c']);
  });

  it('takes constant operands of any size, and none that are not float32', () => {
    const graph = new OnnxGraph();
    const values = Float32Array.from({ length: 400_000 }, (_, i) => (i % 256) - 128);
    const names = new Constants(graph, new FreshNames(graph)).addOperand(
      'large',
      float32Tensor([400_000], values),
    );
    const bytes = graph.initializers.get(names.values)!.data;
    expect([bytes[0], bytes[128], bytes[255]]).toEqual([0, 128, 255]);
    graph.initializers.set('wide', tensorOf('float64', [1], [1]));
    graph.nodes = [
      makeNode('Add', { inputs: ['a', 'large'], outputs: ['b'] }),
      makeNode('Add', { inputs: ['a', 'wide'], outputs: ['c'] }),
    ];
    graph.initializers.set('large', float32Tensor([400_000], values));
    expect(findUnits(graph).map(({ result }) => result)).toEqual(['b']);
  });

  it('gives the same bytes again', async () => {
    const [one, other] = await Promise.all([0, 1].map(() => quantized('static', smallNetwork())));
    expect([...one!.model.graph.initializers]).toEqual([...other!.model.graph.initializers]);
    expect(one!.model.graph.nodes).toEqual(other!.model.graph.nodes);
  });

  describe('says what is wrong:', () => {
    const refusal = (
      name: string,
      ...rest: Parameters<typeof quantized> extends [string, ...infer R] ? R : never
    ) =>
      quantized(name, ...rest).then(
        () => '',
        (error: Error) => `${error.name}: ${error.message}`,
      );

    it('no pictures, too few pictures', async () => {
      await expect(quantized('static', smallNetwork(), {}, smallCard(), null)).rejects.toThrow(
        ConfigurationError,
      );
      await expect(quantized('static', smallNetwork(), {}, smallCard(), noiseSet(3))).rejects.toThrow(
        /noise: holds 3 pictures, calibration needs 8/,
      );
    });

    it('a network that is quantized already, or in float16', async () => {
      const { model } = await quantized('static', smallNetwork());
      await expect(quantized('static', model)).rejects.toThrow(
        /small.onnx: is quantized already .*QuantizeLinear/,
      );
      const half = smallNetwork();
      half.graph.initializers.set('a.weight', { type: 'float16', dims: [1], data: new Uint16Array(1) });
      await expect(quantized('dynamic', half)).rejects.toThrow(/holds float16 already \('a.weight'\)/);
    });

    it('values that are no numbers, with the picture that shows them', async () => {
      const model = smallNetwork();
      const huge = float32Tensor([8], new Array(8).fill(3e38));
      model.graph.initializers.set('b.bias', huge);
      model.graph.initializers.set('b.weight', float32Tensor([8, 6, 3, 3], new Array(8 * 54).fill(1e38)));
      model.graph.nodes = model.graph.nodes.filter(({ opType }) => opType !== 'Clip');
      model.graph.redirect('b_clip', 'b');
      expect(await refusal('static', model)).toMatch(
        /ModelError: small.onnx: value 'b' is Infinity at picture 0 of noise/,
      );
    });

    it('weights that are no numbers', async () => {
      const model = cloneModel(smallNetwork());
      model.graph.initializers.set('c.bias', float32Tensor([16], [Number.NaN, ...new Array(15).fill(0)]));
      expect(await refusal('dynamic', model)).toMatch(/initializer 'c.bias' holds NaN at position 0/);
    });

    it('constant operands that are no numbers', async () => {
      expect(await refusal('static', withOperand(Number.NaN))).toMatch(
        /ModelError: small.onnx: initializer 'operand' holds NaN at position 1/,
      );
    });

    it('a layer to keep in float that is not there, or nothing left', async () => {
      expect(await refusal('static', smallNetwork(), { keepFloat: ['z'] })).toMatch(
        /has no layer or node 'z' to keep in float; its layers are a, b, c, command/,
      );
      expect(await refusal('static', smallNetwork(), { keepFloat: ['a', 'b', 'c', 'command'] })).toMatch(
        /nothing is left to quantise/,
      );
    });

    it('a network without layers', async () => {
      const b = new NetworkBuilder();
      b.node('GlobalAveragePool', ['image'], 'pool');
      b.node('Flatten', ['pool'], 'command', { axis: int(1) });
      await expect(quantized('static', b.model())).rejects.toThrow(ModelError);
    });

    it('options out of range', async () => {
      expect(await refusal('static', smallNetwork(), { percentile: 30 })).toMatch(/--percentile is 30/);
      expect(await refusal('integer-fallback', smallNetwork(), { errorBudget: 0 })).toMatch(
        /--error-budget is 0/,
      );
    });
  });
});
