/** Steps of the golden ratio fill an interval evenly. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Chooses `wanted` of `count` sample indices, each once, in evenly spread sequences of `row` successive ones. */
export function spreadIndices(count: number, wanted: number, row: number): number[] {
  if (wanted >= count) return Array.from({ length: count }, (_, i) => i);
  // Sequences must not overlap, or images would be used twice; the last one may be shorter.
  const stride = Math.max(row, count / Math.ceil(wanted / row));
  return Array.from({ length: wanted }, (_, i) => Math.floor(Math.floor(i / row) * stride) + (i % row));
}

/**
 * Chooses `wanted` sample indices, each once, in order: half of them evenly over the samples, most of which are straights
 * and wide bends, half evenly over the range of their angular velocities, both ends included.
 * @param w_radps of each sample
 */
export function spreadOverSteering(w_radps: readonly number[], wanted: number): number[] {
  const count = w_radps.length;
  if (wanted >= count) return spreadIndices(count, count, 1);
  const chosen = new Set(spreadIndices(count, Math.floor(wanted / 2), 1));
  // Samples of equal steering, as of a keyboard's commands, in an order without pattern.
  const order = (index: number) => (index * GOLDEN) % 1;
  const bySteering = w_radps
    .map((_, index) => index)
    .filter((index) => !chosen.has(index))
    .sort((a, b) => w_radps[a]! - w_radps[b]! || order(a) - order(b));
  const sorted = bySteering.map((index) => w_radps[index]!);
  for (const position of spreadOverValues(sorted, wanted - chosen.size)) chosen.add(bySteering[position]!);
  return [...chosen].sort((a, b) => a - b);
}

/** Chooses `wanted` positions of ascending values, each once: those nearest to evenly spaced values. */
function spreadOverValues(sorted: readonly number[], wanted: number): number[] {
  const [lowest, highest] = [sorted[0]!, sorted.at(-1)!];
  const chosen: number[] = [];
  let next = 0;
  for (let i = 0; i < wanted; i++) {
    const value = wanted === 1 ? highest : lowest + ((highest - lowest) * i) / (wanted - 1);
    // As many positions must be left as values are to come.
    const last = sorted.length - (wanted - i);
    let nearest = next;
    for (let position = next + 1; position <= last; position++) {
      if (Math.abs(sorted[position]! - value) < Math.abs(sorted[nearest]! - value)) nearest = position;
      if (sorted[position]! > value) break;
    }
    chosen.push(nearest);
    next = nearest + 1;
  }
  return chosen;
}
