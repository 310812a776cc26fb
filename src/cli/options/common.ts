import { InvalidArgumentError, Option } from 'commander';
import { DIRECTIONS } from '../../circuit/direction';
import { IMAGE_TRANSFORMS } from '../../config/image-transform';
import { PROVIDER_REQUESTS } from '../../drive/inference/providers';
import { suggestion } from '../../support/nearest';

/** An option with a fixed set of values. */
export function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices([...choices]).argParser((value) => {
    if (!choices.includes(value)) {
      throw new InvalidArgumentError(
        `Allowed choices are ${choices.join(', ')}${suggestion(value, choices)}.`,
      );
    }
    return value;
  });
}

export const providerOption = () =>
  choice(
    '--provider <name>',
    "execution provider of the network (default: the brain's, else auto)",
    PROVIDER_REQUESTS,
  );

export const modelOption = () =>
  new Option(
    '--model <name>',
    "a name in models/ or an .onnx file with its card, instead of the brain's own",
  );

export const imageTransformOption = () =>
  choice(
    '--image-transform <name>',
    "corrupt the brain's images (default: the brain's ImageTranform, else none)",
    IMAGE_TRANSFORMS,
  );

/** @param otherwise the default; null where the default is decided later */
export const directionOption = (otherwise: 'forward' | null = 'forward') => {
  const option = choice('--direction <name>', 'driving direction', DIRECTIONS);
  return otherwise === null ? option : option.default(otherwise);
};

/** A setting as the command line spells it: without its unit; the brain is an argument. */
export function spellSetting(key: string): string {
  return key === 'brain' ? 'the brain' : flagOf(key.replace(/_(m?s|hz)$/, ''));
}

/** The flag of an option's key: recordImages is --record-images. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
