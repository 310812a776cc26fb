import { createHash } from 'node:crypto';
import { OUTCOME_COLUMNS } from './outcome-columns';
import type { RunResult } from './run-result';

/**
 * Fingerprint of what a run came to: SHA-256 (hexadecimal) of its key, its outcome columns and its lap times. Two runs in
 * lockstep of one key have the same, whatever machine drove them and when.
 */
export function outcomeSha256(result: RunResult): string {
  const cells = OUTCOME_COLUMNS.map(({ name, of }) => [name, of(result)]);
  const lapTimes_s = result.statistics?.lap_times_s ?? null;
  return createHash('sha256')
    .update(JSON.stringify([result.run.key, cells, lapTimes_s]))
    .digest('hex');
}
