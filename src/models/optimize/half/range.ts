import { openProbe, type ProbeData } from '../../../drive/inference/probe';
import { encodeModel } from '../../../onnx/file';
import type { OnnxGraph, OnnxNode } from '../../../onnx/graph';
import { HALF_MAX } from '../../../onnx/half';
import { inferShapes } from '../../../onnx/shapes';
import { runOverPictures } from '../quantize/feeds';
import { inputRange } from '../quantize/input-range';
import type { StrategyContext } from '../strategy';
import { toHalf } from './convert';

/** Values up to here leave room for what the calibration set did not show. */
export const LARGEST_SEEN = HALF_MAX / 2;

/** They hand on what they read: where their input is too large, so is their output. */
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

/** Bounds of a Clip beyond the range of a half bound nothing in it: the largest half says the same. */
export function isClipBound(node: OnnxNode, index: number): boolean {
  return node.opType === 'Clip' && index > 0;
}

/**
 * Values of the graph that may be too large for a half: those seen on the calibration set; without one, what comes
 * of constants beyond the range. Constants themselves are not among them.
 */
export async function loudValues(context: StrategyContext): Promise<Set<string>> {
  const { graph } = context.model;
  if (context.calibration !== null) return seenLoud(context);
  const loud = new Set(graph.nodes.filter((node) => holdsTooLarge(graph, node)).flatMap((n) => n.outputs));
  // Nodes are in order: one pass carries a value all the way.
  for (const node of graph.nodes) {
    if (!PASSING.has(node.opType) || !node.inputs.some((name) => loud.has(name))) continue;
    for (const name of node.outputs) loud.add(name);
  }
  return loud;
}

/**
 * Nodes that give a loud value, that read one (a cast to float16 before them would make it infinite), or that hold a
 * constant beyond the range.
 */
export function loudNodes(graph: OnnxGraph, loud: ReadonlySet<string>): OnnxNode[] {
  return graph.nodes.filter(
    (node) => holdsTooLarge(graph, node) || [...node.inputs, ...node.outputs].some((name) => loud.has(name)),
  );
}

function holdsTooLarge(graph: OnnxGraph, node: OnnxNode): boolean {
  const constant = node.inputs.some((name, index) => {
    const tensor = graph.initializers.get(name);
    return tensor?.type === 'float32' && !isClipBound(node, index) && toHalf(tensor) === null;
  });
  if (constant) return true;
  const value = node.attributes.get('value');
  return value?.kind === 'tensor' && value.value.type === 'float32' && toHalf(value.value) === null;
}

async function seenLoud({ model, card, calibration, progress }: StrategyContext): Promise<Set<string>> {
  const pictures = calibration!;
  const shapes = inferShapes(model, card.modelFile);
  const inner = model.graph.nodes
    .flatMap((node) => node.outputs)
    .filter((name) => shapes.get(name)?.type === 'float32');
  const largest = new Map(inner.map((name) => [name, 0]));
  const probe = await openProbe(encodeModel(model), card, inner);
  try {
    await runOverPictures(probe, card, pictures, indices(pictures.size), (values, i) => {
      for (const name of inner) largest.set(name, Math.max(largest.get(name)!, loudest(values.get(name)!)));
      progress(i + 1, pictures.size, 'range of values');
    });
  } finally {
    await probe.close();
  }
  const loud = new Set(inner.filter((name) => !(largest.get(name)! <= LARGEST_SEEN)));
  const { min, max } = inputRange(card.input);
  if (Math.max(-min, max) > LARGEST_SEEN) loud.add(card.input.name);
  for (const { input, output } of card.states) if (loud.has(output)) loud.add(input);
  return loud;
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function loudest(values: ProbeData): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(Number(values[i])));
  return most;
}
