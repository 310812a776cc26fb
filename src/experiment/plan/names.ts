import path from 'node:path';
import type { PlannedFile, PlannedRun } from '../run/planned-run';

/** The same runs with one name for each file: tables and folders tell brains, models and circuits apart by name. Of two
 *  files with one name, each is named with its folder; where that is the same too, they are numbered. */
export function distinctNames(runs: readonly PlannedRun[]): PlannedRun[] {
  const brains = rename(runs.map(({ brain }) => brain));
  const models = rename(runs.map(({ model }) => model));
  const circuits = rename(runs.map(({ circuit }) => circuit.file));
  return runs.map((run) => ({
    ...run,
    brain: { ...run.brain, name: brains(run.brain) },
    model: run.model && { ...run.model, name: models(run.model) },
    circuit: run.circuit.file === null ? run.circuit : { ...run.circuit, name: circuits(run.circuit.file) },
  }));
}

function rename(files: readonly (PlannedFile | null)[]): (file: PlannedFile) => string {
  const names = new Map<string, string>();
  const byName = new Map<string, Map<string, PlannedFile>>();
  for (const file of files) {
    if (file === null) continue;
    const same = byName.get(file.name) ?? new Map<string, PlannedFile>();
    byName.set(file.name, same.set(file.sha256, file));
  }
  for (const [name, same] of byName) {
    const all = [...same.values()];
    const withFolder = all.map((file) => `${path.basename(path.dirname(file.path))}/${name}`);
    all.forEach((file, i) => {
      const isAlone = new Set(withFolder).size === all.length;
      names.set(idOf(file), all.length === 1 ? name : isAlone ? withFolder[i]! : `${name}-${i + 1}`);
    });
  }
  return (file) => names.get(idOf(file)) ?? file.name;
}

function idOf({ name, sha256 }: PlannedFile): string {
  return `${name}:${sha256}`;
}
