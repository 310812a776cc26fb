import { ConfigurationError, quoted } from '../../errors';
import type { PlannedRun } from '../run/planned-run';

const LABEL = /^[a-z0-9][a-z0-9_-]{0,30}$/;

/** What a run needs beyond what every worker has: a GPU for a provider that was asked for by name, a Gazebo.
 *  @param extra labels that all runs of an experiment were given */
export function labelsOf(run: PlannedRun, extra: readonly string[]): string[] {
  const needed = new Set(extra);
  if (run.provider !== null && run.provider !== 'auto' && run.provider !== 'cpu') needed.add('gpu');
  if (run.world.kind === 'gazebo') needed.add('gazebo');
  return [...needed].sort();
}

/** Labels separated by commas, sorted.
 *  @throws ConfigurationError */
export function parseLabels(text: string): string[] {
  const labels = text.split(',').map((label) => label.trim());
  const wrong = labels.find((label) => !LABEL.test(label));
  if (wrong !== undefined) {
    throw new ConfigurationError(
      `${quoted(wrong)} is not a label: lower-case letters, digits, - and _ are allowed: gpu,gazebo,lab-2`,
    );
  }
  return [...new Set(labels)].sort();
}

/** Whether a worker can do what needs these labels. */
export function canServe(has: readonly string[], needed: readonly string[]): boolean {
  return needed.every((label) => has.includes(label));
}

/** The sets of labels, each once, that no worker covers. */
export function unserved(
  needed: readonly (readonly string[])[],
  workers: readonly { readonly labels: readonly string[] }[],
): (readonly string[])[] {
  const distinct = new Map(needed.map((labels) => [labels.join(','), labels]));
  return [...distinct.values()].filter(
    (labels) => !workers.some((worker) => canServe(worker.labels, labels)),
  );
}
