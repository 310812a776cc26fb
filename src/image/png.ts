import path from 'node:path';
import sharp from 'sharp';
import { PACKAGE_ROOT } from '../support/paths';

/** Dots an inch at which a pixel of an SVG becomes one of the picture. */
const DENSITY = 72;

/** Draws an SVG as PNG with the fonts that come with the project, on machines without any fonts too.
 *  @param scale pixels of the picture for one of the SVG */
export async function pngOfSvg(svg: string, scale = 1): Promise<Buffer> {
  // fontconfig reads its configuration when the first text of the process is drawn, not before.
  process.env.FONTCONFIG_FILE = path.join(PACKAGE_ROOT, 'config', 'fonts.conf');
  return sharp(Buffer.from(svg), { density: DENSITY * scale })
    .flatten({ background: '#ffffff' })
    .png({ compressionLevel: 6 })
    .toBuffer();
}
