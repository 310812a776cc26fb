import type { Random } from '../../support/random';
import { factorAt, type MakeEffect } from './effect';
import type { Rgb } from './pixel-rows';

/** Light at different times, as factors of red, green and blue at full brightness. */
const LIGHTS: readonly Rgb[] = [
  [1.12, 0.95, 0.78], // low sun
  [1.04, 1.0, 0.92], // afternoon
  [1.0, 1.0, 1.0], // noon
  [0.94, 0.98, 1.06], // overcast
  [0.82, 0.88, 1.1], // dusk
];

/**
 * Another time of day: colour of the light, brightness (0.55 to 1.4) and contrast (0.75 to 1.2), drawn once per sequence.
 * The camera's exposure varies by 3% from image to image.
 */
export const daytime: MakeEffect = (random, strength) => {
  const light = betweenLights(random).map((factor) => factorAt(strength, factor)) as unknown as Rgb;
  const brightness = factorAt(strength, random.uniform(0.55, 1.4));
  const contrast = factorAt(strength, random.uniform(0.75, 1.2));
  return ({ kernel, random: now }) => {
    const exposure = brightness * (1 + strength * now.uniform(-0.03, 0.03));
    const each = (of: (factor: number) => number): Rgb => [of(light[0]), of(light[1]), of(light[2])];
    // (value - 110) * contrast + 110, in this light.
    kernel.scale({
      factor: each((factor) => contrast * factor * exposure),
      addend: each((factor) => 110 * (1 - contrast) * factor * exposure),
    });
  };
};

function betweenLights(random: Random): Rgb {
  const at = random.uniform(0, LIGHTS.length - 1);
  const [before, after] = [LIGHTS[Math.floor(at)]!, LIGHTS[Math.ceil(at)]!];
  const share = at - Math.floor(at);
  const mix = (c: 0 | 1 | 2) => before[c] + (after[c] - before[c]) * share;
  return [mix(0), mix(1), mix(2)];
}
