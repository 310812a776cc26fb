import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { DatasetWriter } from '../../../../src/models/dataset/writer';
import { encodeModel } from '../../../../src/onnx/file';
import {
  makeNode,
  OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type ValueInfo,
} from '../../../../src/onnx/graph';
import { createFloat32Tensor } from '../../../../src/onnx/tensor';
import { plainFrame } from '../../../helpers/frames';
import { tinyCard } from '../../../helpers/onnx-model';

const COMMAND: ValueInfo = { name: 'command', type: 'float32', shape: [1, 2] };

export function createModel(graph: Partial<OnnxGraph>): OnnxModel {
  return {
    irVersion: 7,
    opsets: new Map([['', 13]]),
    producerName: 'test',
    producerVersion: '1',
    metadata: new Map(),
    graph: Object.assign(new OnnxGraph(), graph),
  };
}

/** A model that multiplies the mean of each colour by a matrix: red gives v and green gives w.
 *  @param last nodes that compute `command` from `means` */
function createColourModel(last: readonly OnnxNode[], states: readonly string[] = []): OnnxModel {
  const state = (name: string): ValueInfo => ({ name, type: 'float32', shape: [1, 2] });
  return createModel({
    nodes: [
      makeNode('GlobalAveragePool', { inputs: ['image'], outputs: ['pooled'] }),
      makeNode('Flatten', { inputs: ['pooled'], outputs: ['flat'] }),
      makeNode('MatMul', { inputs: ['flat', 'weights'], outputs: ['means'] }),
      ...last,
    ],
    initializers: new Map([
      ['weights', createFloat32Tensor([3, 2], [1, 0, 0, 1, 0, 0])],
      ['half', createFloat32Tensor([1], [0.5])],
    ]),
    inputs: [{ name: 'image', type: 'float32', shape: [1, 3, 66, 200] }, ...states.map(state)],
    outputs: [COMMAND, ...states.map((name) => state(`${name}_next`))],
  });
}

export const PLAIN = createColourModel([makeNode('Identity', { inputs: ['means'], outputs: ['command'] })]);

/** Sums its inputs since the last reset. */
export const ADDING = createColourModel(
  [
    makeNode('Add', { inputs: ['means', 'sum'], outputs: ['sum_next'] }),
    makeNode('Identity', { inputs: ['sum_next'], outputs: ['command'] }),
  ],
  ['sum'],
);

/** Returns NaN for a bright image. */
export const FRAGILE = createColourModel([
  makeNode('Sub', { inputs: ['half', 'means'], outputs: ['below'] }),
  makeNode('Sqrt', { inputs: ['below'], outputs: ['command'] }),
]);

/** Writes a model with its card; v = 10 p0 + 1 m/s, w = 2 p1 - 1 rad/s. */
export function writeModel(
  folder: string,
  name: string,
  model: OnnxModel | Buffer,
  states?: object[],
): string {
  const content = Buffer.isBuffer(model) ? model : Buffer.from(encodeModel(model));
  const card = tinyCard(createHash('sha256').update(content).digest('hex'));
  Object.assign(card, { name, file: `${name}.onnx` });
  if (states !== undefined) Object.assign(card.contract, { states });
  const file = path.join(folder, `${name}.onnx`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, content);
  writeFileSync(path.join(folder, `${name}.card.yml`), stringify(card));
  return file;
}

export const SUM_STATE = [{ input: 'sum', output: 'sum_next', shape: [1, 2] }];

/** Writes images of one colour each, red and green from 0 to 255, labelled with the answers of the plain model.
 *  @param times seconds of each image; by default 0.05 s apart */
export async function writeImages(
  folder: string,
  colours: readonly (readonly [number, number])[],
  times = colours.map((_, i) => i * 0.05),
): Promise<void> {
  const writer = new DatasetWriter(folder);
  for (const [i, [red, green]] of colours.entries()) {
    const label = { v_mps: (10 * red) / 255 + 1, w_radps: (2 * green) / 255 - 1 };
    await writer.add(plainFrame([red, green, 0]), label, times[i]!);
  }
  await writer.finish();
}
