import { openProbe, type ProbeData } from '../../../drive/inference/probe';
import { encodeModel } from '../../../onnx/file';
import type { OnnxGraph, OnnxNode } from '../../../onnx/graph';
import { HALF_MAX } from '../../../onnx/half';
import { inferShapes } from '../../../onnx/shapes';
import { runOverImages } from '../quantize/feeds';
import { computeInputRange } from '../quantize/input-range';
import type { StrategyContext } from '../strategy';
import { toHalf } from './convert-tensor';

/** Half of the float16 range: a margin for values that the calibration set does not reach. */
export const MAX_SAFE_MAGNITUDE = HALF_MAX / 2;

/** Operators that pass on the magnitude of their inputs. */
const PASSING = new Set([
  'AveragePool',
  'Concat',
  'DepthToSpace',
  'Dropout',
  'Expand',
  'Flatten',
  'Gather',
  'GlobalMaxPool',
  'Identity',
  'LeakyRelu',
  'Max',
  'MaxPool',
  'Min',
  'Neg',
  'Pad',
  'Relu',
  'Reshape',
  'Slice',
  'SpaceToDepth',
  'Split',
  'Squeeze',
  'Tile',
  'Transpose',
  'Unsqueeze',
]);

/** Whether an input is a bound of a Clip, which can be clamped to the float16 range without effect. */
export function isClipBound(node: OnnxNode, index: number): boolean {
  return node.opType === 'Clip' && index > 0;
}

/**
 * Finds values inside the graph that may be too large for float16: measured on the calibration set or, without one,
 * derived from constants beyond the range. The constants themselves are not included.
 */
export async function findLargeValues(context: StrategyContext): Promise<Set<string>> {
  const { graph } = context.model;
  if (context.calibration !== null) return measureLargeValues(context);
  const found = new Set(
    graph.nodes.filter((node) => hasLargeConstant(graph, node)).flatMap((n) => n.outputs),
  );
  // Nodes are in topological order, so one pass propagates each value to its end.
  for (const node of graph.nodes) {
    if (!PASSING.has(node.opType) || !node.inputs.some((name) => found.has(name))) continue;
    for (const name of node.outputs) found.add(name);
  }
  return found;
}

/**
 * Finds the nodes that must stay float32: those that write a large value, read one (a cast to float16 would make it
 * infinite), or have a constant beyond the range.
 */
export function findNodesWithLargeValues(graph: OnnxGraph, largeValues: ReadonlySet<string>): OnnxNode[] {
  return graph.nodes.filter(
    (node) =>
      hasLargeConstant(graph, node) ||
      [...node.inputs, ...node.outputs].some((name) => largeValues.has(name)),
  );
}

function hasLargeConstant(graph: OnnxGraph, node: OnnxNode): boolean {
  const constant = node.inputs.some((name, index) => {
    const tensor = graph.initializers.get(name);
    return tensor?.type === 'float32' && !isClipBound(node, index) && toHalf(tensor) === null;
  });
  if (constant) return true;
  const value = node.attributes.get('value');
  return value?.kind === 'tensor' && value.value.type === 'float32' && toHalf(value.value) === null;
}

async function measureLargeValues({
  model,
  card,
  calibration,
  progress,
}: StrategyContext): Promise<Set<string>> {
  const images = calibration!;
  const shapes = inferShapes(model, card.modelFile);
  const inner = model.graph.nodes
    .flatMap((node) => node.outputs)
    .filter((name) => shapes.get(name)?.type === 'float32');
  const largest = new Map(inner.map((name) => [name, 0]));
  const probe = await openProbe(encodeModel(model), card, inner);
  try {
    await runOverImages(probe, card, images, listIndices(images.size), (values, i) => {
      for (const name of inner)
        largest.set(name, Math.max(largest.get(name)!, findLargestMagnitude(values.get(name)!)));
      progress(i + 1, images.size, 'range of values');
    });
  } finally {
    await probe.close();
  }
  const found = new Set(inner.filter((name) => !(largest.get(name)! <= MAX_SAFE_MAGNITUDE)));
  const { min, max } = computeInputRange(card.input);
  if (Math.max(-min, max) > MAX_SAFE_MAGNITUDE) found.add(card.input.name);
  for (const { input, output } of card.states) if (found.has(output)) found.add(input);
  return found;
}

function listIndices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function findLargestMagnitude(values: ProbeData): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(Number(values[i])));
  return largest;
}
