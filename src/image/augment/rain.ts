import { factorAt, type MakeEffect, type Moment } from './effect';
import { blendPixel, type Rgb, tones } from './pixel-rows';

const DROP: Rgb = [205, 210, 220];
const MIST: Rgb = [150, 155, 162];
const TINT: Rgb = [0.96, 0.98, 1.04];

/**
 * Rain: a dull light, mist in the distance, and streaks of falling drops.
 * Drawn per sequence: how hard it rains (250 to 1100 streaks per image of 640x480, mist of 0.04 to 0.2 per metre), wind
 * (slant of the streaks, up to 0.35 to a side) and dullness (a factor of 0.6 to 0.85). Drops are drawn per image.
 */
export const rain: MakeEffect = (random, strength) => {
  const intensity = random.next();
  const streaks = strength * (250 + 850 * intensity);
  const slant = random.uniform(-0.35, 0.35);
  const dull = random.uniform(0.6, 0.85);
  const mist = strength * (0.04 + 0.16 * intensity);
  // Less contrast about 90, and some light that is scattered everywhere.
  const loss = strength === 1 ? 0.15 : 1 - 0.85 ** strength;
  const factor = TINT.map((tint) => factorAt(strength, 0.85 * dull * tint)) as unknown as Rgb;
  const addend = TINT.map(
    (tint) => 14 * strength + 90 * loss * factorAt(strength, dull * tint),
  ) as unknown as Rgb;
  return (moment) => {
    const { kernel, scene } = moment;
    kernel.scale({ factor, addend });
    kernel.mix(MIST, scene.hidden(mist));
    const count = (streaks * scene.width * scene.height) / (640 * 480);
    for (let i = 0; i < count; i++) drawStreak(moment, slant);
  };
};

/** Near drops are long, wide and blurred, far ones short and faint. */
function drawStreak({ kernel, scene, random }: Moment, slant: number): void {
  const { image } = kernel;
  const values = tones(image, DROP);
  const near = random.next() ** 3;
  const length = ((8 + 45 * near) * scene.height) / 480;
  const x = random.uniform(-0.1, 1.1) * scene.width;
  const y = random.uniform(-0.1, 1) * scene.height;
  const share = (50 + 60 * random.next()) * (1 - 0.4 * near);
  const lean = slant + random.uniform(-0.03, 0.03);
  if (y + length < image.top || y >= image.bottom) return;
  for (let k = 0; k < length; k++) {
    const column = Math.floor(x + lean * k);
    const row = Math.floor(y + k);
    // Fainter towards both ends.
    const part = share * Math.min(1, (4 * Math.min(k, length - k)) / length);
    blendPixel(image, column, row, values, part);
    if (near > 0.35) blendPixel(image, column + 1, row, values, 0.6 * part);
  }
}
