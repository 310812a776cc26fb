import { BagError, ConfigurationError, ModelError, messageOf } from '../../errors';
import type { EndReason } from '../../measure/metrics/run-metrics';
import { type Driven, faultOf } from './driven';

/** Ends of which the brain is not the cause. */
const ENDS: readonly (EndReason | null)[] = ['world_lost', 'recording_failed', 'interrupted', null];

/** Whether a drive that ended so says nothing of how the brain drives: `passing`, where another attempt may come to more;
 *  `lasting`, where every attempt would end so. Null for a result.
 *  @param answered frames that the brain has answered; null where nobody knows */
export function faultOfEnd(end: EndReason | null, answered: number | null): 'passing' | 'lasting' | null {
  if (end === 'brain_failed' && answered === 0) return 'lasting';
  return ENDS.includes(end) ? 'passing' : null;
}

/** What a run came to that an error ended. What is wrong with its settings and files stays wrong. */
export function faultOfError(error: unknown): Driven {
  const isLasting = [ConfigurationError, ModelError, BagError].some((kind) => error instanceof kind);
  return { ...faultOf(messageOf(error)), ...(isLasting && { lasting: true }) };
}
