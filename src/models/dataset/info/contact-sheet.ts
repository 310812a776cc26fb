import path from 'node:path';
import { COMMAND_RANGES } from '../../../config/command-range';
import { F1_CAMERA } from '../../../config/f1-car';
import { thumbnailPng } from '../../../image/codec';
import { formatNumber } from '../../../measure/report/format';
import { drawText, formatPath, INK, MUTED, px, truncate } from '../../../measure/report/svg';
import { projectCommand } from '../../../world/simulator/camera/project-command';
import type { Dataset, Sample } from '../dataset';
import { IMAGE_HEIGHT, IMAGE_WIDTH } from '../layout';

const COLUMNS = 8;
const ROWS = 6;
const TILE_WIDTH = 216;
const TILE_HEIGHT = 162;
const CAPTION = 44;
const GAP = 10;
const MARGIN = 24;
const TITLE = 72;

const COMMAND_COLOUR = '#00e5ff';
/** Full scale of the gauge below an image. */
const FULL_TURN_RADPS = COMMAND_RANGES.w_radps[1];

/** Renders images spread evenly over a dataset as SVG, each with the path of its label. */
export async function renderContactSheet(dataset: Dataset, name: string): Promise<string> {
  const { samples } = dataset;
  const shown = Math.min(COLUMNS * ROWS, samples.length);
  const indices = Array.from({ length: shown }, (_, i) => Math.floor(((i + 0.5) * samples.length) / shown));
  const rows = Math.ceil(shown / COLUMNS);
  const width = 2 * MARGIN + COLUMNS * (TILE_WIDTH + GAP) - GAP;
  const height = TITLE + rows * (TILE_HEIGHT + CAPTION + GAP) + MARGIN - GAP;
  const tiles: string[] = [];
  for (const [i, index] of indices.entries()) {
    const left = MARGIN + (i % COLUMNS) * (TILE_WIDTH + GAP);
    const top = TITLE + Math.floor(i / COLUMNS) * (TILE_HEIGHT + CAPTION + GAP);
    tiles.push(`<g transform="translate(${left} ${top})">${await renderTile(dataset, index)}</g>`);
  }
  const subtitle = `${shown} of ${samples.length} images; the bright line is the path of the label, v in m/s, w in rad/s`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    drawText(MARGIN, 36, truncate(name, width - 2 * MARGIN, 22, 'bold'), { size: 22, weight: 'bold' }),
    drawText(MARGIN, 58, subtitle, { size: 14, fill: MUTED }),
    ...tiles,
    '</svg>',
  ].join('\n');
}

async function renderTile(dataset: Dataset, index: number): Promise<string> {
  const sample = dataset.samples[index]!;
  const { width, height, data } = await dataset.frame(index);
  const size = { width: TILE_WIDTH, height: TILE_HEIGHT };
  const small = await thumbnailPng({ width, height, channels: 3, data }, size);
  const number = path.basename(sample.image, path.extname(sample.image));
  const where = dataset.parts.length > 1 ? `${number}, ${dataset.partOf(index).name}` : number;
  const label = `v ${formatNumber(sample.v_mps, 1)}, w ${formatNumber(sample.w_radps, 2)}`;
  return [
    `<svg width="${TILE_WIDTH}" height="${TILE_HEIGHT}" viewBox="0 0 ${IMAGE_WIDTH} ${IMAGE_HEIGHT}">`,
    `<image href="data:image/png;base64,${small.toString('base64')}" width="${IMAGE_WIDTH}" height="${IMAGE_HEIGHT}"/>`,
    drawCommandPath(sample),
    '</svg>',
    drawText(0, TILE_HEIGHT + 15, truncate(where, TILE_WIDTH, 12), { size: 12, fill: MUTED }),
    drawText(0, TILE_HEIGHT + 34, label, { size: 13 }),
    drawGauge(sample.w_radps),
  ].join('');
}

/** The arc that the command drives, projected into the image of the F1 camera. */
function drawCommandPath(command: Sample): string {
  const points = projectCommand(F1_CAMERA, command);
  if (points.length === 0) return '';
  const data = formatPath(points);
  const stroke = (width: number, colour: string, opacity: number) =>
    `<path d="${data}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-opacity="${opacity}" stroke-linecap="round" stroke-linejoin="round"/>`;
  return stroke(13, '#000000', 0.45) + stroke(6, COMMAND_COLOUR, 0.95);
}

/** A bar from the centre towards the side that the car turns to. */
function drawGauge(w_radps: number): string {
  const [half, y] = [42, TILE_HEIGHT + 25];
  const centre = TILE_WIDTH - half;
  // The square root makes small turns visible.
  const share = Math.min(1, Math.sqrt(Math.abs(w_radps) / FULL_TURN_RADPS));
  const length = half * share;
  const from = w_radps > 0 ? centre - length : centre;
  return (
    `<rect x="${centre - half}" y="${y}" width="${2 * half}" height="9" fill="#e3e7ee"/>` +
    `<rect x="${px(from)}" y="${y}" width="${px(length)}" height="9" fill="${w_radps > 0 ? '#0072b2' : '#d55e00'}"/>` +
    `<rect x="${centre - 0.75}" y="${y - 3}" width="1.5" height="15" fill="${INK}"/>`
  );
}
