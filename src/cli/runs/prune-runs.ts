import { InvalidArgumentError } from 'commander';
import { ConfigurationError } from '../../errors';
import type { RunRow } from '../../experiment/run/run-row';
import type { FolderStore } from '../../experiment/store/folder-store';
import { bagsBelow, choosePruned, filesBelow, removeFiles, sizeOf } from '../../experiment/store/prune';
import type { RunQuery } from '../../experiment/store/query';
import { count } from '../../support/count';
import type { Invocation } from '../io';
import { printLines } from '../print';

/** What the command line says of pruning. */
export interface PruneOptions {
  where: string[];
  prune: boolean;
  failed: boolean;
  olderThan?: number;
  keepBest?: number;
  bagsOnly: boolean;
  dryRun: boolean;
  yes: boolean;
}

const DAY_MS = 86_400_000;
/** Folders that are named before the rest is counted. */
const MOST_NAMED = 10;

/** Parses days, which may be a fraction. */
export function parseDays(text: string): number {
  const days = Number(text);
  if (text.trim() === '' || !Number.isFinite(days) || days < 0) {
    throw new InvalidArgumentError('A number of days is needed.');
  }
  return days;
}

/** @throws ConfigurationError where an option of pruning is given without it, or nothing says what goes */
export function requirePruneOptions({
  prune,
  failed,
  olderThan,
  keepBest,
  bagsOnly,
  ...rest
}: PruneOptions): void {
  const { where, dryRun, yes } = rest;
  const given = [
    failed && '--failed',
    olderThan !== undefined && '--older-than',
    keepBest !== undefined && '--keep-best',
    bagsOnly && '--bags-only',
    dryRun && '--dry-run',
    yes && '--yes',
  ].filter((option) => option !== false);
  if (!prune && given.length > 0) throw new ConfigurationError(`${given[0]}: needs --prune`);
  const chooses = failed || olderThan !== undefined || keepBest !== undefined || where.length > 0 || bagsOnly;
  if (prune && !chooses) {
    throw new ConfigurationError(
      '--prune: says not which runs; add --where, --failed, --older-than, --keep-best or --bags-only',
    );
  }
  if (prune && dryRun && yes)
    throw new ConfigurationError('--dry-run and --yes contradict each other; give one');
}

/** Removes runs, or their bags, or says what would be removed.
 *  @throws ConfigurationError where neither --dry-run nor --yes is given, after saying it */
export function pruneRuns(store: FolderStore, query: RunQuery, options: PruneOptions, cli: Invocation): void {
  const { failed, olderThan, keepBest, bagsOnly, dryRun, yes } = options;
  const { columns: _, ...found } = query;
  const chosen = choosePruned(
    store.rows(found),
    {
      faults: failed,
      before: olderThan === undefined ? null : new Date(Date.now() - olderThan * DAY_MS).toISOString(),
      keepBest: keepBest ?? null,
    },
    (query.sort ?? []).length > 0,
  );
  const going = chosen
    .map((row) => describe(store, row, bagsOnly))
    .filter(({ bytes }) => bytes > 0 || !bagsOnly);
  printLines(cli, linesOf(going, bagsOnly, yes));
  if (going.length === 0 || dryRun) return;
  if (!yes)
    throw new ConfigurationError('--prune: nothing was removed; give --yes to remove it, or --dry-run');
  for (const { row, bags } of going) {
    if (bagsOnly) removeFiles(bags);
    else store.remove(String(row.key));
  }
}

interface Going {
  readonly row: RunRow;
  readonly name: string;
  readonly bags: readonly string[];
  readonly bytes: number;
}

function describe(store: FolderStore, row: RunRow, bagsOnly: boolean): Going {
  const name = String(row.folder);
  const folder = store.folderOf(name);
  const bags = bagsBelow(folder);
  const bytes = sizeOf(bagsOnly ? bags : filesBelow(folder));
  return { row, name, bags, bytes };
}

function linesOf(going: readonly Going[], bagsOnly: boolean, yes: boolean): string[] {
  const bytes = going.reduce((sum, each) => sum + each.bytes, 0);
  const what = `${bagsOnly ? 'the bags of ' : ''}${count(going.length, 'run')}`;
  const more = going.length - MOST_NAMED;
  return [
    ...going.slice(0, MOST_NAMED).map(({ name, row }) => `${name}  ${row.outcome ?? ''}`.trimEnd()),
    ...(more > 0 ? [`and ${more} more`] : []),
    `${yes ? 'removing' : 'would remove'} ${what}, ${(bytes / 1e6).toFixed(1)} MB`,
  ];
}
