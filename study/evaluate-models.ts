import path from 'node:path';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { outputOfBrain } from '../scripts/support/processes';
import { say } from '../scripts/support/program';
import { compareModels } from '../src/models/evaluate/compare-with-reference';
import type { Evaluation, ModelEvaluation, ReferenceComparison } from '../src/models/evaluate/evaluation';
import type { MadeModel, StudyModel } from './make-models';

import { relative, type StudyFolder } from './study-folder';

export interface EvaluationOptions {
  /** Folder of the test set. */
  readonly test: string;
  readonly rounds: number;
  /** Decisions that each model is timed on. */
  readonly frames: number;
  /** Few images, to see that everything works. */
  readonly quick: boolean;
}

/** A row of the tables; both null where the model is missing or was not evaluated. */
export interface EvaluatedRow {
  readonly entry: StudyModel;
  readonly found: ModelEvaluation | null;
  readonly ratio: ReferenceComparison | null;
}

export interface OfflineResult {
  readonly rows: readonly EvaluatedRow[];
  /** The first batch's, for its settings and dataset. */
  readonly evaluation: Evaluation;
}

const QUICK_IMAGES = 300;

/** Evaluates all models on the CPU in batches. Each is compared with the reference in its own batch, which had the
 *  same rounds. */
export async function evaluateOffline(
  entries: readonly StudyModel[],
  folder: StudyFolder,
  { atOnce, ...options }: EvaluationOptions & { readonly atOnce: number },
): Promise<OfflineResult> {
  const batches = batchesOf(entries, atOnce);
  const found = new Map<string, Omit<EvaluatedRow, 'entry'>>();
  let first: Evaluation | null = null;
  for (const [i, batch] of batches.entries()) {
    say(`batch ${i + 1} of ${batches.length}`);
    const out = folder.sub('evaluation', `${i + 1}`);
    const { models, evaluation } = await evaluateModels(batch, { ...options, providers: ['cpu'], out });
    first ??= evaluation;
    for (const { id, reference: referenceId } of batch) {
      const [model, reference] = [models.get(id), models.get(referenceId)];
      if (found.has(id) || model === undefined) continue;
      found.set(id, {
        found: model,
        ratio: reference === undefined ? null : compareModels(model, reference),
      });
    }
  }
  if (first === null) throw new Error('there is no model to evaluate');
  const none = { found: null, ratio: null };
  return { rows: entries.map((entry) => ({ entry, ...(found.get(entry.id) ?? none) })), evaluation: first };
}

type Batched = Pick<StudyModel, 'id' | 'reference' | 'file'>;

/** Splits the models that are there into batches of at most `atOnce`, because each takes about 100 MB while it waits
 *  for its turn. Those of one reference are in its batches. */
export function batchesOf<Model extends Batched>(
  entries: readonly Model[],
  atOnce: number,
): (Model & { readonly file: string })[][] {
  const there = entries.filter((entry): entry is Model & { file: string } => entry.file !== null);
  const references = [...new Set(there.map(({ reference }) => reference))];
  return references.flatMap((name) => {
    const reference = there.filter(({ id }) => id === name);
    const others = there.filter((entry) => entry.reference === name && entry.id !== name);
    const each = atOnce - reference.length;
    const count = Math.max(1, Math.ceil(others.length / each));
    // Of the same size, so that none is left with one model.
    return Array.from({ length: count }, (_, i) => {
      const share = (n: number) => Math.floor((others.length * n) / count);
      return [...reference, ...others.slice(share(i), share(i + 1))];
    });
  });
}

/** Evaluates models in one run of `f1-brain evaluate`.
 *  @returns the evaluation, and its models by their ids; with several providers by id and provider */
export async function evaluateModels(
  entries: readonly MadeModel[],
  {
    test,
    rounds,
    frames,
    quick,
    providers,
    out,
  }: EvaluationOptions & { readonly providers: readonly string[]; readonly out: string },
): Promise<{ models: Map<string, ModelEvaluation>; evaluation: Evaluation }> {
  say(`evaluating ${entries.length} models on ${providers.join(',')} ...`);
  const args = ['evaluate', '--models', ...entries.map(({ file }) => file), '--dataset', relative(test)];
  args.push('--provider', providers.join(','), '--rounds', `${rounds}`, '--frames', `${frames}`);
  args.push('--out', relative(out), '--json', ...(quick ? ['--pictures', `${QUICK_IMAGES}`] : []));
  // A model that fails has its row, and the others theirs.
  const said = await outputOfBrain(args, { codes: [0, 1], showsProgress: true });
  const evaluation = JSON.parse(said) as Evaluation;
  const absolute = (file: string) => path.resolve(PACKAGE_ROOT, file);
  const ids = new Map(entries.map(({ id, file }) => [absolute(file), id]));
  const models = new Map<string, ModelEvaluation>();
  for (const model of evaluation.models) {
    const id = ids.get(absolute(model.file));
    if (id !== undefined) models.set(providers.length > 1 ? `${id} ${model.provider_asked}` : id, model);
  }
  return { models, evaluation };
}
