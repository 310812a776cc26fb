import { RandomSource } from '../random';
import type { Frame } from '../types';
import type { CalibrationSet } from './strategy';

const WIDTH = 640;
const HEIGHT = 480;
const BLOCK = 32;
const FRAMES = 32;

/** Pictures of coloured squares, for where no real ones are given: they show whether two models compute the same,
 *  not how well they drive. */
export function noiseFrames(seed: number): CalibrationSet {
  return {
    folder: 'seeded noise',
    size: FRAMES,
    frame: async (index) => noiseFrame(seed, index),
    startsSequence: (index) => index === 0,
  };
}

function noiseFrame(seed: number, index: number): Frame {
  const random = new RandomSource(seed, index);
  const columns = WIDTH / BLOCK;
  const colours = Uint8Array.from({ length: 3 * columns * (HEIGHT / BLOCK) }, () => random.next() * 256);
  const data = new Uint8Array(3 * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const from = 3 * (Math.floor(y / BLOCK) * columns + Math.floor(x / BLOCK));
      data.set(colours.subarray(from, from + 3), 3 * (y * WIDTH + x));
    }
  }
  return {
    width: WIDTH,
    height: HEIGHT,
    step: 3 * WIDTH,
    encoding: 'rgb8',
    data,
    sequence: index + 1,
    stamp: null,
    arrival_ms: performance.now(),
  };
}
