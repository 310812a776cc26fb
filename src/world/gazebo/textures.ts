import type { CircuitLook, Rgb, RoadLook, WallLook } from '../../circuit/look';
import { encodePng } from '../../image/codec';
import { clamp } from '../../support/numbers';
import { Asphalt, PALETTE, TILE } from '../simulator/camera/asphalt';
import { wallColour } from '../simulator/camera/walls';

/** Seed of the asphalt, as the built-in world's. */
const SEED = 1;
/** Texels of a wall's texture: horizontally the angle between its face and the sun, vertically the height. */
const FACINGS = 256;
const HEIGHTS = 64;

/** Texture coordinate of a cosine between a wall's face and the sun. */
export function facingToU(facing: number): number {
  return (0.5 + ((FACINGS - 1) * (1 + facing)) / 2) / FACINGS;
}

/** Texture coordinate of a height, as a share of the wall's. */
export function shareToV(share: number): number {
  return (0.5 + (HEIGHTS - 1) * share) / HEIGHTS;
}

/** A colour under the circuit's light, as bytes. */
export function lit(colour: Rgb, light: number): [number, number, number] {
  const byte = (value: number) => clamp(Math.round(value * light), 0, 255);
  return [byte(colour[0]), byte(colour[1]), byte(colour[2])];
}

/** The asphalt of the built-in world as an image of one tile that repeats without seams. */
export async function asphaltPng(road: RoadLook, light: number): Promise<Buffer> {
  const palette = new Uint32Array(PALETTE);
  Asphalt.palette(road.colour, road.contrast, (value) => value * light, palette);
  const texels = Asphalt.of(SEED).levels[0]!;
  const pixels = new Uint8Array(3 * TILE * TILE);
  texels.forEach((place, i) => {
    const colour = palette[place]!;
    pixels[3 * i] = colour & 255;
    pixels[3 * i + 1] = (colour >> 8) & 255;
    pixels[3 * i + 2] = (colour >> 16) & 255;
  });
  return png(pixels, TILE, TILE);
}

/** The colours of a wall as the built-in world shades it: sunlight is part of the image, not of Gazebo's lamps. */
export async function wallPng(wall: WallLook, { sun, light }: CircuitLook): Promise<Buffer> {
  const pixels = new Uint8Array(3 * FACINGS * HEIGHTS);
  for (let row = 0; row < HEIGHTS; row++) {
    const share = 1 - row / (HEIGHTS - 1);
    for (let column = 0; column < FACINGS; column++) {
      const facing = -1 + (2 * column) / (FACINGS - 1);
      pixels.set(
        lit(wallColour(wall, sun.elevation_rad, share, facing), light),
        3 * (row * FACINGS + column),
      );
    }
  }
  return png(pixels, FACINGS, HEIGHTS);
}

function png(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  return encodePng({ width, height, channels: 3, data: pixels }, 9);
}
