import type { MetricName } from './metric';

export type Relation = '<=' | '>=' | '=';

/** A condition that a model has to satisfy. */
export interface Bound {
  readonly metric: MetricName;
  readonly relation: Relation;
  /** In the unit of the metric's values; of `laps` how many have to be completed. */
  readonly limit: number;
  /** As it was written. */
  readonly text: string;
}

/** What decides among the models that satisfy all bounds; the better direction is that of the metric. */
export interface Objective {
  readonly metric: MetricName;
}

export interface Goal {
  readonly bounds: readonly Bound[];
  /** In the order in which they decide. Never a measured time. */
  readonly objectives: readonly Objective[];
}

/** What is known of a model: null, or absent, where nothing is. */
export type Figures = Readonly<Partial<Record<MetricName, number | null>>>;
