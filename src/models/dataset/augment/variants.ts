import type { Corruption } from '../../../config/image-transform';
import {
  brightness,
  CorruptedSequence,
  type ImageAugmentation,
  mirror,
  noise,
  shift,
} from '../../../image/augment';
import { RandomSource } from '../../../support/random';
import type { Command, Frame } from '../../../types';
import type { Dataset } from '../dataset';
import { deriveSeed } from '../derive-seed';

export interface AugmentChoice {
  readonly mirror: boolean;
  readonly noise: boolean;
  readonly affine: boolean;
  readonly brightness: boolean;
  readonly weather: readonly Corruption[];
}

/** One transformation for every image of a dataset. */
export interface Variant {
  /** Display name; "original" for the unchanged image. */
  readonly name: string;
  /** Whether the pixels are unchanged. */
  readonly isCopy: boolean;
  label(command: Command): Command;
  /** Call with the images of a part in order, so that weather lasts for a whole sequence.
   *  @param pass 0, or the number of the repetition */
  apply(frame: Frame, index: number, pass: number): Frame;
}

/** The original, one variant per augmentation, and all of them mirrored if chosen. */
export function createVariants(dataset: Dataset, choice: AugmentChoice, seed: number): Variant[] {
  const single: readonly [boolean, ImageAugmentation][] = [
    [choice.noise, noise],
    [choice.affine, shift],
    [choice.brightness, brightness],
  ];
  const upright: Variant[] = [
    { name: 'original', isCopy: true, label: (command) => command, apply: (frame) => frame },
    ...single.filter(([chosen]) => chosen).map(([, augmentation]) => createAugmented(augmentation, seed)),
    ...choice.weather.map((kind) => createWeather(dataset, kind, seed)),
  ];
  return choice.mirror ? [...upright, ...upright.map((variant) => createMirrored(variant))] : upright;
}

function createAugmented(augmentation: ImageAugmentation, seed: number): Variant {
  const { name } = augmentation;
  return {
    name,
    isCopy: false,
    label: (command) => augmentation.label(command),
    apply: (frame, index, pass) =>
      augmentation.apply(frame, new RandomSource(deriveSeed(`${name} ${pass}`, seed), index)),
  };
}

/** Weather that is constant within a sequence and differs between sequences. */
function createWeather(dataset: Dataset, kind: Corruption, seed: number): Variant {
  let weather: CorruptedSequence | null = null;
  let drawnFor = '';
  return {
    name: kind,
    isCopy: false,
    label: (command) => command,
    apply: (frame, index, pass) => {
      const sequence = `${kind} ${pass} ${dataset.sequenceOf(index)}`;
      if (weather === null || sequence !== drawnFor) {
        weather = new CorruptedSequence(kind, deriveSeed(sequence, seed));
        drawnFor = sequence;
      }
      const data = new Uint8Array(frame.data.length);
      weather.apply(frame, data);
      return { ...frame, data };
    },
  };
}

/** Mirrors a variant, with its own random numbers. */
function createMirrored({ name, label, apply }: Variant): Variant {
  return {
    name: name === 'original' ? mirror.name : `${name} mirrored`,
    isCopy: false,
    label: (command) => mirror.label(label(command)),
    apply: (frame, index, pass) => {
      const source = apply(frame, index, -1 - pass);
      return mirror.apply(source, new RandomSource(0, 0));
    },
  };
}
