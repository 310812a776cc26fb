import { isLinear, type OutputChannel } from '../../config/output-contract';

/** One velocity of a network's output, m/s or rad/s; not finite where the value that it comes from is not, so that neither limits
 *  nor classes make a velocity of a broken output. Classes that a policy masks with -Infinity are never chosen. */
export function velocity(output: ArrayLike<number>, channel: OutputChannel): number {
  if (!isLinear(channel)) return ofClass(output, channel.index, channel.classes);
  const { index, scale, offset, clamp } = channel;
  const value = output[index]! * scale + offset;
  return clamp === undefined || !Number.isFinite(value)
    ? value
    : Math.min(Math.max(value, clamp[0]), clamp[1]);
}

function ofClass(scores: ArrayLike<number>, first: number, classes: readonly number[]): number {
  let best = 0;
  for (let i = 0; i < classes.length; i++) {
    const score = scores[first + i]!;
    if (Number.isNaN(score)) return Number.NaN;
    if (score > scores[first + best]!) best = i;
  }
  return Number.isFinite(scores[first + best]) ? classes[best]! : Number.NaN;
}
