import { resolve } from 'node:path';
import sharp from 'sharp';

/** Draws an SVG as PNG with the fonts that come with the project, on machines without any fonts too. */
export async function pngOfSvg(svg: string): Promise<Buffer> {
  // fontconfig reads its configuration when the first text of the process is drawn, not before.
  process.env.FONTCONFIG_FILE = resolve(__dirname, '../../config/fonts.conf');
  return sharp(Buffer.from(svg)).flatten({ background: '#ffffff' }).png({ compressionLevel: 9 }).toBuffer();
}
