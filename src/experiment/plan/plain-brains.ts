import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BrainConfiguration } from '../../config/brain-configuration';
import { formatBrainEntry, parseBrainEntry } from '../../config/brain-entry';
import { readBrain } from '../../config/brain-file';
import { namedModel } from '../../config/named-model';
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
    if (root.has('brains')) return;
    throw root.error('brains', 'is missing; list at least one, such as brains: [pilotnet, line_follower]');
  }, null);
  const before = problems.count;
  const models = readEach(root, 'models', problems, (item, key) => {
    const name = item.string(key);
    return namedModel(besideOrAsNamed(name, item.file), (complaint) =>
      item.error(key, `is '${name}': ${complaint}`),
    );
  });
  const brains = readEach(root, 'brains', problems, (item, key) => readNamed(item, key, models[0]));
  const drivers = brains.flatMap((brain) =>
    withModels(brain, models).flatMap((one) =>
      problems.attempt(() => [planDriver(one, brain.name, notes)], []),
    ),
  );
  problems.attempt(() => {
    if (models.length === 0 || problems.count > before || drivers.some(({ model }) => model !== null)) return;
    throw root.error('models', 'has no effect: no brain of the list drives with a network; leave it out');
  }, null);
  return drivers;
}

/** The brain that drives with a model file which is listed by itself, as with a name in `models/`. */
const BRAIN_OF_MODELS = 'pilotnet';

/** A brain, or a model file. @param model one that takes the place of the brain's own, which need not be there then */
function readNamed(item: Section, key: string, model: string | undefined): BrainConfiguration {
  const named = item.string(key);
  if (/\.onnx$/i.test(named)) {
    const network = readBrain(BRAIN_OF_MODELS, { circuit: '', forExperiment: true });
    return withModel(network, besideOrAsNamed(named, item.file), item.error(key, `has ${named}`).message);
  }
  try {
    return readBrain(besideOrAsNamed(named, item.file), {
      circuit: '',
      forExperiment: true,
      ...(model !== undefined && { model }),
    });
  } catch (error) {
    if (!(error instanceof BrainError) || !/^no brain is called|no such brain file$/.test(error.message)) {
      throw error;
    }
    throw item.error(key, `is '${named}': ${error.message}`);
  }
}

function withModels(brain: BrainConfiguration, models: readonly string[]): BrainConfiguration[] {
  if (models.length === 0 || brain.kind.type !== 'network') return [brain];
  return models.map((model) => withModel(brain, model));
}

/** A path beside the experiment file, where there is such a file; names, and paths from here, stay as they are. */
function besideOrAsNamed(named: string, file: string): string {
  const { file: name, entry } = parseBrainEntry(named);
  if (!/[/\\.]/.test(name)) return named;
  const beside = path.resolve(path.dirname(file), name);
  return existsSync(beside) ? formatBrainEntry({ file: beside, entry }) : named;
}
