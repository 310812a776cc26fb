import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { RUN_METADATA_KEY } from '../../measure/metrics/run-metadata';
import { freeNames } from '../../support/free-names';
import type { BagTally, RecordingThreadStart } from './channels';

/** What statistics and metadata both say of who drove where. */
const IDENTITY = ['circuit', 'brain', 'model', 'provider', 'world', 'direction', 'laps', 'seed'] as const;

type Start = Pick<RecordingThreadStart, 'file' | 'metrics' | 'table' | 'metadata'>;

/** The closing metadata of a run whose main thread hangs: what was known at its beginning, and how it ended.
 *  @param real_seconds of the recording */
export function abandonedMetadata({ metadata }: Start, real_seconds: number): Record<string, unknown> {
  const known = (metadata ?? {}) as Record<string, unknown>;
  const run = runOf(known);
  const ended = { because: 'brain_failed', simulated_s: null, left_ms: null };
  return { ...known, [RUN_METADATA_KEY]: { ...run, ended, real_seconds } };
}

/** Writes the statistics that the main thread can no longer write, from the metrics of the bag.
 *  @param metrics as in /experiment_metrics; null where the bag could not be measured
 *  @returns their file */
export function saveAbandoned(
  start: Start,
  metrics: object | null,
  tally: BagTally,
  silent_ms: number,
): string {
  const [statistics] = freeNames(path.dirname(start.file), ['statistics.json'] as const);
  const run = runOf(start.metadata);
  const { file: recording, metrics: figures, table: decisions } = start;
  const content = {
    ...Object.fromEntries(IDENTITY.map((key) => [key, run[key] ?? null])),
    ...runOf(metrics),
    completed: false,
    ended_because: 'brain_failed',
    ended_detail: `the main thread hung for ${Math.round(silent_ms / 1000)} s; the process was ended`,
    files: { recording, metrics: figures, decisions, statistics },
    recording: { bags: 1, messages: tally.messages, bytes: tally.bytes, ended_because: 'main_hung' },
  };
  writeFileSync(statistics, `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx' });
  return statistics;
}

/** Ours within the metadata or the metrics of a bag. */
function runOf(content: object | null): Readonly<Record<string, unknown>> {
  const found = (content as Record<string, unknown> | null)?.[RUN_METADATA_KEY];
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
}
