import path from 'node:path';
import { PACKAGE_ROOT } from '../support/paths';
import { rasterizeSvg } from './codec';

/** Draws an SVG as PNG with the fonts that come with the project, so that no fonts need to be installed.
 *  @param scale pixels of the image for one unit of the SVG */
export async function svgToPng(svg: string, scale = 1): Promise<Buffer> {
  // fontconfig reads its configuration when the first text of the process is drawn, not before.
  process.env.FONTCONFIG_FILE = path.join(PACKAGE_ROOT, 'config', 'fonts.conf');
  return rasterizeSvg(svg, scale);
}
