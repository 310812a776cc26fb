import type { StrategyOptions } from '../../models/optimize/strategy';

export type CandidateOptions = Omit<StrategyOptions, 'seed'>;

/** A model that a search may make of its model. */
export interface Candidate {
  /** Letters, digits and underscores; part of its file's name. */
  readonly name: string;
  /** Strategies of `optimize`, in their order; none for the model as it is. */
  readonly strategies: readonly string[];
  readonly options: CandidateOptions;
}

/** The model as it is: the one that others are compared with. */
export const AS_IT_IS: Candidate = { name: 'as_it_is', strategies: [], options: {} };

export function isReference({ strategies }: Candidate): boolean {
  return strategies.length === 0;
}

/** Words of `f1-brain optimize` that make the candidate, without the model. */
export function optionWords({ strategies, options }: Candidate): string[] {
  const { calibrationMethod, ...rest } = options;
  const flags = { ...rest, ...(calibrationMethod === undefined ? {} : { method: calibrationMethod }) };
  return [
    '--strategy',
    strategies.join(','),
    ...Object.entries(flags).flatMap(([key, value]) => [
      `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      Array.isArray(value) ? value.join(',') : String(value),
    ]),
  ];
}
