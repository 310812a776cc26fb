import { ConfigurationError, ModelError } from '../../../../src/errors';
import { cloneModel, type OnnxModel } from '../../../../src/onnx/graph';
import { createFloat32Tensor } from '../../../../src/onnx/tensor';
import {
  createNetwork,
  createNoiseSet,
  createSmallCard,
  int,
  NetworkBuilder,
  quantizeWith,
} from './small-networks';

/** A network that adds a constant between two convolutions. */
function createNetworkWithOperand(value: number): OnnxModel {
  const b = new NetworkBuilder(12);
  b.constant('operand', [1, 4, 1, 1], [0.1, value, -0.2, 0.3]);
  b.node('Relu', [b.conv('image', 'a', 4, 3)], 'a_relu');
  b.node('Relu', [b.conv(b.node('Add', ['a_relu', 'operand'], 'sum'), 'b', 4, 4)], 'b_relu');
  b.node('GlobalAveragePool', ['b_relu'], 'pool');
  b.node('Flatten', ['pool'], 'row', { axis: int(1) });
  b.gemm('row', 'command', 2, 4);
  return b.model();
}

describe('static quantization rejects', () => {
  const rejectionOf = (
    name: string,
    ...rest: Parameters<typeof quantizeWith> extends [string, ...infer R] ? R : never
  ) =>
    quantizeWith(name, ...rest).then(
      () => '',
      (error: Error) => `${error.name}: ${error.message}`,
    );

  it('a missing or too small calibration set', async () => {
    await expect(quantizeWith('static', createNetwork(), {}, createSmallCard(), null)).rejects.toThrow(
      ConfigurationError,
    );
    await expect(
      quantizeWith('static', createNetwork(), {}, createSmallCard(), createNoiseSet(3)),
    ).rejects.toThrow(/noise: contains 3 images; calibration needs at least 8/);
  });

  it('a network that is already quantized or float16', async () => {
    const { model } = await quantizeWith('static', createNetwork());
    await expect(quantizeWith('static', model)).rejects.toThrow(
      /small.onnx: is already quantized .*QuantizeLinear/,
    );
    const half = createNetwork();
    half.graph.initializers.set('a.weight', { type: 'float16', dims: [1], data: new Uint16Array(1) });
    await expect(quantizeWith('dynamic', half)).rejects.toThrow(/already contains float16 \('a.weight'\)/);
  });

  it('values that are not finite, naming the image', async () => {
    const model = createNetwork();
    const huge = createFloat32Tensor([8], new Array(8).fill(3e38));
    model.graph.initializers.set('b.bias', huge);
    model.graph.initializers.set('b.weight', createFloat32Tensor([8, 6, 3, 3], new Array(8 * 54).fill(1e38)));
    model.graph.nodes = model.graph.nodes.filter(({ opType }) => opType !== 'Clip');
    model.graph.redirect('b_clip', 'b');
    expect(await rejectionOf('static', model)).toMatch(
      /ModelError: small.onnx: value 'b' is Infinity for image 0 of noise/,
    );
  });

  it('weights that are not finite', async () => {
    const model = cloneModel(createNetwork());
    model.graph.initializers.set('c.bias', createFloat32Tensor([16], [Number.NaN, ...new Array(15).fill(0)]));
    expect(await rejectionOf('dynamic', model)).toMatch(/initializer 'c.bias' contains NaN at index 0/);
  });

  it('constant operands that are not finite', async () => {
    expect(await rejectionOf('static', createNetworkWithOperand(Number.NaN))).toMatch(
      /ModelError: small.onnx: initializer 'operand' contains NaN at index 1/,
    );
  });

  it('an unknown layer to keep in float, and a plan with no layer left', async () => {
    expect(await rejectionOf('static', createNetwork(), { keepFloat: ['z'] })).toMatch(
      /has no layer or node 'z' to keep in float; its layers are a, b, c, command/,
    );
    expect(await rejectionOf('static', createNetwork(), { keepFloat: ['a', 'b', 'c', 'command'] })).toMatch(
      /nothing is left to quantize/,
    );
  });

  it('a network without layers', async () => {
    const b = new NetworkBuilder();
    b.node('GlobalAveragePool', ['image'], 'pool');
    b.node('Flatten', ['pool'], 'command', { axis: int(1) });
    await expect(quantizeWith('static', b.model())).rejects.toThrow(ModelError);
  });

  it('options out of range', async () => {
    expect(await rejectionOf('static', createNetwork(), { percentile: 30 })).toMatch(/--percentile is 30/);
    expect(await rejectionOf('integer-fallback', createNetwork(), { errorBudget: 0 })).toMatch(
      /--error-budget is 0/,
    );
  });
});
