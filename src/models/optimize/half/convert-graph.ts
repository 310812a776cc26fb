import { ModelError } from '../../../errors';
import { makeNode, type OnnxGraph, type OnnxModel, type OnnxNode } from '../../../onnx/graph';
import { HALF_MAX } from '../../../onnx/half';
import { operatorAt } from '../../../onnx/operators';
import { inferShapes } from '../../../onnx/shapes';
import { TYPE_CODES } from '../../../onnx/tensor';
import { toHalf, toHalfSaturated } from './convert-tensor';
import { isClipBound } from './large-values';

/** Long sums and steep functions exceed the range or the precision of float16. */
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
  // Its scales are float32 for every input type.
  'Resize',
]);

/** Whether an operator has no float16 form or is too imprecise in float16. */
export function staysFloat32(node: OnnxNode, opset: number): boolean {
  const operator = node.domain === '' ? operatorAt(node.opType, opset) : null;
  if (operator === null || typeof operator === 'number') return true;
  return (
    FLOAT32_OPERATORS.has(node.opType) || (operator.types !== null && !operator.types.includes('float16'))
  );
}

/**
 * Converts a graph to float16 in place. Casts after its inputs, before its outputs and around the nodes of `keep`
 * preserve the contract.
 * @throws ModelError when a constant exceeds the float16 range
 */
export function convertGraph(model: OnnxModel, file: string, keep: ReadonlySet<OnnxNode>): void {
  new GraphConverter(model, file, keep).write();
}

class GraphConverter {
  readonly #graph: OnnxGraph;
  readonly #float32: Set<string>;
  /** Values that have become float16. */
  readonly #half = new Set<string>();
  /** Name of the same value in the other type, by name. */
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
        if (constants.has(name)) return half ? this.convertConstant(name, isClipBound(node, index)) : name;
        if (half === this.#half.has(name)) return name;
        return this.insertCast(name, half ? 'float16' : 'float32');
      });
      if (half) this.convertAttributes(node);
      this.#nodes.push(node);
      for (const name of half ? node.outputs : [])
        if (this.#float32.has(name)) this.registerOutput(node, name);
    }
    this.#graph.nodes = this.#nodes;
    this.#graph.valueInfo = [];
  }

  /** Returns the name of the constant in float16; readers in float32 keep the original. */
  private convertConstant(name: string, saturate: boolean): string {
    const readers = this.#graph.consumers(name);
    const shared = readers.some((node) => this.keep.has(node));
    const known = this.#casts.get(name);
    if (known !== undefined) return known;
    const tensor = this.#graph.initializers.get(name)!;
    const half = saturate ? toHalfSaturated(tensor) : toHalf(tensor);
    if (!half) {
      throw new ModelError(
        `${this.file}: '${name}' contains values beyond ${HALF_MAX}, the limit of float16`,
      );
    }
    const fresh = shared ? this.#graph.freshName(`${name}_float16`) : name;
    this.#graph.initializers.set(fresh, half);
    this.#casts.set(name, fresh);
    return fresh;
  }

  private insertCast(name: string, type: 'float16' | 'float32'): string {
    const known = this.#casts.get(name);
    if (known !== undefined) return known;
    const fresh = this.#graph.freshName(`${name}_${type}`);
    this.#nodes.push(createCast(name, fresh, type));
    this.#casts.set(name, fresh);
    return fresh;
  }

  /** Registers a float16 output of a node. A graph output stays float32: the node writes float16 under a new name. */
  private registerOutput(node: OnnxNode, name: string): void {
    if (!this.#graph.isOutput(name)) {
      this.#half.add(name);
      return;
    }
    const fresh = this.#graph.freshName(`${name}_float16`);
    node.outputs = node.outputs.map((output) => (output === name ? fresh : output));
    this.#half.add(fresh);
    this.#nodes.push(createCast(fresh, name, 'float32'));
    // Later readers use the float16 value directly.
    this.#casts.set(name, fresh);
  }

  /** Converts the element types in a node's attributes. */
  private convertAttributes(node: OnnxNode): void {
    const to = node.attributes.get('to');
    if (node.opType === 'Cast' && to?.kind === 'int' && to.value === TYPE_CODES.float32) {
      node.attributes.set('to', { kind: 'int', value: TYPE_CODES.float16 });
    }
    const value = node.attributes.get('value');
    if (value?.kind === 'tensor' && value.value.type === 'float32') {
      const half = toHalf(value.value);
      if (!half)
        throw new ModelError(`${this.file}: node '${node.name}' contains a value beyond ${HALF_MAX}`);
      node.attributes.set('value', { kind: 'tensor', value: half });
    } else if (node.opType === 'ConstantOfShape' && !value) {
      const zero = { type: 'float16', dims: [1], data: new Uint16Array(1) } as const;
      node.attributes.set('value', { kind: 'tensor', value: zero });
    }
  }
}

function createCast(from: string, to: string, type: 'float16' | 'float32'): OnnxNode {
  return makeNode('Cast', {
    name: `${to}_cast`,
    inputs: [from],
    outputs: [to],
    attributes: { to: { kind: 'int', value: TYPE_CODES[type] } },
  });
}
