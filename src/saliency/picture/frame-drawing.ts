import { F1_CAMERA } from '../../config/f1-car';
import { encodePng, resample, type Size } from '../../image/codec';
import { formatPath, px } from '../../measure/report/svg';
import type { Command, Frame } from '../../types';
import { projectCommand } from '../../world/simulator/camera/project-command';
import type { SaliencyMap } from '../saliency';
import { drawHeat } from './heat';

export const ANSWER_COLOUR = '#00e5ff';
export const DRIVEN_COLOUR = '#ffffff';
const COMPRESSION = 3;

/** Draws a frame with the map over its crop and the path of the answer, as an SVG element of its own.
 *  @param frame rgb8 without gaps
 *  @param driven the path that was driven, drawn thin beside that of the answer; null for none */
export async function drawFrame(
  frame: Frame,
  map: SaliencyMap,
  driven: Command | null,
  place: Size & { readonly left: number; readonly top: number },
): Promise<string> {
  const scale = Math.min(1, place.width / frame.width);
  const { crop } = map;
  const [cropWidth, cropHeight] = [crop.right - crop.left, crop.bottom - crop.top];
  const photo = await encodePhoto(frame, scale);
  const heat = drawHeat(map, {
    width: Math.max(1, Math.round(cropWidth * scale)),
    height: Math.max(1, Math.round(cropHeight * scale)),
  });
  const thin = frame.width / 640;
  return [
    `<svg x="${place.left}" y="${place.top}" width="${place.width}" height="${place.height}" viewBox="0 0 ${frame.width} ${frame.height}" preserveAspectRatio="none">`,
    `<image href="${photo}" width="${frame.width}" height="${frame.height}" preserveAspectRatio="none"/>`,
    drawShade(frame, map),
    `<image href="${await asUrl(heat)}" x="${crop.left}" y="${crop.top}" width="${cropWidth}" height="${cropHeight}" preserveAspectRatio="none"/>`,
    `<rect x="${crop.left + thin}" y="${crop.top + thin}" width="${cropWidth - 2 * thin}" height="${cropHeight - 2 * thin}" fill="none" stroke="#ffffff" stroke-opacity="0.75" stroke-width="${px(1.5 * thin)}" stroke-dasharray="${px(7 * thin)} ${px(5 * thin)}"/>`,
    driven === null ? '' : drawPath(frame, driven, DRIVEN_COLOUR, 2),
    drawPath(frame, map.command, ANSWER_COLOUR, 3),
    '</svg>',
  ].join('');
}

/** What the network does not see is dark. */
function drawShade({ width, height }: Size, { crop }: SaliencyMap): string {
  const shade = (top: number, bottom: number) =>
    bottom > top
      ? `<rect y="${top}" width="${width}" height="${bottom - top}" fill="#0b0e14" fill-opacity="0.5"/>`
      : '';
  return shade(0, crop.top) + shade(crop.bottom, height);
}

function drawPath(frame: Size, command: Command, colour: string, width: number): string {
  const [x, y] = [frame.width / F1_CAMERA.width, frame.height / F1_CAMERA.height];
  const points = projectCommand(F1_CAMERA, command);
  if (points.length === 0) return '';
  const data = formatPath(points.map(([column, row]) => [column * x, row * y] as const));
  const stroke = (more: number, with_: string, opacity: number) =>
    `<path d="${data}" fill="none" stroke="${with_}" stroke-width="${px((width + more) * x)}" stroke-opacity="${opacity}" stroke-linecap="round" stroke-linejoin="round"/>`;
  return stroke(2.5, '#000000', 0.45) + stroke(0, colour, 0.95);
}

async function encodePhoto({ width, height, data }: Frame, scale: number): Promise<string> {
  const image = { width, height, channels: 3, data } as const;
  if (scale === 1) return asUrl(image);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const small = await resample(image, size, 'fill');
  return asUrl({ ...size, channels: 3, data: small.data });
}

async function asUrl(image: Parameters<typeof encodePng>[0]): Promise<string> {
  return `data:image/png;base64,${(await encodePng(image, COMPRESSION)).toString('base64')}`;
}
