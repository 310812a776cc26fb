import type { ProviderRequest } from '../../drive/inference/providers';
import type { LabelUnits } from '../../models/dataset/label-units';
import type { MeasurementCache } from './cache';

/** The model that is optimized. */
export interface SourceModel {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly card_sha256: string;
  /** Whether it remembers earlier frames. */
  readonly hasMemory: boolean;
}

/** What all measurements of a search share. */
export interface SearchJob {
  readonly model: SourceModel;
  /** Of the search: models, measurements and results. */
  readonly folder: string;
  readonly cache: MeasurementCache;
  readonly provider: ProviderRequest;
  /** Of labels that are not in m/s and rad/s. */
  readonly labelUnits: LabelUnits | undefined;
  readonly seed: number;
  /** Images that activation ranges come from. */
  readonly calibrationFrames: number;
  readonly signal: AbortSignal;
  /** @param share of this stage that is done, 0 to 1 */
  readonly onProgress: (share: number, doing: string) => void;
}
