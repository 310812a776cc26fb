import { statSync } from 'node:fs';
import { cardFileOf } from '../../config/model-card';
import { ConfigurationError, messageOf } from '../../errors';
import { hashBrain, hashFile } from '../run/planned-files';
import type { PlannedRun } from '../run/planned-run';

/** Hashes of files as they were when they were last looked at, by path, size and time of change. */
const known = new Map<string, { readonly stamp: string; readonly sha256: string }>();

/** Checks that the files of a run are still those that it was planned with.
 *  @throws ConfigurationError that names the first which is not */
export function checkFiles(run: PlannedRun): void {
  const { brain, model, circuit, perfectLap, timingFile } = run;
  const { path: file, entry } = brain;
  requireSame(`${file}#${entry ?? ''}`, file, brain.sha256, () => hashBrain({ file, entry }));
  for (const plain of [brain.module, model, circuit.file, perfectLap, timingFile]) {
    if (plain !== null) requireSame(plain.path, plain.path, plain.sha256, () => hashFile(plain.path));
  }
  if (model === null) return;
  const card = cardFileOf(model.path);
  requireSame(card, card, model.card_sha256, () => hashFile(card));
}

function requireSame(id: string, file: string, sha256: string, hash: () => string): void {
  const stamp = stampOf(file);
  const before = known.get(id);
  const found = before?.stamp === stamp ? before.sha256 : hash();
  known.set(id, { stamp, sha256: found });
  if (found === sha256) return;
  throw new ConfigurationError(
    `${file}: has changed since the run was planned; start the experiment again, which plans the runs of the changed file`,
  );
}

function stampOf(file: string): string {
  try {
    const { size, mtimeMs, ino } = statSync(file);
    return `${size} ${mtimeMs} ${ino}`;
  } catch (error) {
    throw new ConfigurationError(`${file}: cannot be read (${messageOf(error)})`, { cause: error });
  }
}
