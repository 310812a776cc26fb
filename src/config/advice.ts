import { readdirSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../support/paths';
import { shellLine } from '../support/shell-words';
import { IMAGE_TRANSFORMS, type ImageTransform, imageTransformsOf } from './image-transform';
import { readCard } from './model-card';
import { modelsIn, shortest } from './named-model';
import { fitsCard } from './network-parameters';
import type { Problems } from './problems';
import type { Section } from './section';

const DEFAULT_CIRCUIT = 'simple_circuit';

/** What a brain's file names, as far as it could be read. */
export interface AdviceContext {
  readonly file: string;
  readonly parameters: Section;
  /** Simulation.World as written; of a list, the first. */
  readonly world: string | null;
}

/**
 * A command that drives although a file does not: with the file where options solve all of its problems, otherwise with
 * a brain of ours in the file's world.
 */
export function adviseCommand(context: AdviceContext): (problems: Problems) => string {
  return (problems) => {
    const circuit = circuitOf(context.world);
    const byOptions = !problems.has('edit') && !problems.has('brain');
    const model = byOptions && problems.has('model') ? fittingModel(context.parameters) : null;
    if (byOptions && (model !== null || !problems.has('model'))) {
      const words = ['npx', 'f1-brain', 'lap', shortest(context.file)];
      if (model !== null) words.push('--model', model);
      if (problems.has('circuit')) words.push('--circuit', circuit);
      if (problems.has('transform')) words.push('--image-transform', firstTransform(context.parameters));
      return `\`${shellLine(words)}\` drives`;
    }
    return `\`${shellLine(['npx', 'f1-brain', 'lap', 'pilotnet', '--circuit', circuit])}\` drives a brain of ours`;
  };
}

/** The first image corruption of a list, where there is one of that name. */
function firstTransform(parameters: Section): ImageTransform {
  const [first] = imageTransformsOf(parameters);
  return IMAGE_TRANSFORMS.find((transform) => transform === first) ?? 'none';
}

/** A model in models/ that agrees with what the file says of its own; null where none does. */
function fittingModel(parameters: Section): string | null {
  const models = modelsIn(path.join(PACKAGE_ROOT, 'models'));
  const fitting = models.filter((model) => {
    try {
      return fitsCard(parameters, readCard(model));
    } catch {
      // Neither a broken card nor a broken parameter is what is advised.
      return false;
    }
  });
  const names = fitting.map((model) => path.parse(model).name);
  return names.find((name) => name === 'pilotnet') ?? names[0] ?? null;
}

/** The circuit of config/circuits that a world's name begins with. */
function circuitOf(world: string | null): string {
  const name = path.basename(world ?? '', '.launch');
  const known = readdirSync(path.join(PACKAGE_ROOT, 'config', 'circuits')).map(
    (file) => path.parse(file).name,
  );
  return known.find((circuit) => name === circuit || name.startsWith(`${circuit}_`)) ?? DEFAULT_CIRCUIT;
}
