import type { MakeEffect } from './effect';
import { blendPixel, blendRows, type Rgb, table, throughTables, tones } from './picture';

const FLAKE: Rgb = [245, 247, 250];
const AIR: Rgb = [200, 205, 212];

/**
 * Snowfall: bright flakes, soft and of all sizes, in a pale light with little contrast, and white air in the
 * distance. A sequence draws how dense (400 to 1600 flakes a picture of 640x480), the drift of the flakes and
 * how white the ground is; every picture has flakes of its own.
 */
export const snow: MakeEffect = (random) => {
  const intensity = random.next();
  const flakes = 400 + 1200 * intensity;
  const drift = random.uniform(-1.2, 1.2);
  const lift = random.uniform(10, 45);
  const haze = 0.05 + 0.2 * intensity;
  const pale = table((value) => lift + value * (1 - lift / 255) * 0.92);
  return ({ picture, scene, random: now }) => {
    throughTables(picture, [pale, pale, pale]);
    blendRows(picture, AIR, (row) => 256 * (1 - Math.exp(-haze * scene.distance_m(row))));
    const values = tones(picture, FLAKE);
    const scale = scene.height / 480;
    const count = (flakes * scene.width * scene.height) / (640 * 480);
    for (let i = 0; i < count; i++) {
      const near = now.next() ** 6;
      const radius = (0.7 + 5 * near) * scale;
      const x = now.uniform(0, scene.width);
      const y = now.uniform(-5, scene.height);
      const share = (215 - 90 * near) * now.uniform(0.5, 1);
      // A flake is drawn out along its way while the shutter is open.
      const tail = radius * 1.2;
      for (let row = Math.floor(y - radius); row <= y + radius + tail; row++) {
        if (row < picture.top || row >= picture.bottom) continue;
        const along = row - y;
        const middle = x + drift * Math.max(0, Math.min(tail, along));
        const off = along < 0 ? along : Math.max(0, along - tail);
        for (let column = Math.floor(middle - radius); column <= middle + radius; column++) {
          const distance = Math.hypot(column + 0.5 - middle, off) / radius;
          if (distance < 1) blendPixel(picture, column, row, values, share * (1 - distance * distance));
        }
      }
    }
  };
};
