import path from 'node:path';
import { ConfigurationError } from '../errors';
import type { BrainConfiguration } from './brain-configuration';
import { namedModel } from './named-model';
import { Section } from './section';

/** Parameters that do not speak of one model's preprocessing. */
const KEPT = ['Provider', 'Threads', 'GPU', 'UseOptimized', 'ImageTranform', 'ImageTransform'];

/**
 * The same brain with another model, and called after it; the model's card says how pictures are prepared.
 * @param model a name in `models/`, or the path of an .onnx file relative to where the command was called
 * @param asked how an error line names what was asked for
 * @throws ConfigurationError for a file that is not there and a brain without a network
 */
export function withModel(
  configuration: BrainConfiguration,
  model: string | undefined,
  asked = `--model ${model}`,
): BrainConfiguration {
  if (model === undefined) return configuration;
  const { kind, name, file, parameters } = configuration;
  if (kind.type !== 'network') {
    throw new ConfigurationError(`${asked}: ${name} drives without a network; name a brain with one`);
  }
  const chosen = path.resolve(namedModel(model, asked));
  const kept = parameters.keys.filter((key) => KEPT.includes(key)).map((key) => [key, parameters.raw(key)]);
  return {
    ...configuration,
    name: path.parse(chosen).name,
    parameters: new Section(
      { ...Object.fromEntries(kept), Model: chosen },
      file,
      'Behaviors.Robot.Parameters',
    ),
    model: chosen,
  };
}
