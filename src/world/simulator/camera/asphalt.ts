import type { Rgb } from '../../../circuit/look';
import { Newest } from '../../../support/newest';
import { clamp } from '../../../support/numbers';
import { mulberry32 } from '../../../support/random';

/** Texels along one side of the tile at the finest level. */
export const TILE = 1024;
export const LEVELS = 10;
const GREY_STEPS = 128;
const TINT_STEPS = 8;
/** Number of colours. */
export const PALETTE = GREY_STEPS * TINT_STEPS;
/** Greys span four standard deviations in both directions; that of Gazebo's asphalt is 13% of its mean. */
const SPAN = 4;
const DEVIATION = 0.132;

/**
 * Asphalt that repeats without seams: an index into a palette for every texel, at coarser and coarser levels, so that colour
 * and contrast can change without a new texture.
 */
export class Asphalt {
  /** Level k has TILE >> k texels a side. */
  readonly levels: readonly Uint16Array[];

  /** The asphalt of a seed; shared by the worlds of this process. */
  static of(seed: number): Asphalt {
    return drawn.get(String(seed), () => new Asphalt(seed));
  }

  private constructor(seed: number) {
    const { grey, tint } = drawTexture(mulberry32(seed));
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

  /** Writes the palette's colours, 0xBBGGRR, for a mean colour and a contrast. */
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

/** Takes some 3 MB each; drawing one takes as long as a tenth of a lap. */
const drawn = new Newest<Asphalt>(4);

function toByte(value: number): number {
  return clamp(Math.round(value), 0, 255);
}

/** Grey in standard deviations and tint from -1 to 1. */
function drawTexture(random: () => number): { grey: Float32Array; tint: Float32Array } {
  const grains = enlarge(noise(random, GRAINS), GRAINS);
  const roughness = enlarge(noise(random, ROUGH_PATCHES), ROUGH_PATCHES);
  const shades = enlarge(noise(random, SHADES), SHADES);
  const tint = enlarge(noise(random, TINT_PATCHES), TINT_PATCHES);
  const grey = new Float32Array(TILE * TILE);
  for (let i = 0; i < grey.length; i++) {
    // Loose chips lie in patches; between them the surface is smooth.
    const rough = roughness[i]! > -0.4 ? 0.65 + 1.1 * (roughness[i]! + 0.4) : 0.65;
    const grain = rough * grains[i]!;
    // Bright chips stand out more than cracks do.
    grey[i] = (grain > 0 ? 1.12 * grain : 0.9 * grain) + 0.13 * shades[i]!;
  }
  return { grey, tint };
}

/** Cells along a side of the tile: grains of 2 mm, patches of 16 mm, shades and tints of 64 mm and more. */
const GRAINS = 512;
const ROUGH_PATCHES = 64;
const SHADES = 8;
const TINT_PATCHES = 16;

/** Nearly normal noise of deviation one on a grid of side x side. */
function noise(random: () => number, side: number): Float32Array {
  const values = new Float32Array(side * side);
  for (let i = 0; i < values.length; i++) values[i] = 2 * (random() + random() + random()) - 3;
  return values;
}

/** Bilinear enlargement of a wrapped grid to the whole tile. */
function enlarge(values: Float32Array, side: number): Float32Array {
  const cell = TILE / side;
  const result = new Float32Array(TILE * TILE);
  let o = 0;
  for (let y = 0; y < TILE; y++) {
    const row = (y / cell) | 0;
    const fy = y / cell - row;
    const upper = row * side;
    const lower = ((row + 1) & (side - 1)) * side;
    for (let column = 0; column < side; column++) {
      const next = (column + 1) & (side - 1);
      const left = values[upper + column]! * (1 - fy) + values[lower + column]! * fy;
      const right = values[upper + next]! * (1 - fy) + values[lower + next]! * fy;
      const step = (right - left) / cell;
      let value = left;
      for (let k = 0; k < cell; k++, o++, value += step) result[o] = value;
    }
  }
  return result;
}

function halve(values: Float32Array, side: number): Float32Array {
  const half = side / 2;
  const result = new Float32Array(half * half);
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const o = 2 * y * side + 2 * x;
      result[y * half + x] = (values[o]! + values[o + 1]! + values[o + side]! + values[o + side + 1]!) / 4;
    }
  }
  return result;
}

function toPalette(grey: Float32Array, tint: Float32Array): Uint16Array {
  const places = new Uint16Array(grey.length);
  const greyScale = (GREY_STEPS - 1) / 2 / SPAN;
  const tintScale = (TINT_STEPS - 1) / 2;
  for (let i = 0; i < places.length; i++) {
    // Truncation of a positive number plus a half rounds.
    let g = (grey[i]! * greyScale + GREY_STEPS / 2) | 0;
    let t = (tint[i]! * tintScale + TINT_STEPS / 2) | 0;
    if (g < 0) g = 0;
    if (g >= GREY_STEPS) g = GREY_STEPS - 1;
    if (t < 0) t = 0;
    if (t >= TINT_STEPS) t = TINT_STEPS - 1;
    places[i] = t * GREY_STEPS + g;
  }
  return places;
}
