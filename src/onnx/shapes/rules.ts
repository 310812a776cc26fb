import type { ElementType, OnnxNode, TensorValue } from '../graph';

/** Statically inferred type and dimensions of a value. */
export interface StaticValue {
  readonly type: ElementType;
  readonly dims: readonly number[];
}

/** A node and the inferred properties of its inputs. Rules throw plain Errors; the caller adds node and file. */
export interface RuleContext {
  readonly node: OnnxNode;
  readonly opset: number;
  /** Null for an omitted optional input. */
  readonly inputs: readonly (StaticValue | null)[];
  /** The values of input `index` if it is constant, else null. */
  constant(index: number): TensorValue | null;
}

export type ShapeRule = (context: RuleContext) => readonly StaticValue[];

export function requireInput(context: RuleContext, index: number): StaticValue {
  const value = context.inputs[index];
  if (!value) throw new Error(`input ${index} is missing`);
  return value;
}

/** Returns the integers of input `index`. @throws Error when it is not constant */
export function requireIntegers(context: RuleContext, index: number, what: string): number[] {
  const tensor = context.constant(index);
  if (!tensor) throw new Error(`its ${what} (input ${index}) must be constant`);
  return Array.from(tensor.data as ArrayLike<number | bigint>, Number);
}

/** Converts a negative axis to the equivalent one counted from the front. @throws Error when it does not exist */
export function normalizeAxis(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || at < 0 || at >= rank) {
    throw new Error(`axis ${axis} does not exist in ${rank} dimensions`);
  }
  return at;
}

export function formatDims(dims: readonly number[]): string {
  return `[${dims.join(', ')}]`;
}

/** Computes the dimensions of NumPy's broadcasting. */
export function broadcast(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((dims) => dims.length));
  return Array.from({ length: rank }, (_, axis) => {
    let size = 1;
    for (const dims of shapes) {
      const n = dims[axis - rank + dims.length] ?? 1;
      if (n === 1) continue;
      if (size !== 1 && size !== n)
        throw new Error(`shapes ${shapes.map(formatDims).join(' and ')} cannot be broadcast`);
      size = n;
    }
    return size;
  });
}
