import { ModelError } from '../../src/errors';
import { checkModel } from '../../src/onnx/check';
import { readModel } from '../../src/onnx/file';
import type { OnnxModel } from '../../src/onnx/graph';
import { float, float32Of, int, ints, network, node, random, smallNetwork, string } from './support/networks';

function complaint(model: OnnxModel): string {
  try {
    checkModel(model, 'some.onnx');
  } catch (error) {
    expect(error).toBeInstanceOf(ModelError);
    return (error as Error).message;
  }
  return 'none';
}

function changed(change: (model: OnnxModel) => void): OnnxModel {
  const model = smallNetwork();
  change(model);
  return model;
}

describe("ONNX's rules", () => {
  it('hold for models that are right', () => {
    expect(complaint(smallNetwork())).toBe('none');
    expect(complaint(readModel('models/pilotnet.onnx'))).toBe('none');
    expect(complaint(changed((m) => Object.assign(m, { irVersion: 3 })))).toBe('none');
  });

  const nodes = (model: OnnxModel) => model.graph.nodes;
  const cases: [string, (model: OnnxModel) => void, RegExp][] = [
    [
      'an unknown operator',
      (m) => Object.assign(nodes(m)[1]!, { opType: 'Rellu' }),
      /node 'r': the operator Rellu \(opset 13\) is not known \(did you mean 'Relu'\?\)/,
    ],
    [
      'an operator of another domain',
      (m) => {
        nodes(m)[1]!.domain = 'com.acme';
        m.opsets.set('com.acme', 1);
      },
      /the operator com\.acme\.Relu \(opset 1\) is not known/,
    ],
    [
      'a domain that is not imported',
      (m) => Object.assign(nodes(m)[1]!, { domain: 'com.acme' }),
      /needs the operator set 'com\.acme', not imported/,
    ],
    [
      'a domain that nobody uses',
      (m) => m.opsets.set('com.acme', 1),
      /imports the operator set 'com\.acme', which no node uses/,
    ],
    [
      'an operator that is too young',
      (m) => Object.assign(nodes(m)[1]!, { opType: 'HardSwish' }),
      /node 'r' \(HardSwish\): the operator came with opset 14, the model uses 13/,
    ],
    [
      'a missing input',
      (m) => {
        nodes(m)[1]!.inputs[0] = 'nowhere';
      },
      /node 'r' \(Relu\) reads 'nowhere', which nothing gives/,
    ],
    [
      'nodes out of order',
      (m) => nodes(m).reverse(),
      /node 'command' \(Gemm\) reads 'f', which only 'f' further down gives/,
    ],
    [
      'a value given twice',
      (m) => {
        nodes(m)[1]!.outputs[0] = 'c';
      },
      /'c' is an output of node 'c' and an output of node 'r'; a value is given once/,
    ],
    [
      'a value that is an initializer as well',
      (m) => {
        nodes(m)[1]!.outputs[0] = 'd.bias';
      },
      /'d\.bias' is an initializer and an output/,
    ],
    [
      'two nodes of one name',
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
      'an input left out that is needed',
      (m) => {
        nodes(m)[0]!.inputs[1] = '';
      },
      /leaves out input 1, which it needs/,
    ],
    ['too many outputs', (m) => nodes(m)[1]!.outputs.push('z'), /has 2 outputs; the operator gives 1/],
    [
      'an attribute that is not known',
      (m) => nodes(m)[0]!.attributes.set('stride', ints(2, 2)),
      /has the attribute 'stride', which opset 13 does not know \(did you mean 'strides'\?\)/,
    ],
    [
      'an attribute of another kind',
      (m) => nodes(m)[3]!.attributes.set('alpha', int(1)),
      /attribute 'alpha' is of kind int, must be float/,
    ],
    [
      'an attribute that is missing',
      (m) => Object.assign(nodes(m)[1]!, { opType: 'Cast' }),
      /'r' \(Cast\) lacks the attribute 'to'/,
    ],
    [
      'an attribute that became an input',
      (m) => {
        Object.assign(nodes(m)[1]!, { opType: 'Squeeze' });
        nodes(m)[1]!.attributes.set('axes', ints(0));
      },
      /has the attribute 'axes', which opset 13 does not know/,
    ],
    [
      'an initializer of another size',
      (m) => m.graph.initializers.set('c.bias', { ...random(1, 6), dims: [7] }),
      /'c\.bias' holds 6 values, \[7\] float32 takes 7/,
    ],
    [
      'an output that nobody gives',
      (m) => {
        m.graph.outputs[0]!.name = 'steering';
      },
      /output 'steering' is given by no node/,
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
    ['an opset beyond those known', (m) => m.opsets.set('', 22), /uses opset 22/],
    [
      'an IR version that is too old',
      (m) => {
        m.irVersion = 2;
      },
      /has IR version 2; versions 3 to 10 are known/,
    ],
  ];
  it.each(cases)('%s breaks them', (_, change, expected) => {
    expect(complaint(changed(change))).toMatch(expected);
    expect(complaint(changed(change))).toMatch(/^some\.onnx: [^\n]+$/);
  });

  it('know what changed with the operator set', () => {
    const reduce = (opset: number) =>
      network({
        opset,
        outputs: { y: [1, 3, 1, 1] },
        nodes: [node('ReduceMean', 'image', 'y', { axes: ints(2, 3) })],
      });
    expect(complaint(reduce(13))).toBe('none');
    expect(complaint(reduce(18))).toMatch(/'axes', which opset 18 does not know/);
    const leaky = network({
      outputs: { y: [1, 3, 8, 10] },
      nodes: [node('LeakyRelu', 'image', 'y', { alpha: float(0.1) })],
    });
    expect(complaint(leaky)).toBe('none');
    const resize = network({
      opset: 11,
      outputs: { y: [1, 3, 4, 5] },
      nodes: [node('Resize', 'image _ scales', 'y', { mode: string('linear') })],
      initializers: { scales: float32Of([4], [1, 1, 0.5, 0.5]) },
    });
    expect(complaint(resize)).toMatch(/leaves out input 1, which it needs/);
    resize.opsets.set('', 13);
    expect(complaint(resize)).toBe('none');
  });
});
