import { countElements } from '../../../onnx/tensor';

/**
 * Finds the axis of a reshaped value that carries the elements of one axis of its input.
 * @returns the axis, and whether it is the input's axis unchanged or the whole value flattened; null for any other
 *  reshape
 */
export function findReshapedAxis(
  from: readonly number[],
  to: readonly number[],
  axis: number,
): { readonly axis: number; readonly kind: 'same' | 'flattened' } | null {
  const size = from[axis]!;
  const inner = countElements(from.slice(axis + 1));
  const outer = countElements(from.slice(0, axis));
  const same = to.findIndex(
    (n, i) =>
      n === size && countElements(to.slice(0, i)) === outer && countElements(to.slice(i + 1)) === inner,
  );
  if (same >= 0) return { axis: same, kind: 'same' };
  const flat = to.findIndex(
    (n, i) => n === countElements(from) && countElements(to) === n && i === to.length - 1,
  );
  return flat < 0 ? null : { axis: flat, kind: 'flattened' };
}

/** Repeats the channels along one axis of a value of the shape `dims` for each of its elements, in row-major order. */
export function flattenChannels(channels: Int32Array, dims: readonly number[], axis: number): Int32Array {
  const inner = countElements(dims.slice(axis + 1));
  const flat = new Int32Array(countElements(dims));
  for (let i = 0; i < flat.length; i++) flat[i] = channels[Math.floor(i / inner) % dims[axis]!]!;
  return flat;
}

/**
 * Finds an axis in the output of a reduction.
 * @param axes the reduced axes, negative ones counted from the end; absent or empty for all axes
 * @returns null when the axis itself is reduced
 */
export function findReducedAxis(
  from: readonly number[],
  to: readonly number[],
  axis: number,
  axes: readonly number[] | null,
): number | null {
  const reduced = axes?.map((a) => (a < 0 ? a + from.length : a));
  if (!reduced?.length || reduced.includes(axis)) return null;
  return to.length === from.length ? axis : axis - reduced.filter((a) => a < axis).length;
}

/** Sums the magnitudes of the weights of each output, the L1 norm of each filter. */
export function computeL1Norms(
  { dims, data }: { readonly dims: readonly number[]; readonly data: Float32Array },
  axis: number,
): Float64Array {
  const inner = countElements(dims.slice(axis + 1));
  const size = dims[axis]!;
  const norms = new Float64Array(size);
  for (let i = 0; i < data.length; i++) {
    const out = Math.floor(i / inner) % size;
    norms[out] = norms[out]! + Math.abs(data[i]!);
  }
  return norms;
}
