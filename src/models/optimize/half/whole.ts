import { ModelError } from '../../../errors';
import { makeNode, type OnnxGraph, type OnnxModel, type OnnxNode } from '../../../onnx/graph';
import { operatorAt } from '../../../onnx/operators';
import { inferShapes } from '../../../onnx/shapes';
import { TYPE_CODES } from '../../../onnx/tensor';
import { toHalf, toHalfSaturated } from './convert';
import { isClipBound } from './range';

/** Sums over many numbers and steep functions leave the range or the digits of a half. */
const FLOAT32_OPERATORS = new Set([
  'Exp',
  'GRU',
  'GlobalAveragePool',
  'InstanceNormalization',
  'LSTM',
  'LayerNormalization',
  'Log',
  'Pow',
  'Reciprocal',
  'ReduceL2',
  'ReduceMean',
  'ReduceSum',
  // Its scales are float32 whatever it resizes.
  'Resize',
]);

export function staysFloat32(node: OnnxNode, opset: number): boolean {
  const operator = node.domain === '' ? operatorAt(node.opType, opset) : null;
  if (operator === null || typeof operator === 'number') return true;
  return (
    FLOAT32_OPERATORS.has(node.opType) || (operator.types !== null && !operator.types.includes('float16'))
  );
}

/**
 * Turns the graph to float16 in place; casts stand behind its inputs, before its outputs, and around the nodes of
 * `keep`, so that the contract stays.
 * @throws ModelError when a constant is beyond the range of a half
 */
export function convertToHalf(model: OnnxModel, file: string, keep: ReadonlySet<OnnxNode>): void {
  new HalfWriter(model, file, keep).write();
}

class HalfWriter {
  readonly #graph: OnnxGraph;
  readonly #float32: Set<string>;
  /** Values that are float16 now. */
  readonly #half = new Set<string>();
  /** The same value in the other type, by its name. */
  readonly #casts = new Map<string, string>();
  readonly #nodes: OnnxNode[] = [];

  constructor(
    model: OnnxModel,
    private readonly file: string,
    private readonly keep: ReadonlySet<OnnxNode>,
  ) {
    this.#graph = model.graph;
    const values = [...inferShapes(model, file)];
    this.#float32 = new Set(values.filter(([, { type }]) => type === 'float32').map(([name]) => name));
  }

  write(): void {
    const constants = new Set(this.#graph.initializers.keys());
    for (const node of this.#graph.nodes) {
      const half = !this.keep.has(node);
      node.inputs = node.inputs.map((name, index) => {
        if (!this.#float32.has(name)) return name;
        if (constants.has(name)) return half ? this.constant(name, isClipBound(node, index)) : name;
        if (half === this.#half.has(name)) return name;
        return this.cast(name, half ? 'float16' : 'float32');
      });
      if (half) this.halve(node);
      this.#nodes.push(node);
      for (const name of half ? node.outputs : []) if (this.#float32.has(name)) this.giveOut(node, name);
    }
    this.#graph.nodes = this.#nodes;
    this.#graph.valueInfo = [];
  }

  /** The name of a constant's half; a reader in float32 keeps the constant itself. */
  private constant(name: string, saturate: boolean): string {
    const readers = this.#graph.consumers(name);
    const shared = readers.some((node) => this.keep.has(node));
    const known = this.#casts.get(name);
    if (known !== undefined) return known;
    const tensor = this.#graph.initializers.get(name)!;
    const half = saturate ? toHalfSaturated(tensor) : toHalf(tensor);
    if (!half) {
      throw new ModelError(`${this.file}: '${name}' holds numbers beyond 65504, which float16 cannot`);
    }
    const fresh = shared ? this.#graph.freshName(`${name}_float16`) : name;
    this.#graph.initializers.set(fresh, half);
    this.#casts.set(name, fresh);
    return fresh;
  }

  private cast(name: string, type: 'float16' | 'float32'): string {
    const known = this.#casts.get(name);
    if (known !== undefined) return known;
    const fresh = this.#graph.freshName(`${name}_${type}`);
    this.#nodes.push(castNode(name, fresh, type));
    this.#casts.set(name, fresh);
    return fresh;
  }

  /** An output of the graph stays float32: the node gives a half under another name. */
  private giveOut(node: OnnxNode, name: string): void {
    if (!this.#graph.isOutput(name)) {
      this.#half.add(name);
      return;
    }
    const fresh = this.#graph.freshName(`${name}_float16`);
    node.outputs = node.outputs.map((output) => (output === name ? fresh : output));
    this.#half.add(fresh);
    this.#nodes.push(castNode(fresh, name, 'float32'));
    // Later readers take the half itself.
    this.#casts.set(name, fresh);
  }

  /** Element types that a node's attributes name. */
  private halve(node: OnnxNode): void {
    const to = node.attributes.get('to');
    if (node.opType === 'Cast' && to?.kind === 'int' && to.value === TYPE_CODES.float32) {
      node.attributes.set('to', { kind: 'int', value: TYPE_CODES.float16 });
    }
    const value = node.attributes.get('value');
    if (value?.kind === 'tensor' && value.value.type === 'float32') {
      const half = toHalf(value.value);
      if (!half) throw new ModelError(`${this.file}: node '${node.name}' holds a number beyond 65504`);
      node.attributes.set('value', { kind: 'tensor', value: half });
    } else if (node.opType === 'ConstantOfShape' && !value) {
      const zero = { type: 'float16', dims: [1], data: new Uint16Array(1) } as const;
      node.attributes.set('value', { kind: 'tensor', value: zero });
    }
  }
}

function castNode(from: string, to: string, type: 'float16' | 'float32'): OnnxNode {
  return makeNode('Cast', {
    name: `${to}_cast`,
    inputs: [from],
    outputs: [to],
    attributes: { to: { kind: 'int', value: TYPE_CODES[type] } },
  });
}
