import { ConfigurationError } from '../../errors';
import type { Bound } from './goal';
import { METRICS } from './metric';

/** @throws ConfigurationError in one line where a metric is bounded twice, or no model can satisfy the bounds */
export function checkBounds(bounds: readonly Bound[]): void {
  for (const [i, bound] of bounds.entries()) {
    for (const other of bounds.slice(0, i)) checkPair(other, bound);
    const { metric, relation, limit, text } = bound;
    const isPositive = ['bytes', 'time'].includes(METRICS[metric].family);
    if (relation !== '>=' && (limit < 0 || (isPositive && limit === 0))) {
      throw new ConfigurationError(
        `goal: ${text} can never be met: ${metric} is ${isPositive ? 'above 0' : '0 or more'}`,
      );
    }
  }
}

function checkPair(a: Bound, b: Bound): void {
  if (a.metric !== b.metric) return;
  if (a.relation === b.relation) {
    throw new ConfigurationError(`goal: ${a.metric} is bounded twice: ${a.text}, ${b.text}; leave one out`);
  }
  const least = Math.max(lower(a), lower(b));
  const most = Math.min(upper(a), upper(b));
  if (least <= most) return;
  throw new ConfigurationError(`goal: ${a.text} contradicts ${b.text}: no model satisfies both`);
}

const lower = ({ relation, limit }: Bound) => (relation === '<=' ? Number.NEGATIVE_INFINITY : limit);
const upper = ({ relation, limit }: Bound) => (relation === '>=' ? Number.POSITIVE_INFINITY : limit);
