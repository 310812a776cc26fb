import { shellLine } from '../support/shell-words';
import type { Experiment } from './brain-configuration';
import type { Problems } from './problems';
import type { Section } from './section';

/** `Behaviors.Experiment` of a brain's YAML: texts for the record. */
export function readExperiment(section: Section | null, problems: Problems, remarks: string[]): Experiment {
  const timeout_s = problems.attempt(() => {
    const timeouts = Array.isArray(section?.raw('Timeout')) ? section.numbers('Timeout') : null;
    return timeouts ? (timeouts[0] ?? null) : (section?.optionalNumber('Timeout', 0) ?? null);
  }, null);
  const repetitions = problems.attempt(() => section?.optionalNumber('Repetitions', 0) ?? null, null);
  if (section !== null && repetitions !== null && repetitions > 1)
    remarks.push(
      `Experiment.Repetitions is ${repetitions}: this is one run; \`f1-brain experiment ${shellLine([section.file])}\` runs all of them`,
    );
  if (timeout_s !== null && timeout_s > 0)
    remarks.push(`Experiment.Timeout: laps end after ${timeout_s} simulated seconds (--timeout)`);
  return { name: text(section, 'Name'), description: text(section, 'Description'), timeout_s };
}

/** Free text; null where it is empty. */
function text(section: Section | null, key: string): string | null {
  const value = section?.raw(key);
  return value === undefined || value === '' ? null : String(value);
}
