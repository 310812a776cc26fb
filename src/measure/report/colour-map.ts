import { clamp } from '../../support/numbers';

/**
 * Samples of the colour map "plasma" (N. Smith and S. van der Walt, 2015, CC0) from 0 to 0.84: perceptually
 * uniform, of increasing lightness, readable for colour-blind people. Its yellow end is omitted because it is
 * invisible on a light background.
 */
const PLASMA: readonly (readonly [number, number, number])[] = [
  [13, 8, 135],
  [65, 4, 157],
  [106, 0, 168],
  [143, 13, 164],
  [177, 42, 144],
  [204, 71, 120],
  [225, 100, 98],
  [242, 132, 75],
  [251, 160, 57],
];

/** Colour at a share of the scale, 0 to 1; values outside get the colour of the nearer end. */
export function colourAt(share: number): string {
  const place = clamp(share, 0, 1) * (PLASMA.length - 1);
  const below = Math.min(PLASMA.length - 2, Math.floor(place));
  const channel = (i: number) => {
    const from = PLASMA[below]![i]!;
    return Math.round(from + (place - below) * (PLASMA[below + 1]![i]! - from));
  };
  return `rgb(${channel(0)},${channel(1)},${channel(2)})`;
}

/** The smallest of 1, 2, 5 times a power of ten that is at least `value`. */
export function ceilNice(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((candidate) => value <= candidate * power * (1 + 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(1));
}

/** The smallest round number that is at least `value`, in finer steps than `ceilNice`. @param value greater than 0 */
export function ceilFine(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((step) => value <= step * power * (1 + 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(2));
}

/** Labels of the ticks from 0 to a top returned by `ceilNice`. */
export function formatTicks(top: number): string[] {
  const power = 10 ** Math.floor(Math.log10(top) + 1e-9);
  const leading = Math.round(top / power);
  const step = power * (leading === 1 ? 0.2 : leading === 2 ? 0.5 : 1);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: Math.round(top / step) + 1 }, (_, i) => (i * step).toFixed(decimals));
}
