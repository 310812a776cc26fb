import type { RawImage, Size } from '../../image/codec';
import { clamp } from '../../support/numbers';
import { type Plane, SAME, spread } from '../plane';
import type { SaliencyMap } from '../saliency';

/** Part of the map's width that is smoothed over: the stride of a first layer, whose pattern says nothing. */
const SMOOTHED = 1 / 100;
/** Opacity where the map is 1, and how fast it fades. */
const OPAQUE = 0.92;
const FADING = 0.75;
/** Colours of the map by value: from amber over yellow to nearly white, which stand out on the red line, on asphalt and on
 *  sky, for colour-blind people too. */
const COLOURS: readonly (readonly [number, number, number])[] = [
  [255, 150, 0],
  [255, 204, 0],
  [255, 236, 60],
  [255, 255, 225],
];
/** The colour that stands for the map in legends. */
export const SALIENCY_COLOUR = '#ffcc00';
const LEVELS = 256;

/** A map without the pattern of its layers' strides, for drawings: averaged over a few pixels; the largest value is 1. */
export function smoothSaliency({
  width,
  height,
  values,
}: Pick<SaliencyMap, 'width' | 'height' | 'values'>): Plane {
  const radius = Math.max(1, Math.round(width * SMOOTHED));
  const box = { kernel: 2 * radius + 1, stride: 1, dilation: 1, pad: radius };
  let plane: Plane = { width, height, data: values };
  for (let pass = 0; pass < 2; pass++) plane = spread(plane, box, box, plane);
  const largest = plane.data.reduce((most, value) => Math.max(most, value), 0);
  return largest === 0 ? plane : { ...plane, data: plane.data.map((value) => value / largest) };
}

/** Red, green, blue and opacity of a value of the map, each 0 to 255. */
function heatAt(value: number): number[] {
  const place = clamp(value, 0, 1) * (COLOURS.length - 1);
  const below = Math.min(COLOURS.length - 2, Math.floor(place));
  const [from, to] = [COLOURS[below]!, COLOURS[below + 1]!];
  const rgb = from.map((channel, c) => Math.round(channel + (place - below) * (to[c]! - channel)));
  return [...rgb, Math.round(255 * OPAQUE * clamp(value, 0, 1) ** FADING)];
}

/** The four bytes of each level, to be copied at once. */
const TABLE = new Uint32Array(
  Uint8Array.from(Array.from({ length: LEVELS }, (_, level) => heatAt(level / (LEVELS - 1))).flat()).buffer,
);

/** The colours of the map as the stops of an SVG gradient. */
export function heatStops(): string {
  return Array.from({ length: 9 }, (_, i) => {
    const [red, green, blue, alpha] = heatAt(i / 8) as [number, number, number, number];
    const opacity = (alpha / 255).toFixed(2);
    return `<stop offset="${i / 8}" stop-color="rgb(${red},${green},${blue})" stop-opacity="${opacity}"/>`;
  }).join('');
}

/** Draws a map as RGBA for the crop that it lies over: transparent where nothing matters. */
export function drawHeat(map: SaliencyMap, size: Size): RawImage {
  const { left, right } = map.columns;
  const smooth = smoothSaliency(map);
  const inside = spread(
    smooth,
    SAME,
    { kernel: 1, stride: 1, dilation: 1, pad: left },
    {
      width: right - left,
      height: map.height,
    },
  );
  const large = spread(inside, 'resized', 'resized', size);
  const pixels = new Uint32Array(size.width * size.height);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = TABLE[Math.round(clamp(large.data[i]!, 0, 1) * (LEVELS - 1))]!;
  }
  return { ...size, channels: 4, data: new Uint8Array(pixels.buffer) };
}
