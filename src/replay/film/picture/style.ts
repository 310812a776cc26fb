import { DARK, LIGHT, type Palette } from '../../../measure/report/charts/palette';
import type { FilmTheme } from '../scene';
import { HEIGHT, WIDTH } from './layout';

/** The colours of reports and pages. */
export function paletteOf(theme: FilmTheme): Palette {
  return theme === 'dark' ? DARK : LIGHT;
}

/** Colour of a drive where two are shown, of its curves and its path. */
export function colourOfDrive(palette: Palette, drive: number): string {
  return palette[`series${drive}`]!;
}

/** A layer over the whole picture, in its units. */
export function wrapLayer(
  parts: readonly string[],
  size: { readonly width: number; readonly height: number },
): string {
  return wrapPart(parts, { left: 0, top: 0, width: WIDTH, height: HEIGHT }, size);
}

/** A layer over a part of the picture.
 *  @param size of the part, pixels */
export function wrapPart(
  parts: readonly string[],
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" ` +
      `viewBox="${box.left} ${box.top} ${box.width} ${box.height}" preserveAspectRatio="none">`,
    ...parts,
    '</svg>',
  ].join('');
}
