import type { Figures, Goal } from './goal/goal';
import type { Miss } from './goal/judge';
import type { DrivenLap } from './measure/laps';
import type { LayerSensitivity } from './sensitivity';

/** How far a candidate got. */
export type CandidateStatus =
  | 'winner'
  | 'meets the goal'
  | 'missed'
  | 'dominated'
  | 'halved'
  | 'rejected'
  | 'not finished';

export interface CandidateResult {
  readonly name: string;
  /** Empty for the model as it is. */
  readonly strategies: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** Null where it could not be made. */
  readonly file: string | null;
  readonly sha256: string | null;
  readonly status: CandidateStatus;
  /** Why it is no longer measured; null for those that got to the end. */
  readonly reason: string | null;
  /** In B, ms, m, m/s and rad/s. Of laps, over those that were driven. */
  readonly figures: Figures;
  readonly laps: readonly DrivenLap[];
  /** Whether no other model that drove all laps is smaller, faster and nearer to the line. */
  readonly on_front: boolean;
}

/** The output of `f1-brain optimize --goal --json`. */
export interface SearchResult {
  readonly model: string;
  readonly folder: string;
  readonly goal: Goal;
  /** Whether a candidate meets the goal; null where the search was interrupted before it was known. */
  readonly met: boolean | null;
  readonly interrupted: boolean;
  readonly seed: number;
  /** The execution provider that ran the models; null where none ran. */
  readonly provider: string | null;
  readonly processor: string | null;
  /** Laps that a candidate drives which gets to the end. */
  readonly laps: number;
  readonly candidates: readonly CandidateResult[];
  readonly winner: { readonly name: string; readonly file: string } | null;
  /** Where no candidate meets the goal: the one that misses it by least. */
  readonly nearest: { readonly name: string; readonly misses: readonly Miss[] } | null;
  /** Empty where no layer was quantized alone. */
  readonly sensitivity: readonly LayerSensitivity[];
}
