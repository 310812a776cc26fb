import type { MakeEffect, Moment } from './effect';
import { type Rgb, tones } from './pixel-rows';

/** A spot of light. Positions and radius in widths of the image. */
interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: Rgb;
  /** At the brightest, in 255ths. */
  readonly light: number;
  /** Whether the light decreases from the centre (a glow) or is constant up to a soft edge (a ghost). */
  readonly glow: boolean;
}

const GHOST_COLOURS: readonly Rgb[] = [
  [255, 190, 120],
  [160, 220, 160],
  [150, 180, 255],
  [255, 150, 170],
];

/**
 * The sun low in the image: a glow that bleaches its surroundings, a veil over the whole image, and the lens's ghosts on
 * the line from the sun through the centre. Drawn per sequence: the sun's place and strength, and the ghosts. The sun
 * moves by a few pixels from image to image, as the car turns.
 */
export const sunflare: MakeEffect = (random, force) => {
  const sunX = random.uniform(0.1, 0.9);
  const sunY = random.uniform(0.05, 0.38);
  const strength = force * random.uniform(0.6, 1);
  const veil = random.uniform(0.03, 0.12) * strength;
  const glow = random.uniform(0.25, 0.5);
  const ghosts = Array.from({ length: 3 + Math.floor(random.next() * 5) }, () => ({
    along: random.uniform(0.4, 2.1),
    radius: random.uniform(0.015, 0.075),
    colour: random.pick(GHOST_COLOURS),
    light: random.uniform(30, 110) * strength,
  }));
  const pace = random.uniform(0.03, 0.1);
  return (moment) => {
    const { scene, index } = moment;
    const x = sunX + 0.02 * Math.sin(pace * index);
    const y = (sunY * scene.height) / scene.width;
    const middleY = (0.5 * scene.height) / scene.width;
    // Light that is scattered in the lens: less contrast, warmer.
    moment.kernel.mix([255, 232, 190], () => veil);
    const spots: Spot[] = [
      { x, y, radius: glow, colour: [255, 240, 205], light: 210 * strength, glow: true },
      { x, y, radius: glow / 4, colour: [255, 252, 240], light: 255 * force, glow: true },
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

/** Adds a disc of light in screen mode: bright pixels gain less. */
function addSpot({ kernel, scene }: Moment, spot: Spot): void {
  const { image } = kernel;
  const { data, step, bytesPerPixel, channels } = image;
  const radius = spot.radius * scene.width;
  const x = spot.x * scene.width;
  const y = spot.y * scene.width;
  const values = tones(image, spot.colour).map((value) =>
    Math.min(255, Math.round((value / 255) * spot.light)),
  );
  const shares = spot.glow ? GLOW : GHOST;
  const perSquare = 256 / (radius * radius);
  const [red, green, blue] = channels.length === 1 ? [0, 0, 0] : channels;
  const [r, g, b] = values.length === 1 ? [0, 0, 0] : values;
  const last = Math.min(image.bottom, y + radius);
  for (let row = Math.max(image.top, Math.ceil(y - radius)); row < last; row++) {
    const rowSquare = (row - y) ** 2;
    const half = Math.sqrt(Math.max(0, radius * radius - rowSquare)) - 0.01;
    const right = Math.min(scene.width - 1, x + half);
    let column = Math.max(0, Math.ceil(x - half));
    for (let at = row * step + column * bytesPerPixel; column <= right; column++, at += bytesPerPixel) {
      const part = shares[(((column - x) * (column - x) + rowSquare) * perSquare) | 0]!;
      if (channels.length === 1) {
        data[at] = data[at]! + (((255 - data[at]!) * values[0]! * part) >> 16);
      } else {
        data[at + red!] = data[at + red!]! + (((255 - data[at + red!]!) * r! * part) >> 16);
        data[at + green!] = data[at + green!]! + (((255 - data[at + green!]!) * g! * part) >> 16);
        data[at + blue!] = data[at + blue!]! + (((255 - data[at + blue!]!) * b! * part) >> 16);
      }
    }
  }
}

/** Shares in 256ths, by 256ths of the squared radius: of a glow, and of a ghost. */
const GLOW = Int32Array.from({ length: 256 }, (_, i) => 257 * (1 - i / 256) ** 3);
const GHOST = Int32Array.from(
  { length: 256 },
  (_, i) => 257 * Math.min(1, 6 * (1 - i / 256)) * (0.55 + (0.45 * i) / 256),
);
