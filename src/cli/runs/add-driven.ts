import { BrainError } from '../../errors';
import { addedResult } from '../../experiment/store/added-run';
import { type DrivenFile, readDriven } from '../../experiment/store/find-driven';
import type { FolderStore } from '../../experiment/store/folder-store';
import { ReadingLine } from '../../support/terminal/reading-line';
import type { Invocation } from '../io';
import { printError, printLines } from '../print';

/** Adds runs that were driven outside of experiments; those that cannot be read are reported, a line each.
 *  @returns the exit code */
export async function addDriven(
  store: FolderStore,
  found: readonly DrivenFile[],
  cli: Invocation,
): Promise<number> {
  const line = new ReadingLine(cli.stderr, () => performance.now());
  const repetitions = repetitionsOf(store);
  const counts = { added: 0, known: 0, failed: 0 };
  for (const each of found) {
    try {
      const onProgress = (share: number) => line.show(each.file, share);
      const { driven, files } = await readDriven(each, { onProgress }).finally(() => line.clear());
      const { brain, model, circuit, direction } = driven.statistics;
      const group = JSON.stringify([brain, model, circuit, direction]);
      const repetition = (repetitions.get(group) ?? 0) + 1;
      const isNew = store.add(addedResult(driven, repetition), files);
      counts[isNew ? 'added' : 'known'] += 1;
      if (isNew) repetitions.set(group, repetition);
    } catch (error) {
      if (!(error instanceof BrainError)) throw error;
      printError(cli, error.message);
      counts.failed += 1;
    }
  }
  const known = counts.known === 0 ? '' : `, ${counts.known} there already`;
  const failed = counts.failed === 0 ? '' : `, ${counts.failed} not readable`;
  printLines(cli, [`${store.folder}: ${counts.added} added${known}${failed}`]);
  return counts.failed > 0 ? 1 : 0;
}

/** The greatest repetition of the added runs of each brain, circuit and direction. */
function repetitionsOf(store: FolderStore): Map<string, number> {
  const repetitions = new Map<string, number>();
  for (const { brain, model, circuit, direction, repetition, added_from } of store.rows()) {
    if (added_from === null) continue;
    const group = JSON.stringify([brain, model, circuit, direction]);
    repetitions.set(group, Math.max(repetitions.get(group) ?? 0, Number(repetition)));
  }
  return repetitions;
}
