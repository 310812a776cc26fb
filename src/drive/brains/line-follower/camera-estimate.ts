import type { LineColour } from './line-colour';
import { followStripe, type ImageSize, type PixelShare, runsIn } from './stripe';
import { fitStripe, type ImageCentre, type StripeFit } from './stripe-fit';

/** Rows from the bottom in which the line is looked for. */
const LOWER_SHARE = 0.4;
const LARGEST_MISFIT = 0.08;
const LARGEST_HEADING_RAD = 0.6;
/** The line must be seen from its near end to so many times that distance. */
const LEAST_REACH = 2.5;

/**
 * Measures the line in one frame by its colour alone, without knowing the camera's place.
 * @param contrast least score of the line's colour
 * @returns null where the frame shows no line long and straight enough
 */
export function measureLine(
  colour: LineColour,
  contrast: number,
  image: ImageSize,
  centre: ImageCentre,
): StripeFit | null {
  const share: PixelShare = (column, row) => (0.5 * colour.at(column, row)) / contrast;
  const step = Math.max(1, Math.round(image.height / 120));
  const top = Math.round(image.height * (1 - LOWER_SHARE));
  for (let row = image.height - 2; row > top; row -= step) {
    const run = runsIn(share, row, 0, image.width - 1).find(({ first, last }) => last - first >= 4);
    if (run === undefined) continue;
    const peak = peakIn(colour, row, run.first, run.last);
    const level = Math.max(contrast, peak / 2);
    const fit = fitStripe(
      followStripe((u, v) => (0.5 * colour.at(u, v)) / level, image, row, run),
      centre,
    );
    if (fit !== null && isClear(fit)) return fit;
  }
  return null;
}

function peakIn(colour: LineColour, row: number, first: number, last: number): number {
  let peak = 0;
  for (let column = first; column <= last; column += 1) peak = Math.max(peak, colour.at(column, row));
  return peak;
}

function isClear({ misfit, heading_rad, nearest, farthest }: StripeFit): boolean {
  return (
    misfit < LARGEST_MISFIT && Math.abs(heading_rad) < LARGEST_HEADING_RAD && farthest > LEAST_REACH * nearest
  );
}
