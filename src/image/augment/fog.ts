import type { MakeEffect } from './effect';
import type { Rgb } from './pixel-rows';

/**
 * Fog, thicker with the distance: share = 1 - exp(-extinction * distance) (Koschmieder's law).
 * Drawn per sequence: the extinction, 0.15 to 0.7 per metre (half of the colour is lost after 4.6 to 1 m), and the fog's
 * grey. From image to image the extinction drifts by a tenth.
 */
export const fog: MakeEffect = (random, strength) => {
  const extinction = random.uniform(0.15, 0.7);
  const grey = random.uniform(165, 215);
  const colour: Rgb = [grey, grey + 2, grey + 5];
  const pace = random.uniform(0.02, 0.08);
  const phase = random.uniform(0, 2 * Math.PI);
  return ({ kernel, scene, index }) => {
    const now = strength * extinction * (1 + 0.1 * Math.sin(phase + pace * index));
    kernel.mix(colour, scene.hidden(now));
  };
};
