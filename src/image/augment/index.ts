export {
  brightness,
  extremeCopies,
  type ImageAugmentation,
  mirror,
  noise,
  shift,
  weather,
} from './augmentation';
export { CorruptedSequence, corrupt } from './corruption';
