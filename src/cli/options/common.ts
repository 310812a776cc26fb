import { InvalidArgumentError, Option } from 'commander';
import { DIRECTIONS } from '../../circuit/direction';
import { CAR_NAMES } from '../../config/car-preset';
import { COMPENSATIONS } from '../../config/compensation';
import { IMAGE_TRANSFORMS, MOST_CORRUPTION_STRENGTH } from '../../config/image-transform';
import { PROVIDER_REQUESTS } from '../../drive/inference/providers';
import { suggestion } from '../../support/nearest';
import { parseNumber, parsePose, parseSeconds } from './parsers';

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

export const corruptionStrengthOption = () =>
  new Option(
    '--corruption-strength <factor>',
    `strength of the image corruption, 0 to ${MOST_CORRUPTION_STRENGTH}: 0.5 is milder, 2 stronger (default: 1)`,
  ).argParser(parseNumber);

export const timeoutOption = () =>
  new Option(
    '--timeout <seconds>',
    "end the run after so much simulated time (default, with laps: the YAML's Timeout)",
  ).argParser(parseSeconds);

export const startPoseOption = () =>
  new Option(
    '--start-pose <x,y,yaw>',
    "where the car starts, in metres and radians of the world (default: the circuit's start)",
  ).argParser(parsePose);

export const cameraOption = () =>
  new Option(
    '--camera <place>',
    'where the line follower takes the camera to be: f1, multicamera, or height_m=0.3,x_m=0.25 and the like ' +
      "(default: the brain's Camera, else measured at the start)",
  );

/** @param otherwise what holds without it */
export const carOption = (otherwise = "the brain's Car, else f1") =>
  new Option(
    '--car <name>',
    `topics and camera of the car: ${CAR_NAMES.join(', ')} or a YAML file (default: ${otherwise})`,
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

export const compensationOption = () =>
  choice(
    '--compensation <mode>',
    "whether commands make up for old and rare frames (default: the brain's Compensation, else auto)",
    COMPENSATIONS,
  );
