import type { MakeEffect } from './effect';
import type { Rgb } from './picture';
import { PixelNoise } from './pixel-noise';
import type { Scene } from './scene';

/**
 * Night: what little light there is (a factor of 0.10 to 0.35, bluish, constant for the sequence), the pool of
 * two weak headlights on the road ahead, and the noise of a sensor that works hard (sigma 2 to 5).
 */
export const night: MakeEffect = (random) => {
  const ambient = random.uniform(0.1, 0.35);
  const headlight = random.uniform(0.15, 0.45);
  const reach_m = random.uniform(1.2, 2.2);
  const noise = new PixelNoise(random.uniform(2, 5), random);
  const tint: Rgb = [0.85, 0.92, 1.15];
  let pool: Pool | null = null;
  return ({ picture, scene, random: now }) => {
    const { data, width, step, bytesPerPixel, channels, top, bottom } = picture;
    if (pool === null || pool.scene.width !== width || pool.scene.height !== scene.height) {
      pool = lightPool(scene, headlight, reach_m);
    }
    const { rows, columns } = pool;
    const [red, green, blue] = channels.length === 1 ? [0, 0, 0] : (channels as Rgb);
    const [r, g, b] = tint.map((factor) => Math.round(256 * ambient * factor)) as [number, number, number];
    for (let y = top; y < bottom; y++) {
      const row = rows[y]!;
      let at = y * step;
      for (let x = 0; x < width; x++) {
        const beam = (row * columns[x]!) >> 8;
        if (channels.length === 1) {
          data[at] = (data[at]! * (g + beam)) >> 8;
        } else {
          // The headlights are warmer than the night.
          data[at + red] = (data[at + red]! * (r + beam)) >> 8;
          data[at + green] = (data[at + green]! * (g + beam)) >> 8;
          data[at + blue] = (data[at + blue]! * (b + ((beam * 205) >> 8))) >> 8;
        }
        at += bytesPerPixel;
      }
    }
    noise.add(picture, now);
  };
};

/** Factors in 256ths that the headlights add, the product of one by row and one by column. */
interface Pool {
  readonly scene: Scene;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

function lightPool(scene: Scene, headlight: number, reach_m: number): Pool {
  const rows = Int32Array.from({ length: scene.height }, (_, row) => {
    const distance = Math.log(scene.distance_m(row) / reach_m);
    return 256 * headlight * Math.exp(-(distance * distance) / 1.4);
  });
  const columns = Int32Array.from({ length: scene.width }, (_, column) => {
    const side = (column - scene.centre) / (0.3 * scene.width);
    return 256 * Math.exp(-side * side);
  });
  return { scene, rows, columns };
}
