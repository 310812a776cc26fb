import type { Picture } from './picture';

/** How a picture is moved: turned about its middle (clockwise positive), scaled, then shifted right and down. */
export interface Motion {
  readonly turn_rad: number;
  readonly scale: number;
  readonly shiftX_px: number;
  readonly shiftY_px: number;
}

const BITS = 8;
const ONE = 1 << BITS;

/**
 * Writes the moved source into the rows of a picture: bilinear with 8-bit weights, the outermost pixels
 * repeated beyond the edges.
 * @param source in the picture's format, the whole of it
 */
export function warp(source: Uint8Array, picture: Picture, motion: Motion): void {
  const { data, width, height, step, bytesPerPixel, top, bottom } = picture;
  const cos = Math.cos(motion.turn_rad) / motion.scale;
  const sin = Math.sin(motion.turn_rad) / motion.scale;
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  const acrossX = Math.round(cos * 65536);
  const acrossY = Math.round(-sin * 65536);
  const mostX = (width - 1) << BITS;
  const mostY = (height - 1) << BITS;
  for (let y = top; y < bottom; y++) {
    const dx = -middleX - motion.shiftX_px;
    const dy = y - middleY - motion.shiftY_px;
    let fromX = Math.round((middleX + cos * dx + sin * dy) * 65536);
    let fromY = Math.round((middleY - sin * dx + cos * dy) * 65536);
    let at = y * step;
    for (let x = 0; x < width; x++) {
      const sx = Math.min(Math.max(fromX >> (16 - BITS), 0), mostX);
      const sy = Math.min(Math.max(fromY >> (16 - BITS), 0), mostY);
      const left = (sx >> BITS) * bytesPerPixel;
      const right = sx < mostX ? left + bytesPerPixel : left;
      const above = (sy >> BITS) * step;
      const below = sy < mostY ? above + step : above;
      const wx = sx & (ONE - 1);
      const wy = sy & (ONE - 1);
      for (let c = 0; c < bytesPerPixel; c++) {
        const high = source[above + left + c]! * (ONE - wx) + source[above + right + c]! * wx;
        const low = source[below + left + c]! * (ONE - wx) + source[below + right + c]! * wx;
        data[at + c] = (high * (ONE - wy) + low * wy + 32768) >> 16;
      }
      at += bytesPerPixel;
      fromX += acrossX;
      fromY += acrossY;
    }
  }
}
