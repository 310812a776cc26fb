import path from 'node:path';
import { PACKAGE_ROOT } from '../support/paths';
import { type RawImage, rasterizeSvg, rasterizeSvgLayer, type SvgOptions } from './codec';

/** Draws an SVG as PNG with the fonts that come with the project, so that no fonts need to be installed. */
export async function svgToPng(svg: string, options: SvgOptions = {}): Promise<Buffer> {
  chooseFonts();
  return rasterizeSvg(svg, options);
}

/** Draws an SVG as RGBA pixels, with the same fonts; transparent where it draws nothing. */
export async function svgToLayer(svg: string): Promise<RawImage> {
  chooseFonts();
  return rasterizeSvgLayer(svg);
}

/** fontconfig reads its configuration when the first text of the process is drawn, not before. */
function chooseFonts(): void {
  process.env.FONTCONFIG_FILE = path.join(PACKAGE_ROOT, 'config', 'fonts.conf');
}
