import type { ElementType, OnnxNode, TensorValue } from '../graph';

/** What is known of a value before anything runs. */
export interface StaticValue {
  readonly type: ElementType;
  readonly dims: readonly number[];
}

/** A node with what is known of its inputs; rules throw plain Errors, the caller adds node and file. */
export interface RuleContext {
  readonly node: OnnxNode;
  readonly opset: number;
  /** Null where an optional input is left out. */
  readonly inputs: readonly (StaticValue | null)[];
  /** The values of input `index` where they are known before anything runs, else null. */
  constant(index: number): TensorValue | null;
}

export type ShapeRule = (context: RuleContext) => readonly StaticValue[];

export function needed(context: RuleContext, index: number): StaticValue {
  const value = context.inputs[index];
  if (!value) throw new Error(`input ${index} is missing`);
  return value;
}

/** The whole numbers of input `index`, which must be known before anything runs. */
export function constantIntegers(context: RuleContext, index: number, what: string): number[] {
  const tensor = context.constant(index);
  if (!tensor) throw new Error(`its ${what} (input ${index}) depend on what the network is fed`);
  return Array.from(tensor.data as ArrayLike<number | bigint>, Number);
}

/** An axis counted from the front. */
export function axisOf(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || at < 0 || at >= rank) {
    throw new Error(`axis ${axis} does not exist among ${rank} dimensions`);
  }
  return at;
}

export function shown(dims: readonly number[]): string {
  return `[${dims.join(', ')}]`;
}

/** NumPy's broadcasting. */
export function broadcast(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((dims) => dims.length));
  return Array.from({ length: rank }, (_, axis) => {
    let size = 1;
    for (const dims of shapes) {
      const n = dims[axis - rank + dims.length] ?? 1;
      if (n === 1) continue;
      if (size !== 1 && size !== n)
        throw new Error(`shapes ${shapes.map(shown).join(' and ')} do not go together`);
      size = n;
    }
    return size;
  });
}
