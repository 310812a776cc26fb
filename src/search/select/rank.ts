import type { Figures, Goal } from '../goal/goal';
import { findMisses, type Miss } from '../goal/judge';
import { METRICS, type MetricName } from '../goal/metric';

/** A model with what is known of it. */
export interface Ranked {
  readonly name: string;
  readonly figures: Figures;
}

/** Decide where all objectives are equal; none is a measured time. */
const TIE_BREAKERS: readonly MetricName[] = ['max_deviation', 'mean_deviation', 'w_error', 'size'];

/** What models are compared by while they drive: nothing that differs from run to run. */
export const DRIVEN_METRICS: readonly MetricName[] = ['size', 'laps', 'max_deviation', 'mean_deviation'];

/** Size, time and deviation: what the front is about. */
export const FRONT_METRICS: readonly MetricName[] = ['size', 'p50', 'max_deviation'];

/** Orders by the objectives of a goal, the better first. Depends on no measured time. */
export function byObjectives({ objectives }: Goal): (a: Ranked, b: Ranked) => number {
  const metrics = [...objectives.map(({ metric }) => metric), ...TIE_BREAKERS];
  return (a, b) => {
    for (const metric of metrics) {
      const order = compareBy(metric, a, b);
      if (order !== 0) return order;
    }
    return a.name < b.name ? -1 : Number(a.name > b.name);
  };
}

/** Below 0 where `a` is better; a missing figure is worse than any. */
function compareBy(metric: MetricName, a: Ranked, b: Ranked): number {
  const [x, y] = [costOf(metric, a), costOf(metric, b)];
  return x === y ? 0 : x < y ? -1 : 1;
}

function costOf(metric: MetricName, { figures }: Ranked): number {
  const value = figures[metric] ?? null;
  if (value === null) return Number.POSITIVE_INFINITY;
  return METRICS[metric].better === 'lower' ? value : -value;
}

/** Whether `a` is nowhere worse than `b`, and better somewhere. */
export function dominates(a: Ranked, b: Ranked, metrics: readonly MetricName[]): boolean {
  const orders = metrics.map((metric) => compareBy(metric, a, b));
  return orders.every((order) => order <= 0) && orders.some((order) => order < 0);
}

/** Those that no other one dominates. */
export function paretoFront<T extends Ranked>(all: readonly T[], metrics: readonly MetricName[]): T[] {
  return all.filter((one) => !all.some((other) => dominates(other, one, metrics)));
}

/** About half of them, at least `least`: in turns the best by the objectives, and by each figure of a drive. */
export function keepHalf<T extends Ranked>(all: readonly T[], goal: Goal, least: number): T[] {
  const size = Math.max(least, Math.ceil(all.length / 2));
  const orders = [
    byObjectives(goal),
    ...DRIVEN_METRICS.map(
      (metric) => (a: Ranked, b: Ranked) => compareBy(metric, a, b) || byObjectives(goal)(a, b),
    ),
  ].map((order) => all.toSorted(order));
  const kept = new Set<T>();
  for (let turn = 0; kept.size < Math.min(size, all.length); turn++) {
    kept.add(orders[turn % orders.length]!.find((one) => !kept.has(one))!);
  }
  return all.filter((one) => kept.has(one));
}

/** The model that misses the goal by least: the smallest of their largest misses. */
export function findNearest<T extends Ranked>(
  all: readonly T[],
  goal: Goal,
): { readonly model: T; readonly misses: readonly Miss[] } | null {
  const worst = (misses: readonly Miss[]) => Math.max(...misses.map(({ excess }) => excess));
  const missing = all
    .map((model) => ({ model, misses: findMisses(goal, model.figures) }))
    .filter(({ misses }) => misses.length > 0);
  const order = byObjectives(goal);
  return missing.toSorted((a, b) => worst(a.misses) - worst(b.misses) || order(a.model, b.model))[0] ?? null;
}
