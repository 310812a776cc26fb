import { existsSync } from 'node:fs';
import path from 'node:path';
import { formatBrainEntry, parseBrainEntry } from '../../config/brain-entry';
import { readBrain } from '../../config/brain-file';
import { withModel } from '../../config/other-model';
import type { Problems } from '../../config/problems';
import type { Section } from '../../config/section';
import { BrainError } from '../../errors';
import type { Driver, Notes } from './draft';
import { planDriver } from './drivers';
import { readEach } from './read-each';

/** Every brain, with its own model or with each of `models`; a brain without a network drives without. */
export function readDrivers(root: Section, problems: Problems, notes: Notes): Driver[] {
  problems.attempt(() => {
    if (!root.has('brains')) {
      throw root.error('brains', 'is missing; list at least one, such as brains: [pilotnet, line_follower]');
    }
  }, null);
  const before = problems.count;
  const models = readEach(root, 'models', problems, (item, key) => item.string(key));
  const drivers = readEach(root, 'brains', problems, (item, key) =>
    readBrainWith(item, key, models, notes),
  ).flat();
  problems.attempt(() => {
    if (models.length === 0 || problems.count > before || drivers.some(({ model }) => model !== null)) return;
    throw root.error('models', 'has no effect: no brain of the list drives with a network; leave it out');
  }, null);
  return drivers;
}

function readBrainWith(item: Section, key: string, models: readonly string[], notes: Notes): Driver[] {
  const brain = fileBeside(item.string(key), item.file);
  const given = { circuit: '', advise: false };
  return located(item, key, () => {
    const own = readBrain(
      brain,
      models.length === 0 ? given : { ...given, model: fileBeside(models[0]!, item.file) },
    );
    if (models.length === 0 || own.kind.type !== 'network') return [planDriver(own, own.name, notes)];
    return models.map((name) => {
      const model = fileBeside(name, item.file);
      const other = withModel(
        readBrain(brain, { ...given, model }),
        model,
        `${item.file}: models: model ${name}`,
      );
      return planDriver(other, own.name, notes);
    });
  });
}

/** A path is one beside the experiment file, where there is such a file; names stay names. */
function fileBeside(named: string, file: string): string {
  const { file: name, entry } = parseBrainEntry(named);
  if (!/[/\\.]/.test(name)) return named;
  const beside = path.resolve(path.dirname(file), name);
  return existsSync(beside) ? formatBrainEntry({ file: beside, entry }) : named;
}

/** The same, with the key that names the brain before errors that do not name a file. */
function located<T>(item: Section, key: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BrainError) || !error.message.startsWith('no brain is called')) throw error;
    throw item.error(key, `names an unknown brain: ${error.message}`);
  }
}
