import { factorAt, type MakeEffect } from './effect';

/**
 * A misaligned and shaking camera: the image rotated by up to 4 degrees, scaled by 0.94 to 1.06, and shifted by up to
 * 5% of the width and 2% of the height, drawn once per sequence; every image shakes by up to 0.4 degrees and 0.4%. The
 * outermost pixels are repeated beyond the edges.
 */
export const affine: MakeEffect = (random, strength) => {
  const turn_rad = (strength * (random.uniform(-4, 4) * Math.PI)) / 180;
  const scale = factorAt(strength, random.uniform(0.94, 1.06));
  const shiftX = strength * random.uniform(-0.05, 0.05);
  const shiftY = strength * random.uniform(-0.02, 0.02);
  return ({ kernel, frame, random: now }) => {
    kernel.move(frame, {
      turn_rad: turn_rad + (strength * (now.uniform(-0.4, 0.4) * Math.PI)) / 180,
      scale,
      shiftX_px: (shiftX + strength * now.uniform(-0.004, 0.004)) * frame.width,
      shiftY_px: (shiftY + strength * now.uniform(-0.004, 0.004)) * frame.height,
    });
  };
};
