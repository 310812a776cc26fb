export {
  brightness,
  extremeCopies,
  mirror,
  noise,
  type PictureAugmentation,
  shift,
  weather,
} from './augmentation';
export { DISTURBANCES, type Disturbance, DisturbedSequence, disturb } from './disturbance';
export type { Randomness } from './effect';
