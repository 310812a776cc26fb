import { ON_CAMERA, type Palette, seriesOfModel } from '../../../measure/report/charts/palette';
import { measureText } from '../../../measure/report/charts/text-width';
import { formatNumber } from '../../../measure/report/format';
import { type Box, drawText, formatPath, px, truncate } from '../../../measure/report/svg';
import { SALIENCY_COLOUR } from '../../../saliency/picture/heat';
import type { CameraView, FilmLayers, FilmScene } from '../scene';

/** An image that is older than this is said to be old. */
const OLD_S = 1;

const LEGEND_ROW = 20;
const LEGEND_SIZE = 11;
const LEGEND_INSET = 6;
/** Room of a model's name. */
const LONGEST_NAME = 150;
/** Ends of a curve. */
const ROUND = ' stroke-linecap="round"';
/** A dash of a path, where several lie on each other. */
const DASH = 14;

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

/** What is drawn on a camera image: what the network sees, the line found, the paths of the command and of models' answers.
 *  @param box of the image
 *  @param id differs for each camera of a picture */
export function drawOnCamera(view: CameraView, box: Box, palette: Palette, id: string): string {
  const { line, path, answers, crop, age_s } = view;
  // Where they lie on each other each shows in turn.
  const gap = DASH * (answers.length - 1);
  const place = `x="${px(box.left)}" y="${px(box.top)}" width="${px(box.width)}" height="${px(box.height)}"`;
  return [
    `<clipPath id="${id}"><rect ${place}/></clipPath><g clip-path="url(#${id})">`,
    crop === null ? '' : drawCrop(crop, box),
    path === null ? '' : drawCurve(path, box, ON_CAMERA.path, ROUND),
    line === null ? '' : drawCurve(line, box, ON_CAMERA.line, `${ROUND} stroke-dasharray="2 6"`),
    ...answers.map((answer, i) => {
      const dashes = ` stroke-dasharray="${DASH} ${gap}" stroke-dashoffset="${-i * DASH}" stroke-linecap="butt"`;
      return answer === null
        ? ''
        : drawCurve(answer, box, palette[seriesOfModel(i)]!, gap === 0 ? ROUND : dashes);
    }),
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
  const stroke = `<path d="${data}" fill="none" stroke-linejoin="round"`;
  return (
    `${stroke} stroke="${ON_CAMERA.shade}" stroke-width="5" stroke-linecap="round"/>` +
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

interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly dashes: string;
}

/** What the colours on an image mean, on its top left corner. */
export interface CameraLegend {
  readonly svg: string;
  /** What it takes of the image's top. */
  readonly height: number;
}

/** Of several cameras each has a part of what they all show, and its models.
 *  @param box of the image
 *  @param place number of the camera */
export function drawCameraLegend(
  box: Box,
  { layers, drives }: FilmScene,
  palette: Palette,
  place: number,
): CameraLegend {
  const shared = listEntries(layers);
  const most = Math.ceil(shared.length / drives.length);
  const answers = drives[place]!.models.map(({ name }, i) => ({
    label: truncate(name, LONGEST_NAME, LEGEND_SIZE),
    colour: palette[seriesOfModel(i)]!,
    dashes: 'none',
  }));
  const entries = [...shared.slice(place * most, (place + 1) * most), ...answers];
  const rows = breakRows(entries, box.width - 2 * LEGEND_INSET);
  const svg = rows
    .map((row, i) => drawLegendRow(box.left + LEGEND_INSET, box.top + LEGEND_INSET + i * LEGEND_ROW, row))
    .join('');
  return { svg, height: rows.length * LEGEND_ROW + 2 * LEGEND_INSET };
}

function breakRows(entries: readonly LegendEntry[], width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  for (const entry of entries) {
    const row = rows.at(-1);
    if (row !== undefined && widthOfRow([...row, entry]) <= width) row.push(entry);
    else rows.push([entry]);
  }
  return rows;
}

function widthOfRow(entries: readonly LegendEntry[]): number {
  return entries.reduce((sum, { label }) => sum + widthOfEntry(label), 2);
}

function widthOfEntry(label: string): number {
  return 20 + measureText(label, `${LEGEND_SIZE}px`) + 14;
}

function drawLegendRow(left: number, top: number, entries: readonly LegendEntry[]): string {
  let x = left + 8;
  const parts = entries.map(({ label, colour, dashes }) => {
    const at = x;
    x += widthOfEntry(label);
    return (
      `<path d="M${px(at)} ${px(top + 10)}h14" stroke="${colour}" stroke-width="3" stroke-dasharray="${dashes}"/>` +
      drawText(at + 20, top + 14, label, { size: LEGEND_SIZE, fill: ON_CAMERA.ink })
    );
  });
  const width = px(widthOfRow(entries));
  return `<rect x="${px(left)}" y="${px(top)}" width="${width}" height="${LEGEND_ROW}" rx="5" fill="${ON_CAMERA.shade}"/>${parts.join('')}`;
}

function listEntries({ crop, saliency }: FilmLayers): LegendEntry[] {
  return [
    { label: 'line found', colour: ON_CAMERA.line, dashes: '2 4' },
    { label: 'path of the command', colour: ON_CAMERA.path, dashes: 'none' },
    ...(crop ? [{ label: 'seen by the network', colour: ON_CAMERA.crop, dashes: '4 2' }] : []),
    ...(saliency ? [{ label: 'moved the command', colour: SALIENCY_COLOUR, dashes: 'none' }] : []),
  ];
}
