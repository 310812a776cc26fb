import type { MakeEffect } from './effect';

/**
 * A misaligned and shaking camera: the image rotated by up to 4 degrees, scaled by 0.94 to 1.06, and shifted by up to
 * 5% of the width and 2% of the height, drawn once per sequence; every image shakes by up to 0.4 degrees and 0.4%. The
 * outermost pixels are repeated beyond the edges.
 */
export const affine: MakeEffect = (random) => {
  const turn_rad = (random.uniform(-4, 4) * Math.PI) / 180;
  const scale = random.uniform(0.94, 1.06);
  const shiftX = random.uniform(-0.05, 0.05);
  const shiftY = random.uniform(-0.02, 0.02);
  return ({ kernel, frame, random: now }) => {
    kernel.move(frame, {
      turn_rad: turn_rad + (now.uniform(-0.4, 0.4) * Math.PI) / 180,
      scale,
      shiftX_px: (shiftX + now.uniform(-0.004, 0.004)) * frame.width,
      shiftY_px: (shiftY + now.uniform(-0.004, 0.004)) * frame.height,
    });
  };
};
