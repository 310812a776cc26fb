import { groupBy } from '../../measure/report/run';
import type { RunRow } from '../run/run-row';

/** Settings that make two brains of one name different, in the order in which a label has them. */
const PARTS = ['model', 'provider_asked', 'compensation'] as const;
const WITHOUT: Readonly<Record<(typeof PARTS)[number], string>> = {
  model: 'no model',
  provider_asked: 'its own provider',
  compensation: 'its own compensation',
};
const HASHES = ['brain_sha256', 'module_sha256', 'model_sha256', 'card_sha256'] as const;
const SHORT_HASH = 8;
const UNKNOWN = 'unknown brain';

/**
 * What drove each run, by a label: the brain, and its model, provider and compensation where one brain drove with several.
 * Where files of one name differ in content, their hashes tell them apart.
 */
export function labelBrains(rows: readonly RunRow[]): string[] {
  const labels = new Map<RunRow, string>();
  for (const [brain, members] of groupBy(rows, (row) => textOf(row, 'brain') ?? UNKNOWN)) {
    const several = PARTS.filter((part) => new Set(members.map((row) => row[part] ?? null)).size > 1);
    for (const row of members) {
      labels.set(row, [brain, ...several.map((part) => textOf(row, part) ?? WITHOUT[part])].join(' · '));
    }
  }
  for (const namesakes of groupBy(rows, (row) => labels.get(row)!).values()) {
    const differing = HASHES.filter((hash) => new Set(namesakes.map((row) => row[hash] ?? null)).size > 1);
    if (differing.length === 0) continue;
    for (const row of namesakes) {
      const hashes = differing.map((hash) => (textOf(row, hash) ?? 'unknown').slice(0, SHORT_HASH));
      labels.set(row, `${labels.get(row)!} · sha256 ${hashes.join(' ')}`);
    }
  }
  return rows.map((row) => labels.get(row)!);
}

/** A cell as text; null where it is missing. */
export function textOf(row: RunRow, column: string): string | null {
  const cell = row[column] ?? null;
  return cell === null ? null : String(cell);
}
