import { ON_CAMERA } from '../../../measure/report/charts/palette';
import { measureText } from '../../../measure/report/charts/text-width';
import { formatNumber } from '../../../measure/report/format';
import { type Box, drawText, formatPath, px } from '../../../measure/report/svg';
import { SALIENCY_COLOUR } from '../../../saliency/picture/heat';
import type { CameraView, FilmLayers } from '../scene';

/** An image that is older than this is said to be old. */
const OLD_S = 1;

/** What a legend takes of an image's top. */
export const LEGEND_HEIGHT = 30;

/** The largest box of an image's shape within another, in its middle. */
export function fitImage(box: Box, image: { readonly width: number; readonly height: number }): Box {
  const scale = Math.min(box.width / image.width, box.height / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  return {
    left: box.left + (box.width - width) / 2,
    top: box.top + (box.height - height) / 2,
    width,
    height,
  };
}

/** What is drawn on a camera image: what the network sees, the line found, the path of the command.
 *  @param box of the image
 *  @param id differs for each camera of a picture */
export function drawOnCamera(view: CameraView, box: Box, id: string): string {
  const { line, path, crop, age_s } = view;
  const place = `x="${px(box.left)}" y="${px(box.top)}" width="${px(box.width)}" height="${px(box.height)}"`;
  return [
    `<clipPath id="${id}"><rect ${place}/></clipPath><g clip-path="url(#${id})">`,
    crop === null ? '' : drawCrop(crop, box),
    path === null ? '' : drawCurve(path, box, ON_CAMERA.path, ''),
    line === null ? '' : drawCurve(line, box, ON_CAMERA.line, ' stroke-dasharray="2 6"'),
    age_s > OLD_S ? drawAge(age_s, box) : '',
    '</g>',
  ].join('');
}

function drawCrop({ top, bottom }: { readonly top: number; readonly bottom: number }, box: Box): string {
  const y = box.top + top * box.height + 1.5;
  const rectangle =
    `<rect x="${px(box.left + 1.5)}" y="${px(y)}" width="${px(box.width - 3)}" ` +
    `height="${px(Math.max(0, (bottom - top) * box.height - 3))}" fill="none"`;
  return (
    `${rectangle} stroke="${ON_CAMERA.shade}" stroke-width="3"/>` +
    `${rectangle} stroke="${ON_CAMERA.crop}" stroke-width="1.5" stroke-dasharray="6 4"/>`
  );
}

function drawCurve(
  points: readonly (readonly [number, number])[],
  box: Box,
  colour: string,
  dashes: string,
): string {
  const data = formatPath(
    points.map(([x, y]) => [box.left + x * box.width, box.top + y * box.height] as const),
  );
  const stroke = `<path d="${data}" fill="none" stroke-linejoin="round" stroke-linecap="round"`;
  return (
    `${stroke} stroke="${ON_CAMERA.shade}" stroke-width="5"/>` +
    `${stroke} stroke="${colour}" stroke-width="3"${dashes}/>`
  );
}

function drawAge(age_s: number, box: Box): string {
  return (
    `<rect x="${px(box.left)}" y="${px(box.top)}" width="${px(box.width)}" height="${px(box.height)}" fill="${ON_CAMERA.shade}"/>` +
    drawText(
      box.left + box.width / 2,
      box.top + box.height / 2,
      `no image for ${formatNumber(age_s, 1, 's')}`,
      {
        size: 16,
        fill: ON_CAMERA.ink,
        anchor: 'middle',
      },
    )
  );
}

/** What the colours on the images mean, on their top left corner; a part of it on each of several cameras.
 *  @param place number of the camera */
export function drawCameraLegend(box: Box, layers: FilmLayers, place: number, cameras: number): string {
  const entries = listEntries(layers);
  const most = Math.ceil(entries.length / cameras);
  const size = 11;
  const [left, top] = [box.left + 6, box.top + 6];
  let x = left + 8;
  const parts = entries.slice(place * most, (place + 1) * most).map(({ label, colour, dashes }) => {
    const at = x;
    x += 20 + measureText(label, `${size}px`) + 14;
    return (
      `<path d="M${px(at)} ${px(top + 10)}h14" stroke="${colour}" stroke-width="3" stroke-dasharray="${dashes}"/>` +
      drawText(at + 20, top + 14, label, { size, fill: ON_CAMERA.ink })
    );
  });
  if (parts.length === 0) return '';
  const ground = `<rect x="${px(left)}" y="${px(top)}" width="${px(x - left - 6)}" height="20" rx="5" fill="${ON_CAMERA.shade}"/>`;
  return ground + parts.join('');
}

function listEntries({ crop, saliency }: FilmLayers) {
  return [
    { label: 'line found', colour: ON_CAMERA.line, dashes: '2 4' },
    { label: 'path of the command', colour: ON_CAMERA.path, dashes: 'none' },
    ...(crop ? [{ label: 'seen by the network', colour: ON_CAMERA.crop, dashes: '4 2' }] : []),
    ...(saliency ? [{ label: 'moved the command', colour: SALIENCY_COLOUR, dashes: 'none' }] : []),
  ];
}
