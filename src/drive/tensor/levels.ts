import type { ColourRange, InputContract } from '../../config/input-contract';

/** One byte for a pixel. */
export type Level = (red: number, green: number, blue: number) => number;

/** Grey levels or a mask, as the contract says; equal to OpenCV's for 8-bit images. */
export function levelOf({ colour }: InputContract): Level {
  return colour === null ? greyLevel : maskLevel(colour);
}

/** 0.299 R + 0.587 G + 0.114 B with 15 fraction bits, as OpenCV's COLOR_RGB2GRAY rounds it. */
export function greyLevel(red: number, green: number, blue: number): number {
  return (red * 9798 + green * 19235 + blue * 3735 + 16384) >> 15;
}

const HSV_BITS = 12;
const HSV_HALF = 1 << (HSV_BITS - 1);
/** OpenCV divides by multiplying with rounded reciprocals. */
const SATURATION = Int32Array.from({ length: 256 }, (_, i) => reciprocal(255, i));
const HUE = Int32Array.from({ length: 256 }, (_, i) => reciprocal(180, 6 * i));

function reciprocal(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : Math.round((numerator << HSV_BITS) / denominator);
}

/** 255 for a colour within the range by COLOR_RGB2HSV, 0 for others. */
export function maskLevel({ hue, saturation, value }: ColourRange): Level {
  const [hueLow, hueHigh] = hue;
  const [saturationLow, saturationHigh] = saturation;
  const [valueLow, valueHigh] = value;
  const throughRed = hueLow > hueHigh;
  return (red, green, blue) => {
    const most = Math.max(red, green, blue);
    if (most < valueLow || most > valueHigh) return 0;
    const spread = most - Math.min(red, green, blue);
    const s = (spread * SATURATION[most]! + HSV_HALF) >> HSV_BITS;
    if (s < saturationLow || s > saturationHigh) return 0;
    const h = hueOf(red, green, blue, most, spread);
    const isIn = throughRed ? h >= hueLow || h <= hueHigh : h >= hueLow && h <= hueHigh;
    return isIn ? 255 : 0;
  };
}

function hueOf(red: number, green: number, blue: number, most: number, spread: number): number {
  let sector = red - green + 4 * spread;
  if (most === red) sector = green - blue;
  else if (most === green) sector = blue - red + 2 * spread;
  const hue = (sector * HUE[spread]! + HSV_HALF) >> HSV_BITS;
  return hue < 0 ? hue + 180 : hue;
}
