export {
  brightness,
  extremeCopies,
  mirror,
  noise,
  type PictureAugmentation,
  shift,
  weather,
} from './augmentation';
export { DisturbedSequence, disturb } from './disturbance';
export type { Randomness } from './effect';
export { DISTURBANCES, type Disturbance } from './names';
