import type { Bound, Figures, Goal } from './goal';
import { formatMetric, METRICS } from './metric';

/** A bound that a model does not satisfy. */
export interface Miss {
  readonly bound: Bound;
  readonly value: number;
  /** By how much, as a share of the limit. */
  readonly excess: number;
}

/** The bounds that known figures violate; a figure that is not known yet violates none. */
export function findMisses({ bounds }: Goal, figures: Figures): Miss[] {
  return bounds.flatMap((bound) => {
    const value = figures[bound.metric];
    if (value === null || value === undefined) return [];
    const over = bound.relation === '>=' ? 0 : value - bound.limit;
    const under = bound.relation === '<=' ? 0 : bound.limit - value;
    const by = Math.max(over, under);
    return by > 0 ? [{ bound, value, excess: bound.limit === 0 ? by : by / Math.abs(bound.limit) }] : [];
  });
}

/** Whether all bounds are known to be satisfied. */
export function meetsGoal(goal: Goal, figures: Figures): boolean {
  const isKnown = goal.bounds.every(({ metric }) => typeof figures[metric] === 'number');
  return isKnown && findMisses(goal, figures).length === 0;
}

/** A miss in words: `size 1.63 MB, 443 % above size<=0.3MB`. */
export function formatMiss({ bound, value, excess }: Miss): string {
  const metric = METRICS[bound.metric];
  const shown = formatMetric(metric, value);
  if (metric.family === 'laps') return `laps ${shown}, and ${bound.text} is asked for`;
  if (bound.limit === 0) return `${metric.name} ${shown}, and ${bound.text} is asked for`;
  const percent = Number((100 * excess).toPrecision(2));
  return `${metric.name} ${shown}, ${percent} % ${value > bound.limit ? 'above' : 'below'} ${bound.text}`;
}
