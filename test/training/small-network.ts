import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { encodeModel } from '../../src/onnx/encode';
import { makeNode, type OnnxModel, type TensorValue } from '../../src/onnx/graph';
import { createFloat32Tensor } from '../../src/onnx/tensor';
import { RandomSource } from '../../src/support/random';
import { VIEWS } from '../../training/views';
import { cardInput, cardOutput } from '../helpers/contracts';
import { createNetwork } from '../onnx/support/networks';

export const { height, width, crop } = VIEWS.slim!;
export const LAYERS = ['features.0', 'features.2', 'head.0', 'head.2'];

/** Two convolutions and two dense layers on the small view, weights from a seed. */
export function smallNetwork(): OnnxModel {
  const random = new RandomSource(4, 0);
  const weights = (...dims: number[]): TensorValue => {
    const count = dims.reduce((product, n) => product * n, 1);
    const deviation = Math.sqrt(2 / (count / dims[0]!));
    return createFloat32Tensor(
      dims,
      Float32Array.from({ length: count }, () => random.normal(deviation)),
    );
  };
  const ints = (...value: number[]) => ({ kind: 'ints', value }) as const;
  const conv = (name: string, input: string, output: string, kernel: number, stride: number) =>
    makeNode('Conv', {
      inputs: [input, `${name}.weight`, `${name}.bias`],
      outputs: [output],
      attributes: { kernel_shape: ints(kernel, kernel), strides: ints(stride, stride) },
    });
  const gemm = (name: string, input: string, output: string) =>
    makeNode('Gemm', {
      inputs: [input, `${name}.weight`, `${name}.bias`],
      outputs: [output],
      attributes: { transB: { kind: 'int', value: 1 } },
    });
  const relu = (input: string, output: string) => makeNode('Relu', { inputs: [input], outputs: [output] });
  return createNetwork({
    inputs: { image: [1, 3, height, width] },
    outputs: { command: [1, 2] },
    nodes: [
      conv('features.0', 'image', 'a', 5, 4),
      relu('a', 'b'),
      conv('features.2', 'b', 'c', 3, 3),
      relu('c', 'd'),
      makeNode('Flatten', { inputs: ['d'], outputs: ['e'] }),
      gemm('head.0', 'e', 'f'),
      relu('f', 'g'),
      gemm('head.2', 'g', 'command'),
    ],
    initializers: {
      'features.0.weight': weights(6, 3, 5, 5),
      'features.0.bias': weights(6),
      'features.2.weight': weights(8, 6, 3, 3),
      'features.2.bias': weights(8),
      'head.0.weight': weights(20, 8 * 3 * 13),
      'head.0.bias': weights(20),
      'head.2.weight': weights(2, 20),
      'head.2.bias': weights(2),
    },
  });
}

/** The model and a card that fits it; `change` replaces keys of the card. */
export function writeModel(file: string, model: OnnxModel, change: object = {}): void {
  const content = encodeModel(model);
  const card = {
    name: path.basename(file, '.onnx'),
    file: path.basename(file),
    sha256: createHash('sha256').update(content).digest('hex'),
    architecture: 'two and two',
    precision: 'fp32',
    contract: {
      input: { ...cardInput([1, 3, height, width]), crop },
      output: cardOutput(),
    },
    ...change,
  };
  writeFileSync(file, content);
  writeFileSync(file.replace('.onnx', '.card.yml'), stringify(card));
}
