import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../errors';
import { shellLine } from '../support/shell-words';
import type { BrainKind } from './behavior-metrics';
import { IMAGE_TRANSFORM_KEYS } from './image-transform';
import { shortest } from './named-model';
import type { Section } from './section';

/** A brain's file, and which of the brains that it lists. */
export interface BrainEntry {
  readonly file: string;
  /** From 1; null where none is named. */
  readonly entry: number | null;
}

/** What a path names: `FILE.yml#2` is the second brain of a file that lists several, as BehaviorMetrics' multi-run files. */
export function parseBrainEntry(named: string): BrainEntry {
  const [, file, entry] = /^(.*\.ya?ml)#(\d+)$/i.exec(named) ?? [];
  if (file === undefined || existsSync(named)) return { file: named, entry: null };
  return { file, entry: Number(entry) };
}

/** The same as one text, for `readBrain`, a session and the command line. */
export function formatBrainEntry({ file, entry }: BrainEntry): string {
  return entry === null ? file : `${file}#${entry}`;
}

/** A brain that is one of several in its file is called as its network, or as its BrainPath. */
export function nameOfEntry(
  { kind, brainPath }: { kind: BrainKind | null; brainPath: string },
  parameters: Section,
): string {
  return path.parse(kind?.type === 'network' ? parameters.single('Model') : brainPath).name;
}

type Mapping = Readonly<Record<string, unknown>>;

/** How many brains a file lists: as many as the longer of `BrainPath` and `Parameters.Model` has. */
export function countEntries(root: unknown): number {
  const robot = mappingAt(root, 'Behaviors', 'Robot');
  return Math.max(1, lengthOf(robot.BrainPath), lengthOf(mappingAt(robot, 'Parameters').Model));
}

/** The one line about a file with lists, of which a run takes one value; null for other files. */
export function adviseExperiment(root: unknown, file: string): string | null {
  const behaviors = mappingAt(root, 'Behaviors');
  const parameters = mappingAt(behaviors, 'Robot', 'Parameters');
  const lists = [
    ...IMAGE_TRANSFORM_KEYS.map((key) => parameters[key]),
    mappingAt(behaviors, 'Simulation').World,
    mappingAt(behaviors, 'Stats').PerfectLap,
  ];
  if (countEntries(root) === 1 && lists.every((list) => lengthOf(list) < 2)) return null;
  const first = shellLine(['npx', 'f1-brain', 'lap', formatBrainEntry({ file: shortest(file), entry: 1 })]);
  return (
    `${file}: describes an experiment: \`${shellLine(['npx', 'f1-brain', 'experiment', shortest(file)])}\` drives all of it` +
    (countEntries(root) === 1 ? '' : `, and \`${first}\` its first brain`)
  );
}

/**
 * A file's value with one of its brains in place of the lists: brain i with model i. A single value, or a list of one, goes
 * with every other.
 * @throws ConfigurationError where there is no such brain
 */
export function chooseEntry(root: unknown, { file, entry }: BrainEntry): unknown {
  if (entry === null) return root;
  const count = countEntries(root);
  if (entry < 1 || entry > count) {
    const brains = count === 1 ? 'one brain' : `${count} brains`;
    throw new ConfigurationError(`${file}#${entry}: the file lists ${brains}; name one from 1 to ${count}`);
  }
  const behaviors = mappingAt(root, 'Behaviors');
  const robot = mappingAt(behaviors, 'Robot');
  const parameters = mappingAt(robot, 'Parameters');
  const chosen = (value: unknown): unknown =>
    Array.isArray(value) && value.length > 0 ? value[value.length === 1 ? 0 : entry - 1] : value;
  const model = chosen(parameters.Model);
  return {
    ...mappingAt(root),
    Behaviors: {
      ...behaviors,
      Robot: {
        ...robot,
        BrainPath: chosen(robot.BrainPath),
        // An empty text stands at the place of a brain without a network.
        ...('Model' in parameters && {
          Parameters: { ...parameters, Model: model === '' ? undefined : model },
        }),
      },
    },
  };
}

/** A mapping within mappings; empty where there is none. */
function mappingAt(root: unknown, ...keys: readonly string[]): Mapping {
  const found = keys.reduce<unknown>((value, key) => (isMapping(value) ? value[key] : undefined), root);
  return isMapping(found) ? found : {};
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
