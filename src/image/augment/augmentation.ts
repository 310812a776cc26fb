import type { Corruption } from '../../config/image-transform';
import type { Random } from '../../support/random';
import { BYTES_PER_PIXEL, type Command, type Frame } from '../../types';
import { corrupt } from './corruption';
import { type ImageKernel, sharedKernel } from './image-kernel';
import { NoiseTile } from './noise-tile';

/** Makes another training image from an image. */
export interface ImageAugmentation {
  readonly name: string;
  /** @returns a new frame of the same format; the given one is not changed */
  apply(frame: Frame, random: Random): Frame;
  /** The label of the new image. */
  label(command: Command): Command;
}

const sameLabel = (command: Command): Command => command;

/** Left and right swapped; w changes its sign. */
export const mirror: ImageAugmentation = {
  name: 'mirror',
  apply: (frame) => {
    const { width, height, step, data } = frame;
    const bytes = BYTES_PER_PIXEL[frame.encoding];
    const out = new Uint8Array(data.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0, to = y * step, from = to + (width - 1) * bytes; x < width; x++, from -= bytes) {
        for (let c = 0; c < bytes; c++) out[to++] = data[from + c]!;
      }
    }
    return { ...frame, data: out };
  },
  label: ({ v_mps, w_radps }) => ({ v_mps, w_radps: w_radps === 0 ? 0 : -w_radps }),
};

/** Gaussian noise on every value, sigma 3 to 12 of 255. */
export const noise: ImageAugmentation = {
  name: 'noise',
  apply: (frame, random) => {
    const tile = new NoiseTile(random.uniform(3, 12), random);
    return changed(frame, (kernel) => kernel.addNoise(tile, random));
  },
  label: sameLabel,
};

/** Brightness by a factor of 0.6 to 1.4. */
export const brightness: ImageAugmentation = {
  name: 'brightness',
  apply: (frame, random) => {
    const factor = random.uniform(0.6, 1.4);
    const tone = { factor: [factor, factor, factor], addend: [0, 0, 0] } as const;
    return changed(frame, (kernel) => kernel.scale(tone));
  },
  label: sameLabel,
};

/** Shifted by up to 2% of the width and 1% of the height, rotated by up to one degree: too little to change the label. */
export const shift: ImageAugmentation = {
  name: 'affine',
  apply: (frame, random) => {
    const motion = {
      turn_rad: (random.uniform(-1, 1) * Math.PI) / 180,
      scale: random.uniform(0.98, 1.02),
      shiftX_px: random.uniform(-0.02, 0.02) * frame.width,
      shiftY_px: random.uniform(-0.01, 0.01) * frame.height,
    };
    return changed(frame, (kernel) => kernel.move(frame, motion));
  },
  label: sameLabel,
};

/** A corruption whose parameters are drawn for each image. */
export function weather(kind: Corruption): ImageAugmentation {
  return {
    name: kind,
    apply: (frame, random) => {
      const data = Uint8Array.from(frame.data);
      corrupt(frame, kind, random, data);
      return { ...frame, data };
    },
    label: sameLabel,
  };
}

/** Copies of an image in an "extreme" dataset: one, five if |w| > 1 rad/s, ten if |w| > 2 rad/s (DeepLearningStudio). */
export function extremeCopies({ w_radps }: Command): number {
  const turn = Math.abs(w_radps);
  return turn > 2 ? 10 : turn > 1 ? 5 : 1;
}

function changed(frame: Frame, change: (kernel: ImageKernel) => void): Frame {
  const kernel = sharedKernel();
  kernel.load(frame, { top: 0, bottom: frame.height });
  change(kernel);
  const data = Uint8Array.from(frame.data);
  kernel.store(data, frame.step);
  return { ...frame, data };
}
