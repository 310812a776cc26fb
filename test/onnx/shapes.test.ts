import { ModelError } from '../../src/errors';
import { checkModel } from '../../src/onnx/check';
import { OPERATOR_NAMES } from '../../src/onnx/operators';
import { analyse, inferShapes } from '../../src/onnx/shapes';
import { countElements, createInt64Tensor, createTensor, toNumbers } from '../../src/onnx/tensor';
import {
  createNetwork,
  createSmallNetwork,
  float32Of,
  int,
  ints,
  node,
  random,
  runModel,
} from './support/networks';
import { OPERATOR_CASES } from './support/operators';

describe('shape inference', () => {
  it.each(OPERATOR_CASES.map((one) => [one.title, one] as const))('%s', async (_, { model, dims }) => {
    checkModel(model, 'some.onnx');
    const { type } = model.graph.outputs[0]!;
    expect(inferShapes(model, 'some.onnx').get('y')).toEqual({ type, dims });
    // Compare with onnxruntime; the probe does not decode bool and float16.
    if (type === 'bool' || type === 'float16') return;
    expect((await runModel(model)).get('y')).toHaveLength(countElements(dims));
  });

  it('supports the operators of integer networks', () => {
    const bytes = (type: 'uint8' | 'int8', ...dims: number[]) =>
      createTensor(type, dims, new Array(countElements(dims)).fill(1));
    const scale = float32Of([], [0.1]);
    const model = createNetwork({
      outputs: { y: [1, 2] },
      nodes: [
        node('DynamicQuantizeLinear', 'image', 'q s z'),
        node('ConvInteger', 'q w z', 'i', { strides: ints(2, 2) }),
        node('QLinearConv', 'q scale zero k scale izero scale zero', 'c'),
        node('DequantizeLinear', 'c scale zero', 'd'),
        node('Flatten', 'c', 'f'),
        node('MatMulInteger', 'f m', 'mi'),
        node('QLinearMatMul', 'f scale zero m scale izero scale zero', 'qm'),
        node('DequantizeLinear', 'qm scale zero', 'y'),
      ],
      initializers: {
        w: bytes('uint8', 4, 3, 3, 3),
        k: bytes('int8', 4, 3, 3, 3),
        m: bytes('int8', 192, 2),
        scale,
        zero: createTensor('uint8', [], [128]),
        izero: createTensor('int8', [], [0]),
      },
    });
    checkModel(model, 'some.onnx');
    const shapes = inferShapes(model, 'some.onnx');
    expect(shapes.get('i')).toEqual({ type: 'int32', dims: [1, 4, 3, 4] });
    expect(shapes.get('c')).toEqual({ type: 'uint8', dims: [1, 4, 6, 8] });
    expect(shapes.get('d')).toEqual({ type: 'float32', dims: [1, 4, 6, 8] });
    expect(shapes.get('mi')).toEqual({ type: 'int32', dims: [1, 2] });
    expect(shapes.get('qm')).toEqual({ type: 'uint8', dims: [1, 2] });
  });

  it('supports every operator of the table', () => {
    const unknown = OPERATOR_NAMES.filter((name) => {
      const model = createNetwork({ outputs: { y: [1] }, nodes: [node(name, 'image', 'y')] });
      try {
        inferShapes(model, 'some.onnx');
        return false;
      } catch (error) {
        return /operator is not supported/.test((error as Error).message);
      }
    });
    expect(unknown).toEqual([]);
  });

  it('evaluates the shape arithmetic of exporters', async () => {
    const model = createNetwork({
      inputs: { image: ['N', 3, 8, 10] },
      outputs: { y: ['N', 240] },
      nodes: [
        node('Shape', 'image', 'shape'),
        node('Gather', 'shape zero', 'batch'),
        node('Unsqueeze', 'batch axes', 'b'),
        node('Concat', 'b rest', 'target', { axis: int(0) }),
        node('Reshape', 'image target', 'y'),
      ],
      initializers: {
        zero: createInt64Tensor([], [0]),
        axes: createInt64Tensor([1], [0]),
        rest: createInt64Tensor([1], [-1]),
      },
    });
    const { values, constants } = analyse(model, 'some.onnx');
    expect(values.get('y')).toEqual({ type: 'float32', dims: [1, 240] });
    expect(Array.from(toNumbers(constants.get('target')!))).toEqual([1, -1]);
  });

  it('computes constants like onnxruntime', async () => {
    const initializers = {
      a: random(1, 2, 3),
      b: random(2, 3),
      i: createInt64Tensor([2], [7, -7]),
      three: createInt64Tensor([], [3]),
    };
    const nodes = [
      node('Add', 'a b', 'add'),
      node('Sub', 'b a', 'sub'),
      node('Mul', 'add sub', 'mul'),
      node('Div', 'mul b', 'div'),
      node('Abs', 'div', 'abs'),
      node('Sqrt', 'abs', 'sqrt'),
      node('Exp', 'sqrt', 'exp'),
      node('Neg', 'exp', 'neg'),
      node('Pow', 'abs b', 'pow'),
      node('Max', 'a b', 'max'),
      node('Min', 'a b', 'min'),
      node('Transpose', 'a', 'transpose', { perm: ints(1, 0) }),
      node('Concat', 'a add', 'concat', { axis: int(1) }),
      node('Slice', 'concat starts ends axes steps', 'slice'),
      node('Split', 'concat parts', 'left right', { axis: int(1) }),
      node('Expand', 'b wide', 'expand'),
      node('Less', 'a b', 'less'),
      node('Where', 'less a b', 'where'),
      node('Div', 'i three', 'whole'),
      node('Cast', 'whole', 'cast', { to: int(1) }),
      node('Floor', 'div', 'floor'),
      node('Cast', 'div', 'cut', { to: int(6) }),
      node('Cast', 'cut', 'back', { to: int(1) }),
      node('ConstantOfShape', 'wide', 'fill', { value: { kind: 'tensor', value: float32Of([1], [2.5]) } }),
    ];
    const names = [
      'mul',
      'neg',
      'pow',
      'max',
      'min',
      'transpose',
      'slice',
      'left',
      'right',
      'expand',
      'where',
      'cast',
      'floor',
      'back',
      'fill',
    ];
    const model = createNetwork({
      outputs: { y: [1, 3, 8, 10] },
      nodes: [node('Identity', 'image', 'y'), ...nodes],
      initializers: {
        ...initializers,
        starts: createInt64Tensor([1], [4]),
        ends: createInt64Tensor([1], [0]),
        axes: createInt64Tensor([1], [-1]),
        steps: createInt64Tensor([1], [-3]),
        parts: createInt64Tensor([2], [4, 2]),
        wide: createInt64Tensor([2], [2, 3]),
      },
    });
    const { constants } = analyse(model, 'some.onnx');
    const results = await runModel(model, 1, names);
    for (const name of names) {
      const own = Array.from(toNumbers(constants.get(name)!));
      expect([name, own.length]).toEqual([name, results.get(name)!.length]);
      for (const [i, value] of own.entries()) expect(value).toBeCloseTo(results.get(name)![i]!, 5);
    }
  });

  const rejectionOf = (model: ReturnType<typeof createSmallNetwork>): string => {
    try {
      inferShapes(model, 'some.onnx');
    } catch (error) {
      expect(error).toBeInstanceOf(ModelError);
      return (error as Error).message;
    }
    return 'none';
  };

  it('rejects dynamic dimensions other than the batch', () => {
    const model = createSmallNetwork();
    model.graph.inputs[0]!.shape = ['N', 3, 8, 10];
    expect(rejectionOf(model)).toBe('none');
    model.graph.inputs[0]!.shape = [1, 3, 'height', 10];
    expect(rejectionOf(model)).toBe(
      "some.onnx: dimension 2 ('height') of its input 'image' is dynamic; export it with fixed shapes",
    );
    const fed = createNetwork({
      inputs: { image: [1, 4], x: [1] },
      outputs: { y: [2, 2] },
      nodes: [node('Cast', 'image', 'target', { to: int(7) }), node('Reshape', 'x target', 'y')],
    });
    expect(rejectionOf(fed)).toMatch(
      /node 'y' \(Reshape, opset 13\): its new shape \(input 1\) must be constant/,
    );
  });

  it.each([
    [
      'the number of channels',
      'c.weight',
      [6, 4, 3, 3],
      /node 'c' \(Conv, opset 13\): weights \[6, 4, 3, 3\] \(group 1\) do not fit the 3 channels of \[1, 3, 8, 10\]/,
    ],
    ['a kernel', 'c.weight', [6, 3, 9, 3], /its window of 9 does not fit into 8 along spatial axis 0/],
    ['a bias', 'c.bias', [5], /its bias is \[5\]; it must be \[6\]/],
    [
      'a matrix',
      'd.weight',
      [2, 70],
      /node 'command' \(Gemm, opset 13\): cannot multiply \[1, 72\] by \[70, 2\]/,
    ],
    ['an output', 'd.weight', [3, 72], /its bias \[2\] does not fit \[1, 3\]/],
  ] as const)('names the node when %s does not fit', (_, name, dims, expected) => {
    const model = createSmallNetwork();
    model.graph.initializers.set(name, random(1, ...dims));
    expect(rejectionOf(model)).toMatch(expected);
  });

  it('names an output whose declared shape is wrong', () => {
    const model = createSmallNetwork();
    model.graph.outputs[0]!.shape = [1, 3];
    expect(rejectionOf(model)).toMatch(
      /output 'command' is declared float32 \[1, 3\], but the graph gives float32 \[1, 2\]/,
    );
  });
});
