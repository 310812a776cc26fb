import { makeNode, type OnnxGraph, type OnnxModel, type OnnxNode } from '../onnx/graph';
import type { StaticValue } from '../onnx/shapes';
import { createInt64Tensor, TYPE_CODES } from '../onnx/tensor';
import type { Feature } from './plan';
import type { Plane } from './plane';

/** From this opset on, the axes of a mean are an input. */
const OPSET_OF_AXES_INPUT = 18;

/** Nodes whose output has the scale of their input. */
const SAME_SCALE =
  /^(MaxPool|Transpose|Reshape|Flatten|Squeeze|Unsqueeze|Identity|Pad|Slice|Split|Concat|Gather)$/;

/** A value of an extended graph: the mean over channels of a feature. */
export interface MeanOutput {
  readonly feature: Feature;
  /** Name of the output. */
  readonly name: string;
}

/**
 * Adds nodes to a graph that compute the mean magnitude over the channels of each feature, in float32. Of an activation
 * that is never negative, as ReLU, this is its mean.
 * @param graph is changed
 * @param frames number of stacked frames: those of a value with an axis for them are kept apart
 */
export function addMeans(
  { graph, opsets }: Pick<OnnxModel, 'graph' | 'opsets'>,
  values: ReadonlyMap<string, StaticValue>,
  features: Iterable<Feature>,
  frames: number,
): MeanOutput[] {
  const opset = opsets.get('') ?? 0;
  return [...features].map((feature) => {
    const name = graph.freshName(`${feature.value}/mean`);
    const real = addReal(graph, feature.value, values.get(feature.value)!.type);
    const magnitude = graph.freshName(`${feature.value}/magnitude`);
    graph.nodes.push(makeNode('Abs', { inputs: [real], outputs: [magnitude] }));
    const { space, dims } = feature;
    const kept = [space.rows, space.columns, framesAxis(feature, frames)];
    const axes = dims.map((_, axis) => axis).filter((axis) => !kept.includes(axis));
    graph.nodes.push(makeMean(graph, magnitude, name, axes, opset));
    return { feature, name };
  });
}

function makeMean(graph: OnnxGraph, from: string, to: string, axes: number[], opset: number): OnnxNode {
  const keepdims = { kind: 'int', value: 0 } as const;
  if (opset < OPSET_OF_AXES_INPUT) {
    const attributes = { axes: { kind: 'ints', value: axes }, keepdims } as const;
    return makeNode('ReduceMean', { inputs: [from], outputs: [to], attributes });
  }
  const given = graph.freshName(`${to}/axes`);
  graph.initializers.set(given, createInt64Tensor([axes.length], axes));
  return makeNode('ReduceMean', { inputs: [from, given], outputs: [to], attributes: { keepdims } });
}

/** The axis of frames of a feature; null where they are not kept apart. */
function framesAxis({ space, dims }: Feature, frames: number): number | null {
  return space.time !== null && dims[space.time] === frames ? space.time : null;
}

/** Reads a mean that the extended graph gave: of several frames the newest. */
export function readMean(
  { feature }: MeanOutput,
  data: Float32Array,
  frames: number,
  order: 'oldest-first' | 'newest-first',
): Plane {
  const { space, dims } = feature;
  const time = framesAxis(feature, frames);
  const axes = [space.rows, space.columns, ...(time === null ? [] : [time])].sort((a, b) => a - b);
  const stride = (axis: number) =>
    axes.filter((other) => other > axis).reduce((product, other) => product * dims[other]!, 1);
  const offset = time === null || order === 'newest-first' ? 0 : (frames - 1) * stride(time);
  const [width, height] = [dims[space.columns]!, dims[space.rows]!];
  const plane = { width, height, data: new Float32Array(width * height) };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      plane.data[y * width + x] = data[offset + y * stride(space.rows) + x * stride(space.columns)]!;
    }
  }
  return plane;
}

/** Adds the conversion of a value to float32, where it is quantized or of half precision. */
function addReal(graph: OnnxGraph, value: string, type: StaticValue['type']): string {
  if (type === 'float32') return value;
  const real = graph.freshName(`${value}/real`);
  const scale = type === 'uint8' || type === 'int8' ? findScale(graph, value) : null;
  if (scale !== null) {
    graph.nodes.push(makeNode('DequantizeLinear', { inputs: [value, ...scale], outputs: [real] }));
    return real;
  }
  const to = { kind: 'int', value: TYPE_CODES.float32 } as const;
  graph.nodes.push(makeNode('Cast', { inputs: [value], outputs: [real], attributes: { to } }));
  return real;
}

/** Names of scale and zero point of a quantized value, by the node that computed it; null where they are unknown. */
function findScale(graph: OnnxGraph, value: string): string[] | null {
  const node = graph.producer(value);
  if (node === null) return null;
  switch (node.opType) {
    case 'QuantizeLinear':
      return node.inputs.slice(1, 3);
    case 'QLinearConv':
      return node.inputs.slice(6, 8);
    case 'DynamicQuantizeLinear':
      return node.outputs.slice(1, 3);
    default:
      return SAME_SCALE.test(node.opType) ? findScale(graph, node.inputs[0]!) : null;
  }
}
