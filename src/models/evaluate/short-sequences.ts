import path from 'node:path';
import type { EvaluationImage, LabelledImages } from './select-images';

/** Frames that a network remembers: of its stack, and whether it keeps states. */
export interface Memory {
  readonly frames: number;
  readonly isRecurrent: boolean;
}

/** A recurrent network has seen little before: a quarter of a second at the camera's rate. */
const RECURRENT_FRAMES = 5;

/**
 * Why images are unfit to evaluate a network with memory: their rows are shuffled or picked, so that nearly every image
 * starts a sequence and the network is reset at it. Null where they follow each other. Without timestamps, the numbers
 * in the names of the images say which follow each other.
 */
export function explainShortSequences(
  memory: Memory,
  { samples }: LabelledImages,
  images: readonly EvaluationImage[],
): string | null {
  const starts = images.filter(({ index, starts, image }, i) => {
    if (starts || samples[index]!.timestamp != null) return starts;
    const [before, now] = [images[i - 1]!.image, image].map(numberOf);
    return before !== null && now !== null && now !== before! + 1;
  }).length;
  const reason = describeShortSequences(memory, images.length, starts);
  return (
    reason &&
    `it ${reason}: rows that are shuffled or picked do not show how it drives; evaluate it on whole recordings`
  );
}

/** What a network remembers, and how few images follow each other; null where they are enough, or it has no memory.
 *  @param starts number of images that start a sequence, at which the network is reset */
export function describeShortSequences(
  { frames, isRecurrent }: Memory,
  images: number,
  starts: number,
): string | null {
  if (frames === 1 && !isRecurrent) return null;
  const mean = images / starts;
  if (mean >= Math.max(2 * frames, isRecurrent ? RECURRENT_FRAMES : 0)) return null;
  const sees = isRecurrent ? 'remembers earlier images' : `sees ${frames} images at a time`;
  return (
    `${sees}, but only ${mean.toFixed(1)} images follow each other on average ` +
    `(${starts} of ${images} start a sequence)`
  );
}

function numberOf(image: string): number | null {
  const digits = /(\d+)\.\w+$/.exec(path.basename(image))?.[1];
  return digits === undefined ? null : Number(digits);
}
