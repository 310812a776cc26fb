import { clamp } from '../../support/numbers';
import { factorAt, type MakeEffect } from './effect';
import { NoiseTile } from './noise-tile';
import type { Rgb } from './pixel-rows';
import type { Scene } from './scene';

const TINT: Rgb = [0.85, 0.92, 1.15];
const HEADLIGHT: Rgb = [1, 0.96, 0.82];
/** Brightness at the top of the sky, as a share of that of the ground. */
const SKY = 0.5;

/**
 * Night: little ambient light (a factor of 0.10 to 0.35, bluish, constant for the sequence), weak headlights on the road
 * ahead (up to 0.3 to 0.7 added to the factor), and the noise of a sensor at high gain (sigma 2 to 5).
 */
export const night: MakeEffect = (random, strength) => {
  const ambient = random.uniform(0.1, 0.35);
  const headlight = Math.min(1, strength) * random.uniform(0.3, 0.7);
  const reach_m = random.uniform(0.8, 1.8);
  const noise = new NoiseTile(strength * random.uniform(2, 5), random);
  let pool: Pool | null = null;
  return ({ kernel, scene, random: now }) => {
    if (pool?.scene !== scene) pool = lightPool(scene, headlight, reach_m);
    const { rows, columns } = pool;
    const light = (row: number): Rgb => {
      const height = clamp(1 - row / scene.horizon, 0, 1);
      const factor = ambient * (1 - (1 - SKY) * height);
      const light = (tint: number) => factorAt(strength, tint * factor);
      return [light(TINT[0]), light(TINT[1]), light(TINT[2])];
    };
    kernel.shine(light, HEADLIGHT, rows, columns);
    kernel.addNoise(noise, now);
  };
};

/** Light of the headlights, added to the factor: the product of one by row and one by column. */
interface Pool {
  readonly scene: Scene;
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

function lightPool(scene: Scene, headlight: number, reach_m: number): Pool {
  const rows = Float64Array.from({ length: scene.height }, (_, row) => {
    const above = scene.horizon - row;
    // Headlights point down: above the horizon they reach only the foot of near walls.
    const share = above > 0 ? Math.exp(-above / (0.04 * scene.height)) : 1;
    const distance = Math.log(scene.distances_m[row]! / reach_m);
    return share * headlight * Math.exp(-(distance * distance) / 1.4);
  });
  const columns = Float64Array.from({ length: scene.width }, (_, column) => {
    const side = (column - scene.centre) / (0.3 * scene.width);
    return Math.exp(-side * side);
  });
  return { scene, rows, columns };
}
