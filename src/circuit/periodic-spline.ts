/**
 * Second derivatives at the knots of the periodic cubic spline through `values`.
 *
 * @param steps distance from knot i to knot i + 1, the last one back to knot 0
 * @param values value at each knot; as long as `steps`
 *
 * The cyclic tridiagonal system is solved with the Sherman-Morrison formula
 * (Press et al., Numerical Recipes, section 2.7).
 */
export function periodicSplineMoments(steps: Float64Array, values: Float64Array): Float64Array {
  const n = values.length;
  const diagonal = new Float64Array(n);
  const right = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const before = (i + n - 1) % n;
    const after = (i + 1) % n;
    diagonal[i] = 2 * (steps[before]! + steps[i]!);
    right[i] =
      6 * ((values[after]! - values[i]!) / steps[i]! - (values[i]! - values[before]!) / steps[before]!);
  }
  const corner = steps[n - 1]!;
  const gamma = -diagonal[0]!;
  diagonal[0] = diagonal[0]! - gamma;
  diagonal[n - 1] = diagonal[n - 1]! - (corner * corner) / gamma;
  const rank1 = new Float64Array(n);
  rank1[0] = gamma;
  rank1[n - 1] = corner;
  const solution = solveTridiagonal(steps, diagonal, right);
  const correction = solveTridiagonal(steps, diagonal, rank1);
  const factor =
    (solution[0]! + (corner * solution[n - 1]!) / gamma) /
    (1 + correction[0]! + (corner * correction[n - 1]!) / gamma);
  for (let i = 0; i < n; i++) solution[i] = solution[i]! - factor * correction[i]!;
  return solution;
}

/** Thomas algorithm; the entry beside the diagonal between rows i and i + 1 is `beside[i]`. */
function solveTridiagonal(beside: Float64Array, diagonal: Float64Array, right: Float64Array): Float64Array {
  const n = diagonal.length;
  const upper = new Float64Array(n);
  const solution = new Float64Array(n);
  let pivot = diagonal[0]!;
  solution[0] = right[0]! / pivot;
  for (let i = 1; i < n; i++) {
    upper[i] = beside[i - 1]! / pivot;
    pivot = diagonal[i]! - beside[i - 1]! * upper[i]!;
    solution[i] = (right[i]! - beside[i - 1]! * solution[i - 1]!) / pivot;
  }
  for (let i = n - 2; i >= 0; i--) solution[i] = solution[i]! - upper[i + 1]! * solution[i + 1]!;
  return solution;
}
