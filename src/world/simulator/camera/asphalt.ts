import type { Rgb } from '../../../circuit/look';
import { seededRandom } from './seeded-random';

/** Texels along one side of the tile at the finest level. */
export const TILE = 1024;
export const LEVELS = 10;
const GREY_STEPS = 128;
const TINT_STEPS = 8;
/** Number of colours. */
export const PALETTE = GREY_STEPS * TINT_STEPS;
/** Greys span four standard deviations either way; the real asphalt's is 13% of its mean. */
const SPAN = 4;
const DEVIATION = 0.132;

/**
 * Asphalt that repeats without seams: a place in a palette for every texel, at ever coarser levels, so that
 * colour and contrast can change without drawing the texture anew.
 */
export class Asphalt {
  /** Level k has TILE >> k texels a side. */
  readonly levels: readonly Uint16Array[];

  constructor(seed: number) {
    const { grey, tint } = drawTexture(seededRandom(seed));
    const levels: Uint16Array[] = [];
    let g = grey;
    let t = tint;
    for (let level = 0; level < LEVELS; level++) {
      levels.push(toPalette(g, t));
      g = halve(g, TILE >> level);
      t = halve(t, TILE >> level);
    }
    this.levels = levels;
  }

  /** Writes the colours 0xBBGGRR of all places for a mean colour and a contrast. */
  static palette(colour: Rgb, contrast: number, tone: (value: number) => number, into: Uint32Array): void {
    for (let tint = 0; tint < TINT_STEPS; tint++) {
      const red = 1 + contrast * (tint - (TINT_STEPS - 1) / 2) * 0.012;
      for (let grey = 0; grey < GREY_STEPS; grey++) {
        const factor =
          1 + contrast * DEVIATION * SPAN * ((grey - (GREY_STEPS - 1) / 2) / ((GREY_STEPS - 1) / 2));
        const r = toByte(tone(colour[0] * factor * red));
        const g = toByte(tone(colour[1] * factor));
        const b = toByte(tone(colour[2] * factor));
        into[tint * GREY_STEPS + grey] = r | (g << 8) | (b << 16);
      }
    }
  }
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** Grey in standard deviations and tint from -1 to 1. */
function drawTexture(random: () => number): { grey: Float32Array; tint: Float32Array } {
  const grains = noise(random, TILE / 2);
  const pebbles = noise(random, TILE / 4);
  const patches = noise(random, 32);
  const shades = noise(random, 16);
  const roughness = noise(random, 8);
  const grey = new Float32Array(TILE * TILE);
  const tint = new Float32Array(TILE * TILE);
  for (let y = 0; y < TILE; y++) {
    for (let x = 0; x < TILE; x++) {
      const rough = 0.85 + 0.5 * smooth(roughness, 8, x, y);
      const fine = rough * (0.95 * smooth(grains, TILE / 2, x, y) + 0.75 * smooth(pebbles, TILE / 4, x, y));
      // Bright chips stand out more than cracks do.
      grey[y * TILE + x] = (fine > 0 ? 1.1 * fine : 0.95 * fine) + 0.14 * smooth(shades, 16, x, y);
      tint[y * TILE + x] = smooth(patches, 32, x, y);
    }
  }
  return { grey, tint };
}

/** Normal noise (sum of three uniforms) on a grid. */
function noise(random: () => number, side: number): Float32Array {
  const values = new Float32Array(side * side);
  for (let i = 0; i < values.length; i++) values[i] = 2 * (random() + random() + random()) - 3;
  return values;
}

/** Bilinear value of a wrapped grid of `side` cells over the tile, scaled to keep its deviation near one. */
function smooth(values: Float32Array, side: number, x: number, y: number): number {
  const scale = side / TILE;
  const gx = x * scale;
  const gy = y * scale;
  const ix = Math.floor(gx);
  const iy = Math.floor(gy);
  const fx = gx - ix;
  const fy = gy - iy;
  const mask = side - 1;
  const row0 = (iy & mask) * side;
  const row1 = ((iy + 1) & mask) * side;
  const x0 = ix & mask;
  const x1 = (ix + 1) & mask;
  const upper = values[row0 + x0] + fx * (values[row0 + x1] - values[row0 + x0]);
  const lower = values[row1 + x0] + fx * (values[row1 + x1] - values[row1 + x0]);
  return 1.2 * (upper + fy * (lower - upper));
}

function halve(values: Float32Array, side: number): Float32Array {
  const half = side / 2;
  const result = new Float32Array(half * half);
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const o = 2 * y * side + 2 * x;
      result[y * half + x] = (values[o] + values[o + 1] + values[o + side] + values[o + side + 1]) / 4;
    }
  }
  return result;
}

function toPalette(grey: Float32Array, tint: Float32Array): Uint16Array {
  const places = new Uint16Array(grey.length);
  for (let i = 0; i < grey.length; i++) {
    const g = Math.round(((grey[i] / SPAN + 1) / 2) * (GREY_STEPS - 1));
    const t = Math.round(((tint[i] + 1) / 2) * (TINT_STEPS - 1));
    places[i] =
      Math.max(0, Math.min(TINT_STEPS - 1, t)) * GREY_STEPS + Math.max(0, Math.min(GREY_STEPS - 1, g));
  }
  return places;
}
