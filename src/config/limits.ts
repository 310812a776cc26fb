import { COMMAND_RANGES } from './command-range';
import type { Section } from './section';

/** Range of commands that may leave the node; a finite command outside is cut to it. */
export interface Limits {
  readonly minV_mps: number;
  readonly maxV_mps: number;
  readonly maxW_radps: number;
}

/** As far as the labels of BehaviorMetrics' datasets reach. */
export const DEFAULT_LIMITS: Limits = {
  minV_mps: 0,
  maxV_mps: COMMAND_RANGES.v_mps[1],
  maxW_radps: COMMAND_RANGES.w_radps[1],
};
/** `Limits` of a brain's or a car's file.
 *  @param others what holds where the file says nothing
 *  @throws ConfigurationError for a range without 0 inside */
export function readLimits(parent: Section, others: Limits): Limits {
  const section = parent.optionalSection('Limits')?.allow(['v_mps', 'w_radps']);
  if (!section) return others;
  const [minV_mps, maxV_mps] = section.has('v_mps')
    ? section.numbers('v_mps', 2)
    : [others.minV_mps, others.maxV_mps];
  if (minV_mps > 0 || maxV_mps < 0 || minV_mps >= maxV_mps) {
    throw section.error('v_mps', `is [${minV_mps}, ${maxV_mps}]; write [min, max] with 0 inside`);
  }
  return {
    minV_mps,
    maxV_mps,
    maxW_radps: section.optionalNumber('w_radps', 0) ?? others.maxW_radps,
  };
}
