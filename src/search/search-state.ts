import type { Contender } from './contender';
import type { Goal } from './goal/goal';
import type { LayerSensitivity } from './sensitivity';

/** What a search has found so far. */
export interface SearchState {
  readonly goal: Goal;
  readonly model: string;
  readonly folder: string;
  readonly seed: number;
  /** Laps of a model that gets to the end. */
  readonly laps: number;
  readonly processor: string | null;
  /** The model as it is first. */
  readonly contenders: Contender[];
  sensitivity: readonly LayerSensitivity[];
}
