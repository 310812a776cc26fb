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
import { seedOf } from '../seed-of';

export interface AugmentChoice {
  readonly mirror: boolean;
  readonly noise: boolean;
  readonly affine: boolean;
  readonly brightness: boolean;
  readonly weather: readonly Corruption[];
}

/** What is made of every picture of a dataset. */
export interface Variant {
  /** For people, "original" for the picture as it is. */
  readonly name: string;
  /** Whether the pixels stay as they are. */
  readonly isCopy: boolean;
  label(command: Command): Command;
  /** Pictures of a part come in their order, so that rain lasts as long as a sequence.
   *  @param pass 0, or the number of the repetition */
  picture(frame: Frame, index: number, pass: number): Frame;
}

/** Original, one variant for each augmentation, and all of them mirrored. */
export function variantsOf(dataset: Dataset, choice: AugmentChoice, seed: number): Variant[] {
  const single: readonly [boolean, ImageAugmentation][] = [
    [choice.noise, noise],
    [choice.affine, shift],
    [choice.brightness, brightness],
  ];
  const upright: Variant[] = [
    { name: 'original', isCopy: true, label: (command) => command, picture: (frame) => frame },
    ...single.filter(([chosen]) => chosen).map(([, augmentation]) => singly(augmentation, seed)),
    ...choice.weather.map((kind) => lasting(dataset, kind, seed)),
  ];
  return choice.mirror ? [...upright, ...upright.map((variant) => mirrored(variant))] : upright;
}

function singly(augmentation: ImageAugmentation, seed: number): Variant {
  const { name } = augmentation;
  return {
    name,
    isCopy: false,
    label: (command) => augmentation.label(command),
    picture: (frame, index, pass) =>
      augmentation.apply(frame, new RandomSource(seedOf(`${name} ${pass}`, seed), index)),
  };
}

/** Weather that stays the same through a sequence, and is another one in the next. */
function lasting(dataset: Dataset, kind: Corruption, seed: number): Variant {
  let weather: CorruptedSequence | null = null;
  let drawnFor = '';
  return {
    name: kind,
    isCopy: false,
    label: (command) => command,
    picture: (frame, index, pass) => {
      const sequence = `${kind} ${pass} ${dataset.sequenceOf(index)}`;
      if (weather === null || sequence !== drawnFor) {
        weather = new CorruptedSequence(kind, seedOf(sequence, seed));
        drawnFor = sequence;
      }
      const data = new Uint8Array(frame.data.length);
      weather.apply(frame, data);
      return { ...frame, data };
    },
  };
}

/** Of a variant with random numbers of its own. */
function mirrored({ name, label, picture }: Variant): Variant {
  return {
    name: name === 'original' ? mirror.name : `${name} mirrored`,
    isCopy: false,
    label: (command) => mirror.label(label(command)),
    picture: (frame, index, pass) => {
      const source = picture(frame, index, -1 - pass);
      return mirror.apply(source, new RandomSource(0, 0));
    },
  };
}
