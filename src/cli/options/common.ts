import { InvalidArgumentError, Option } from 'commander';
import { IMAGE_TRANSFORMS } from '../../config/image-transform';
import { PROVIDER_REQUESTS } from '../../drive/inference/providers';
import { suggestion } from '../../support/nearest';

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
    "a name in models/ or an .onnx file with its card, in place of the brain's own",
  );

export const imageTransformOption = () =>
  choice(
    '--image-transform <name>',
    "disturb the brain's pictures (default: the brain's ImageTranform, else none)",
    IMAGE_TRANSFORMS,
  );

/** @param otherwise null where what is absent is not forward at once */
export const directionOption = (otherwise: 'forward' | null = 'forward') => {
  const option = choice('--direction <way>', 'driving direction', ['forward', 'reverse']);
  return otherwise === null ? option : option.default(otherwise);
};

export function integerFrom(min: number, max = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`A whole number from ${min} to ${max} is needed.`);
    }
    return value;
  };
}

/** A positive factor, or "max". */
export function realTimeFactor(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0 || value > 1000) {
    throw new InvalidArgumentError('A factor above 0 (1 is real time) or max is needed.');
  }
  return value;
}
