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
export { DISTURBANCES, type Disturbance } from './names';
