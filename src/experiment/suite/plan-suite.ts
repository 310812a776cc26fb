import path from 'node:path';
import { brainNames } from '../../config/brain-file';
import { Problems } from '../../config/problems';
import { Section } from '../../config/section';
import type { Draft, Notes } from '../plan/draft';
import { expand } from '../plan/expand';
import { readDrivers } from '../plan/plain-brains';
import { readPlainFile } from '../plan/plain-file';
import { type ExperimentPlan, planDrafts } from '../plan/plan-experiments';
import type { PlanOptions } from '../plan/plan-options';
import type { Suite, SuitePart } from './suite-file';

/** The runs of a suite, and what each of them is part of. */
export interface SuitePlan {
  readonly suite: Suite;
  /** As they were named: names, or absolute paths. */
  readonly brains: readonly string[];
  readonly plan: ExperimentPlan;
  /** By the key of the run. */
  readonly parts: ReadonlyMap<string, SuitePart>;
}

/**
 * Plans the runs of a suite.
 * @param brains names in `brains/` or `models/`, brain files, or .onnx files with their cards; null for all that ship
 * @throws ConfigurationError with one line for each problem, before anything is driven
 */
export async function planSuite(
  suite: Suite,
  brains: readonly string[] | null,
  options: PlanOptions = {},
): Promise<SuitePlan> {
  const asked = (brains ?? brainNames()).map((named) => (/[/\\.]/.test(named) ? path.resolve(named) : named));
  const problems = new Problems();
  // Once, so that the lines name what was asked for and not the suite's file.
  readDrivers(new Section({ brains: asked }, '--brains'), problems, { remarks: [], warnings: [] });
  problems.throwAny();
  const notes: Notes = { remarks: [], warnings: [] };
  const drafts: Draft[] = [];
  const parts = new Map<string, SuitePart>();
  for (const part of suite.parts) {
    for (const experiment of part.experiments) {
      const given = { ...experiment, name: `suite-${suite.name}`, brains: asked };
      const draft = await readPlainFile(suite.file, given, problems, notes);
      if (draft === null) continue;
      drafts.push(draft);
      for (const { run } of expand([draft])) if (!parts.has(run.key)) parts.set(run.key, part);
    }
  }
  problems.throwAny();
  return { suite, brains: asked, plan: planDrafts(drafts, notes, options), parts };
}
