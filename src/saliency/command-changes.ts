import { V_SPAN_MPS, W_SPAN_RADPS } from '../config/command-range';
import { isLinear, type OutputChannel, type OutputContract } from '../config/output-contract';
import { velocity } from '../drive/brains/velocity';

type Output = ArrayLike<number>;

/**
 * How much each covered image moves the command: velocities as parts of the range of commands. Where the network scores
 * classes, few covers change which of them wins: the change of the winner's score counts (as in Zeiler and Fergus,
 * https://arxiv.org/abs/1311.2901), as a part of the range of scores.
 * @param seen the network's output for the image as it is
 */
export function measureChanges(
  { v, w }: Pick<OutputContract, 'v' | 'w'>,
  seen: Output,
  covered: readonly Output[],
): number[] {
  const ofV = changesOf(v, V_SPAN_MPS, seen, covered);
  const ofW = changesOf(w, W_SPAN_RADPS, seen, covered);
  return covered.map((_, i) => Math.hypot(ofV[i]!, ofW[i]!));
}

function changesOf(channel: OutputChannel, span: number, seen: Output, covered: readonly Output[]): number[] {
  if (isLinear(channel)) {
    const before = velocity(seen, channel);
    return covered.map((output) => Math.abs(velocity(output, channel) - before) / span);
  }
  const scoresOf = (output: Output) => channel.classes.map((_, i) => output[channel.index + i]!);
  const scores = scoresOf(seen);
  const range = Math.max(...[seen, ...covered].map((output) => rangeOf(scoresOf(output))));
  // A single class always wins.
  if (range === 0) return covered.map(() => 0);
  const best = Math.max(...scores);
  const winner = channel.index + scores.indexOf(best);
  return covered.map((output) => Math.min(1, Math.abs(output[winner]! - best) / range));
}

/** Scores that a policy masks with -Infinity do not count. */
function rangeOf(scores: readonly number[]): number {
  const finite = scores.filter(Number.isFinite);
  return finite.length === 0 ? 0 : Math.max(...finite) - Math.min(...finite);
}
