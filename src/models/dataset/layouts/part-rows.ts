import type { LabelUnits } from '../label-units';

/** A labelled image of a part, in our units. */
export interface PartRow {
  /** Absolute path. */
  readonly image: string;
  /** As the label file names it. */
  readonly name: string;
  readonly v_mps: number;
  /** Left is positive. */
  readonly w_radps: number;
  /** Seconds; null if missing. */
  readonly timestamp: number | null;
}

/** What a layout makes of a folder. */
export interface PartRows {
  readonly rows: readonly PartRow[];
  /** What was assumed about the labels, in one line; null where they are as in our own layout. */
  readonly assumed: string | null;
}

/** Reads the rows of one part. @param labels its label files, absolute paths */
export type ReadPart = (folder: string, labels: readonly string[], units: LabelUnits) => Promise<PartRows>;
