/**
 * Sorts the numbers from 0 to before `count`, stable. Ordered ranges are merged as they are, so that a bag written
 * topic by topic takes one step for each doubling of its topics.
 * @param precedes whether the first may come before the second; true for equal ones
 */
export function mergeSort(count: number, precedes: (a: number, b: number) => boolean): Uint32Array {
  let from = Uint32Array.from({ length: count }, (_, i) => i);
  let to = new Uint32Array(count);
  let starts = rangeStarts(count, precedes);
  while (starts.length > 1) {
    const merged: number[] = [];
    for (let i = 0; i < starts.length; i += 2) {
      const middle = starts[i + 1] ?? count;
      mergeRanges(from, to, { start: starts[i]!, middle, end: starts[i + 2] ?? count }, precedes);
      merged.push(starts[i]!);
    }
    [from, to] = [to, from];
    starts = merged;
  }
  return from;
}

/** Where the ordered ranges begin. */
function rangeStarts(count: number, precedes: (a: number, b: number) => boolean): number[] {
  const starts = count > 0 ? [0] : [];
  for (let i = 1; i < count; i++) if (!precedes(i - 1, i)) starts.push(i);
  return starts;
}

interface Ranges {
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

function mergeRanges(
  from: Uint32Array,
  to: Uint32Array,
  { start, middle, end }: Ranges,
  precedes: (a: number, b: number) => boolean,
): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeLeft = left < middle && (right >= end || precedes(from[left]!, from[right]!));
    to[at] = takeLeft ? from[left++]! : from[right++]!;
  }
}
