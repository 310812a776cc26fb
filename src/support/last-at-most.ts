/** Index of the last value that is at most `most`; null where there is none.
 *  @param ascending values in ascending order */
export function lastAtMost(ascending: Float64Array, most: number): number | null {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= most) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : low - 1;
}
