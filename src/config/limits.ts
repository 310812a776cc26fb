import { DEFAULT_LIMITS, type Limits } from './brain-configuration';
import type { Section } from './section';

/** `Limits` of a brain's file. @throws ConfigurationError for a range without 0 inside */
export function readLimits(robot: Section): Limits {
  const section = robot.optionalSection('Limits')?.allow(['v_mps', 'w_radps']);
  if (!section) return DEFAULT_LIMITS;
  const [minV_mps, maxV_mps] = section.has('v_mps')
    ? section.numbers('v_mps', 2)
    : [DEFAULT_LIMITS.minV_mps, DEFAULT_LIMITS.maxV_mps];
  if (minV_mps > 0 || maxV_mps < 0 || minV_mps >= maxV_mps) {
    throw section.error('v_mps', `is [${minV_mps}, ${maxV_mps}]; write [min, max] with 0 inside`);
  }
  return {
    minV_mps,
    maxV_mps,
    maxW_radps: section.optionalNumber('w_radps', 0) ?? DEFAULT_LIMITS.maxW_radps,
  };
}
