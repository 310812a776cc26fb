/** A map over the rows and columns of an image or of a layer's output, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * How the elements of a layer's output lie in its input along one axis: element i of the output comes from
 * i * stride + k * dilation - pad of the input, for each k below `kernel`. A crop is a kernel of 1 with a negative pad.
 */
export interface Slide {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly pad: number;
}

/** One to one, or resized to another number of elements. */
export const SAME: Slide = { kernel: 1, stride: 1, dilation: 1, pad: 0 };
export type Move = Slide | 'resized';

export function createPlane(width: number, height: number, fill = 0): Plane {
  return { width, height, data: new Float32Array(width * height).fill(fill) };
}

/** Spreads the values of a layer's output over the input that each of them was made from: a transposed convolution with
 *  a kernel of ones. */
export function spread(
  plane: Plane,
  rows: Move,
  columns: Move,
  size: { readonly width: number; readonly height: number },
): Plane {
  const wide = moveColumns(plane, columns, size.width);
  return transpose(moveColumns(transpose(wide), rows, size.height));
}

function moveColumns(plane: Plane, move: Move, width: number): Plane {
  if (move === 'resized') return resizeColumns(plane, width);
  if (move === SAME && width === plane.width) return plane;
  const out = createPlane(width, plane.height);
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      const value = plane.data[y * plane.width + x]!;
      for (let k = 0; k < move.kernel; k++) {
        const to = x * move.stride + k * move.dilation - move.pad;
        if (to >= 0 && to < width) out.data[y * width + to] = out.data[y * width + to]! + value;
      }
    }
  }
  return out;
}

/** Linear between the centres of the elements. */
function resizeColumns(plane: Plane, width: number): Plane {
  const out = createPlane(width, plane.height);
  const scale = plane.width / width;
  const last = plane.width - 1;
  const at = Float64Array.from({ length: width }, (_, x) =>
    Math.min(last, Math.max(0, (x + 0.5) * scale - 0.5)),
  );
  const left = Int32Array.from(at, Math.floor);
  for (let y = 0, to = 0; y < plane.height; y++) {
    const row = y * plane.width;
    for (let x = 0; x < width; x++, to++) {
      const from = left[x]!;
      const a = plane.data[row + from]!;
      const b = plane.data[row + Math.min(last, from + 1)]!;
      out.data[to] = a + (b - a) * (at[x]! - from);
    }
  }
  return out;
}

export function transpose(plane: Plane): Plane {
  const { width, height, data } = plane;
  const out = createPlane(height, width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out.data[x * height + y] = data[y * width + x]!;
  }
  return out;
}

/** Multiplies element by element. */
export function multiply(a: Plane, b: Plane): Plane {
  return { ...a, data: a.data.map((value, i) => value * b.data[i]!) };
}

export function add(a: Plane, b: Plane): Plane {
  return { ...a, data: a.data.map((value, i) => value + b.data[i]!) };
}

/** Divides by the largest value, so that it is 1; a map of zeros stays as it is. */
export function scaleToOne(plane: Plane): Plane {
  let largest = 0;
  for (const value of plane.data) if (value > largest) largest = value;
  return largest === 0 ? plane : { ...plane, data: plane.data.map((value) => value / largest) };
}
