import { existsSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../../scripts/support/paths';
import { MISSING } from '../../src/measure/report/format';

export interface PartOptions {
  /** Runs of each measurement, in turn. */
  readonly rounds: number;
  /** Folder of recorded camera frames. */
  readonly recorded: string;
  /** Folder for what programs write. */
  readonly out: string;
}

/** A row of the summary. */
export type SummaryRow = readonly [what: string, ours: string, compared: string];

/** What a part of the benchmark found. */
export interface PartResult {
  /** Document with the place of the text. Default: docs/performance.md. */
  readonly file?: string;
  readonly text: string;
  readonly summary: readonly SummaryRow[];
  /** All that was measured, for bench.json. */
  readonly figures: unknown;
}

/** Measures one thing; null where something that it needs is missing, which it says. */
export type Part = (options: PartOptions) => Promise<PartResult | null>;

/** Models that are compared with the fp32 PilotNet on the path of a frame. */
export const SMALLER_MODELS = ['pilotnet_int8', 'slim_pilotnet', 'slim_pilotnet_int8'].filter((name) =>
  existsSync(path.join(PACKAGE_ROOT, 'models', `${name}.onnx`)),
);

/** Milliseconds as tables have them. */
export function ms(value: number | null): string {
  return value === null ? MISSING : value.toFixed(value < 0.1 ? 3 : 2);
}

/** Two percentiles in one cell. */
export function msPair(p50: number | null, p99: number | null): string {
  return `${ms(p50)} / ${ms(p99)}`;
}
