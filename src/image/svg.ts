import path from 'node:path';
import { PACKAGE_ROOT } from '../support/paths';
import { rasterizeSvg, type SvgOptions } from './codec';

/** Draws an SVG as PNG with the fonts that come with the project, so that no fonts need to be installed. */
export async function svgToPng(svg: string, options: SvgOptions = {}): Promise<Buffer> {
  // fontconfig reads its configuration when the first text of the process is drawn, not before.
  process.env.FONTCONFIG_FILE = path.join(PACKAGE_ROOT, 'config', 'fonts.conf');
  return rasterizeSvg(svg, options);
}
