import path from 'node:path';
import { ConfigurationError, SettingError } from '../errors';
import type { BrainConfiguration } from './brain-configuration';
import { namedModel } from './named-model';
import { Section } from './section';

/**
 * The same brain with another model, named after it. Its other parameters stay: they have to agree with the model's card.
 * @param model a name in `models/`, or the path of an .onnx file relative to the current folder
 * @param asked how an error line names the model; default the setting `model`
 * @throws ConfigurationError when the model does not exist or the brain has no network
 */
export function withModel(
  configuration: BrainConfiguration,
  model: string | undefined,
  asked?: string,
): BrainConfiguration {
  if (model === undefined) return configuration;
  const fail = (complaint: string) =>
    asked === undefined
      ? new SettingError((nameOf) => `${nameOf('model')} ${model}: ${complaint}`)
      : new ConfigurationError(`${asked}: ${complaint}`);
  const { kind, name, file, parameters } = configuration;
  if (kind.type !== 'network') {
    throw fail(`${name} drives without a network; name a brain with one`);
  }
  const chosen = path.resolve(namedModel(model, fail));
  const others = parameters.keys.map((key) => [key, parameters.raw(key)]);
  return {
    ...configuration,
    name: path.parse(chosen).name,
    parameters: new Section(
      { ...Object.fromEntries(others), Model: chosen },
      file,
      'Behaviors.Robot.Parameters',
    ),
    model: chosen,
  };
}
