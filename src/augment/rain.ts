import type { MakeEffect } from './effect';
import { blendPixel, blendRows, type Rgb, table, throughTables, tones } from './picture';

const DROP: Rgb = [205, 210, 220];
const MIST: Rgb = [150, 155, 162];

/**
 * Rain: a dull light, mist in the distance, and streaks of falling drops.
 * A sequence draws how hard it rains (250 to 1100 streaks a picture of 640x480), wind (slant of the streaks up
 * to 0.35 to a side), dullness and mist; every picture has drops of its own.
 */
export const rain: MakeEffect = (random) => {
  const intensity = random.next();
  const streaks = 250 + 850 * intensity;
  const slant = random.uniform(-0.35, 0.35);
  const dull = random.uniform(0.6, 0.85);
  const mist = 0.04 + 0.16 * intensity;
  const tables = [0.96, 0.98, 1.04].map((factor) =>
    table((value) => 14 + (90 + (value - 90) * 0.85) * dull * factor),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  return ({ picture, scene, random: now }) => {
    throughTables(picture, tables);
    blendRows(picture, MIST, (row) => 256 * (1 - Math.exp(-mist * scene.distance_m(row))));
    const values = tones(picture, DROP);
    const count = (streaks * scene.width * scene.height) / (640 * 480);
    const scale = scene.height / 480;
    for (let i = 0; i < count; i++) {
      // Near drops are long, wide and blurred, far ones short and faint.
      const near = now.next() ** 3;
      const length = (8 + 45 * near) * scale;
      const x = now.uniform(-0.1, 1.1) * scene.width;
      const y = now.uniform(-0.1, 1) * scene.height;
      const share = (50 + 60 * now.next()) * (1 - 0.4 * near);
      const wide = near > 0.35;
      const lean = slant + now.uniform(-0.03, 0.03);
      if (y + length < picture.top || y >= picture.bottom) continue;
      for (let k = 0; k < length; k++) {
        const column = (x + lean * k) | 0;
        const row = (y + k) | 0;
        // Fainter towards both ends.
        const part = share * Math.min(1, (4 * Math.min(k, length - k)) / length);
        blendPixel(picture, column, row, values, part);
        if (wide) blendPixel(picture, column + 1, row, values, 0.6 * part);
      }
    }
  };
};
