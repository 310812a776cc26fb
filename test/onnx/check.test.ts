import { ModelError } from '../../src/errors';
import { checkModel } from '../../src/onnx/check';
import { readModel } from '../../src/onnx/file';
import type { OnnxModel } from '../../src/onnx/graph';
import {
  createNetwork,
  createSmallNetwork,
  float,
  float32Of,
  int,
  ints,
  node,
  random,
  string,
} from './support/networks';

function rejectionOf(model: OnnxModel): string {
  try {
    checkModel(model, 'some.onnx');
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
    return (error as Error).message;
  }
  return 'none';
}

function createChanged(change: (model: OnnxModel) => void): OnnxModel {
  const model = createSmallNetwork();
  change(model);
  return model;
}

describe('checkModel', () => {
  it('accepts valid models', () => {
    expect(rejectionOf(createSmallNetwork())).toBe('none');
    expect(rejectionOf(readModel('models/pilotnet.onnx'))).toBe('none');
    expect(rejectionOf(createChanged((m) => Object.assign(m, { irVersion: 3 })))).toBe('none');
  });

  const nodes = (model: OnnxModel) => model.graph.nodes;
  const cases: [string, (model: OnnxModel) => void, RegExp][] = [
    [
      'an unknown operator',
      (m) => Object.assign(nodes(m)[1]!, { opType: 'Rellu' }),
      /node 'r': the operator Rellu \(opset 13\) is not supported \(did you mean 'Relu'\?\)/,
    ],
    [
      'an operator of another domain',
      (m) => {
        nodes(m)[1]!.domain = 'com.acme';
        m.opsets.set('com.acme', 1);
      },
      /the operator com\.acme\.Relu \(opset 1\) is not supported/,
    ],
    [
      'a domain that is not imported',
      (m) => Object.assign(nodes(m)[1]!, { domain: 'com.acme' }),
      /needs the operator set 'com\.acme', which is not imported/,
    ],
    [
      'an unused domain',
      (m) => m.opsets.set('com.acme', 1),
      /imports the operator set 'com\.acme', which no node uses/,
    ],
    [
      'an operator newer than the opset',
      (m) => Object.assign(nodes(m)[1]!, { opType: 'HardSwish' }),
      /node 'r' \(HardSwish\): the operator needs opset 14, but the model uses 13/,
    ],
    [
      'a missing input',
      (m) => {
        nodes(m)[1]!.inputs[0] = 'nowhere';
      },
      /node 'r' \(Relu\) reads 'nowhere', which no node writes/,
    ],
    [
      'nodes out of order',
      (m) => nodes(m).reverse(),
      /node 'command' \(Gemm\) reads 'f', which the later node 'f' writes/,
    ],
    [
      'a value with two writers',
      (m) => {
        nodes(m)[1]!.outputs[0] = 'c';
      },
      /'c' is an output of node 'c' and an output of node 'r'; names must be unique/,
    ],
    [
      'a value that is also an initializer',
      (m) => {
        nodes(m)[1]!.outputs[0] = 'd.bias';
      },
      /'d\.bias' is an initializer and an output/,
    ],
    [
      'two nodes with the same name',
      (m) => {
        nodes(m)[1]!.name = 'c';
      },
      /two nodes named 'c'/,
    ],
    [
      'too few inputs',
      (m) => {
        nodes(m)[3]!.inputs = ['f'];
      },
      /'command' \(Gemm\) has 1 inputs; the operator takes 2 to 3/,
    ],
    [
      'an omitted required input',
      (m) => {
        nodes(m)[0]!.inputs[1] = '';
      },
      /omits input 1, which is required/,
    ],
    ['too many outputs', (m) => nodes(m)[1]!.outputs.push('z'), /has 2 outputs; the operator has 1/],
    [
      'an unknown attribute',
      (m) => nodes(m)[0]!.attributes.set('stride', ints(2, 2)),
      /has the attribute 'stride', which does not exist in opset 13 \(did you mean 'strides'\?\)/,
    ],
    [
      'an attribute of the wrong type',
      (m) => nodes(m)[3]!.attributes.set('alpha', int(1)),
      /attribute 'alpha' is of type int; it must be float/,
    ],
    [
      'a missing attribute',
      (m) => Object.assign(nodes(m)[1]!, { opType: 'Cast' }),
      /'r' \(Cast\) has no attribute 'to'/,
    ],
    [
      'an attribute that became an input',
      (m) => {
        Object.assign(nodes(m)[1]!, { opType: 'Squeeze' });
        nodes(m)[1]!.attributes.set('axes', ints(0));
      },
      /has the attribute 'axes', which does not exist in opset 13/,
    ],
    [
      'an initializer of the wrong size',
      (m) => m.graph.initializers.set('c.bias', { ...random(1, 6), dims: [7] }),
      /'c\.bias' has 6 values, but \[7\] float32 needs 7/,
    ],
    [
      'an output without a writer',
      (m) => {
        m.graph.outputs[0]!.name = 'steering';
      },
      /no node writes its output 'steering'/,
    ],
    [
      'no output',
      (m) => {
        m.graph.outputs = [];
      },
      /has no output/,
    ],
    [
      'no input',
      (m) => {
        m.graph.inputs = [];
      },
      /has no input/,
    ],
    ['an unsupported opset', (m) => m.opsets.set('', 22), /uses opset 22/],
    [
      'an unsupported IR version',
      (m) => {
        m.irVersion = 2;
      },
      /has IR version 2; versions 3 to 10 are supported/,
    ],
  ];
  it.each(cases)('rejects %s', (_, change, expected) => {
    expect(rejectionOf(createChanged(change))).toMatch(expected);
    expect(rejectionOf(createChanged(change))).toMatch(/^some\.onnx: [^\n]+$/);
  });

  it('applies the rules of the opset', () => {
    const reduce = (opset: number) =>
      createNetwork({
        opset,
        outputs: { y: [1, 3, 1, 1] },
        nodes: [node('ReduceMean', 'image', 'y', { axes: ints(2, 3) })],
      });
    expect(rejectionOf(reduce(13))).toBe('none');
    expect(rejectionOf(reduce(18))).toMatch(/'axes', which does not exist in opset 18/);
    const leaky = createNetwork({
      outputs: { y: [1, 3, 8, 10] },
      nodes: [node('LeakyRelu', 'image', 'y', { alpha: float(0.1) })],
    });
    expect(rejectionOf(leaky)).toBe('none');
    const resize = createNetwork({
      opset: 11,
      outputs: { y: [1, 3, 4, 5] },
      nodes: [node('Resize', 'image _ scales', 'y', { mode: string('linear') })],
      initializers: { scales: float32Of([4], [1, 1, 0.5, 0.5]) },
    });
    expect(rejectionOf(resize)).toMatch(/omits input 1, which is required/);
    resize.opsets.set('', 13);
    expect(rejectionOf(resize)).toBe('none');
  });
});
