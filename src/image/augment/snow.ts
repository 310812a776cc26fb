import { clamp } from '../../support/numbers';
import { factorAt, type MakeEffect, type Moment } from './effect';
import { blendPixel, type Rgb, tones } from './pixel-rows';

const FLAKE: Rgb = [245, 247, 250];
const AIR: Rgb = [200, 205, 212];

/**
 * Snowfall: bright, soft flakes of all sizes in a pale light with little contrast, and white air in the distance. Drawn
 * per sequence: density (400 to 1600 flakes per image of 640x480, extinction of 0.05 to 0.25 per metre), drift of the
 * flakes (up to 1.2 to a side) and paleness (black becomes 10 to 45). Flakes are drawn per image.
 */
export const snow: MakeEffect = (random, strength) => {
  const intensity = random.next();
  const flakes = strength * (400 + 1200 * intensity);
  const drift = random.uniform(-1.2, 1.2);
  const lift = strength * random.uniform(10, 45);
  const haze = strength * (0.05 + 0.2 * intensity);
  const pale = factorAt(strength, 0.92) * (1 - lift / 255);
  return (moment) => {
    const { kernel, scene } = moment;
    kernel.scale({ factor: [pale, pale, pale], addend: [lift, lift, lift] });
    kernel.mix(AIR, scene.hidden(haze));
    const count = (flakes * scene.width * scene.height) / (640 * 480);
    for (let i = 0; i < count; i++) drawFlake(moment, drift);
  };
};

/** A soft disc with motion blur. */
function drawFlake({ kernel, scene, random }: Moment, drift: number): void {
  const { image } = kernel;
  const values = tones(image, FLAKE);
  const near = random.next() ** 6;
  const radius = ((0.8 + 5 * near) * scene.height) / 480;
  const x = random.uniform(0, scene.width);
  const y = random.uniform(-10, scene.height);
  const share = (215 - 90 * near) * random.uniform(0.5, 1);
  const tail = 1.2 * radius;
  const first = Math.max(image.top, Math.floor(y - radius));
  const last = Math.min(image.bottom - 1, y + radius + tail);
  const perSquare = 1 / (radius * radius);
  for (let row = first; row <= last; row++) {
    const along = row + 0.5 - y;
    const middle = x + drift * clamp(along, 0, tail);
    const off = along < 0 ? along : Math.max(0, along - tail);
    for (let column = Math.floor(middle - radius); column <= middle + radius; column++) {
      const side = column + 0.5 - middle;
      const rest = 1 - (side * side + off * off) * perSquare;
      if (rest > 0) blendPixel(image, column, row, values, share * rest);
    }
  }
}
