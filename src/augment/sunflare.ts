import type { MakeEffect, Moment } from './effect';
import { type Rgb, tones } from './picture';

/** A spot of light: added, brightest in the middle. Positions and radius in widths of the picture. */
interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: Rgb;
  /** Added at the middle, in 255ths. */
  readonly light: number;
  /** Whether the light falls off from the middle (a glow) or stays even up to a soft edge (a ghost). */
  readonly glow: boolean;
}

const GHOST_COLOURS: readonly Rgb[] = [
  [255, 190, 120],
  [160, 220, 160],
  [150, 180, 255],
  [255, 150, 170],
];

/**
 * The sun low in the picture: a glow that bleaches its surroundings, a veil over the whole picture, and the
 * lens's ghosts on the line from the sun through the middle. A sequence draws where the sun stands, its
 * strength and the ghosts; it wanders by a few pixels from picture to picture, as the car turns.
 */
export const sunflare: MakeEffect = (random) => {
  const sunX = random.uniform(0.1, 0.9);
  const sunY = random.uniform(0.05, 0.38);
  const strength = random.uniform(0.6, 1);
  const veil = random.uniform(6, 26) * strength;
  const glow = random.uniform(0.25, 0.5);
  const ghosts = Array.from({ length: 3 + Math.floor(random.next() * 5) }, () => ({
    along: random.uniform(0.4, 2.1),
    radius: random.uniform(0.015, 0.075),
    colour: random.pick(GHOST_COLOURS),
    light: random.uniform(14, 55) * strength,
  }));
  const pace = random.uniform(0.03, 0.1);
  return (moment) => {
    const { scene, index } = moment;
    const x = sunX + 0.02 * Math.sin(pace * index);
    const y = (sunY * scene.height) / scene.width;
    const middleY = (0.5 * scene.height) / scene.width;
    addVeil(moment, veil);
    const spots: Spot[] = [
      { x, y, radius: glow, colour: [255, 240, 205], light: 190 * strength, glow: true },
      { x, y, radius: glow / 5, colour: [255, 252, 240], light: 255, glow: true },
      ...ghosts.map(({ along, ...ghost }) => ({
        ...ghost,
        x: x + (0.5 - x) * along,
        y: y + (middleY - y) * along,
        glow: false,
      })),
    ];
    for (const spot of spots) addSpot(moment, spot);
  };
};

/** Light that is scattered in the lens: less contrast, warmer. */
function addVeil({ picture }: Moment, veil: number): void {
  const { data, width, step, bytesPerPixel, channels, top, bottom } = picture;
  const values = tones(picture, [1.1 * veil, veil, 0.8 * veil]);
  channels.forEach((channel, c) => {
    const add = Math.round(256 * values[c]!);
    const rest = Math.round(256 * (1 - values[c]! / 255));
    for (let y = top; y < bottom; y++) {
      const end = y * step + channel + width * bytesPerPixel;
      for (let at = y * step + channel; at < end; at += bytesPerPixel)
        data[at] = (data[at]! * rest + add) >> 8;
    }
  });
}

function addSpot({ picture, scene }: Moment, spot: Spot): void {
  const { data, step, bytesPerPixel, channels } = picture;
  const clamped = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  const radius = spot.radius * scene.width;
  const x = spot.x * scene.width;
  const y = spot.y * scene.width;
  const values = tones(picture, spot.colour).map((value) => (value / 255) * spot.light);
  const left = Math.max(0, Math.floor(x - radius));
  const right = Math.min(scene.width, Math.ceil(x + radius));
  for (
    let row = Math.max(picture.top, Math.floor(y - radius));
    row < Math.min(picture.bottom, y + radius);
    row++
  ) {
    for (
      let column = left, at = row * step + left * bytesPerPixel;
      column < right;
      column++, at += bytesPerPixel
    ) {
      const squared = ((column - x) ** 2 + (row - y) ** 2) / (radius * radius);
      if (squared >= 1) continue;
      const rest = 1 - squared;
      const part = spot.glow ? rest * rest * rest : Math.min(1, 6 * rest) * (0.55 + 0.45 * squared);
      for (let c = 0; c < channels.length; c++) clamped[at + channels[c]!]! += values[c]! * part;
    }
  }
}
