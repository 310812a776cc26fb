import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RunRow } from '../run/run-row';

/** Which of the runs that a query found are to go. */
export interface PruneChoice {
  /** Only those that ended by a fault. */
  readonly faults: boolean;
  /** Only those that began before this moment, ISO 8601; null for any. */
  readonly before: string | null;
  /** Of each brain, network, circuit and direction, so many stay: the fastest that completed their laps, or the first of
   *  the order asked for. Null keeps none. */
  readonly keepBest: number | null;
}

/** @param rows in the order in which the best are first, where `isSorted` */
export function choosePruned(rows: readonly RunRow[], choice: PruneChoice, isSorted: boolean): RunRow[] {
  const kept = choice.keepBest === null ? new Set() : findBest(rows, choice.keepBest, isSorted);
  return rows.filter((row) => {
    if (kept.has(row.key)) return false;
    if (choice.faults && row.outcome !== 'fault') return false;
    return choice.before === null || (row.started_at !== null && String(row.started_at) < choice.before);
  });
}

function findBest(
  rows: readonly RunRow[],
  count: number,
  isSorted: boolean,
): Set<RunRow[string] | undefined> {
  const order = isSorted ? rows : [...rows].sort((a, b) => lapTimeOf(a) - lapTimeOf(b));
  const groups = new Map<string, number>();
  const best = new Set<RunRow[string] | undefined>();
  for (const row of order) {
    if (row.completed !== true) continue;
    const group = JSON.stringify([row.brain, row.model, row.circuit, row.direction]);
    const taken = groups.get(group) ?? 0;
    if (taken < count) best.add(row.key);
    groups.set(group, taken + 1);
  }
  return best;
}

function lapTimeOf({ lap_seconds }: RunRow): number {
  return typeof lap_seconds === 'number' ? lap_seconds : Number.POSITIVE_INFINITY;
}

/** Bytes of files. */
export function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

/** Bags below a folder. */
export function bagsBelow(folder: string): string[] {
  return filesBelow(folder).filter((file) => /\.bag(\.active)?$/.test(file));
}

export function removeFiles(files: readonly string[]): void {
  for (const file of files) rmSync(file, { force: true });
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return entry.isFile() ? [file] : [];
  });
}
