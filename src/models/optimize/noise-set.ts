import { RandomSource } from '../../support/random';
import type { Frame } from '../../types';
import type { CalibrationSet } from './strategy';

const WIDTH = 640;
const HEIGHT = 480;
const BLOCK = 32;
const FRAMES = 32;

/** Creates images of coloured squares, used when no calibration set is given. They show whether two models compute
 *  the same function, not how well they drive. */
export function createNoiseSet(seed: number): CalibrationSet {
  return {
    folder: 'seeded noise',
    size: FRAMES,
    frame: async (index) => renderNoise(seed, index),
    startsSequence: (index) => index === 0,
  };
}

function renderNoise(seed: number, index: number): Frame {
  const random = new RandomSource(seed, index);
  const data = new Uint8Array(3 * WIDTH * HEIGHT);
  const step = 3 * WIDTH;
  for (let top = 0; top < HEIGHT; top += BLOCK) {
    const first = top * step;
    for (let left = 0; left < WIDTH; left += BLOCK) {
      for (let channel = 0; channel < 3; channel++) {
        const shade = random.next() * 256;
        for (let x = left; x < left + BLOCK; x++) data[first + 3 * x + channel] = shade;
      }
    }
    for (let y = 1; y < BLOCK; y++) data.copyWithin(first + y * step, first, first + step);
  }
  return {
    width: WIDTH,
    height: HEIGHT,
    step,
    encoding: 'rgb8',
    data,
    sequence: index + 1,
    stamp: null,
    arrival_ms: performance.now(),
  };
}
