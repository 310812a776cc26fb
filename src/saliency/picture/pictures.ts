import { svgToPng } from '../../image/svg';
import { formatNumber } from '../../measure/report/format';
import { type Box, drawText, INK, MUTED, truncate } from '../../measure/report/svg';
import { drawFrame } from './frame-drawing';
import { drawLegend, drawSpeed, drawSteering } from './gauges';
import type { Explained, Moment } from './moment';

const MARGIN = 28;
const WIDTH = 960;
const TITLE = 76;
const GAUGES = 84;

/** Draws one frame with what one network looked at, as PNG. */
export async function drawMoment(moment: Moment, explained: Explained): Promise<Buffer> {
  const { frame, driven } = moment;
  const { map, model } = explained;
  const height = Math.round((WIDTH * frame.height) / frame.width);
  const image = await drawFrame(frame, map, driven, { left: MARGIN, top: TITLE, width: WIDTH, height });
  const gap = 36;
  const width = (WIDTH - 2 * gap) / 3;
  const box = (place: number): Box => ({
    left: MARGIN + place * (width + gap),
    top: TITLE + height + 18,
    width,
    height: 38,
  });
  const where = nameOf(moment);
  return svgToPng(
    wrap(WIDTH + 2 * MARGIN, TITLE + height + GAUGES, [
      drawText(MARGIN, 36, truncate(model, WIDTH - 300, 22, 'bold'), { size: 22, weight: 'bold' }),
      drawText(MARGIN + WIDTH, 36, where, { size: 16, anchor: 'end' }),
      drawText(MARGIN, 60, describe(moment, explained), { size: 14, fill: MUTED }),
      image,
      drawSteering(box(0), map.command, driven),
      drawSpeed(box(1), map.command, driven),
      drawLegend(box(2)),
    ]),
  );
}

const CELL = 320;
const CELL_GAP = 14;
const CELL_CAPTION = 46;
/** Frames side by side. */
const MOST_COLUMNS = 6;

/** Draws all moments side by side, a row for each network, as PNG.
 *  @param title one line */
export async function drawFilmStrip(moments: readonly Moment[], title: string): Promise<Buffer> {
  const columns = Math.min(MOST_COLUMNS, moments.length);
  const width = 2 * MARGIN + columns * (CELL + CELL_GAP) - CELL_GAP;
  const parts = [
    drawText(MARGIN, 36, truncate(title, width - 2 * MARGIN, 22, 'bold'), { size: 22, weight: 'bold' }),
    drawText(MARGIN, 58, truncate(KEY, width - 2 * MARGIN, 13), { size: 13, fill: MUTED }),
  ];
  let top = TITLE;
  for (let first = 0; first < moments.length; first += columns) {
    const row = moments.slice(first, first + columns);
    for (const place of row[0]!.explained.keys()) {
      const tallest = Math.max(...row.map(({ frame }) => cellHeight(frame)));
      for (const [column, moment] of row.entries()) {
        const left = MARGIN + column * (CELL + CELL_GAP);
        parts.push(await drawCell(moment, moment.explained[place]!, left, top, tallest));
      }
      top += tallest + CELL_CAPTION + CELL_GAP;
    }
  }
  return svgToPng(wrap(width, top - CELL_GAP + MARGIN / 2, parts));
}

const KEY =
  'bright: what moved the command; cyan: the path of the answer; white: the path that was driven; dark: not seen';

async function drawCell(
  moment: Moment,
  { model, map }: Explained,
  left: number,
  top: number,
  height: number,
): Promise<string> {
  const { frame, driven } = moment;
  const own = cellHeight(frame);
  const image = await drawFrame(frame, map, driven, { left, top, width: CELL, height: own });
  const answer = `v ${formatNumber(map.command.v_mps, 1)} m/s, w ${formatNumber(map.command.w_radps, 2)} rad/s`;
  return [
    image,
    drawText(left, top + height + 18, truncate(`${nameOf(moment)}${deviationOf(moment)}`, CELL, 13), {
      size: 13,
      fill: INK,
    }),
    drawText(left, top + height + 37, truncate(`${model}: ${answer}`, CELL, 13), { size: 13, fill: MUTED }),
  ].join('');
}

/** Draws one moment without words around it, as PNG. @param width px */
export async function drawThumbnail(
  { frame, driven }: Moment,
  { map }: Explained,
  width: number,
): Promise<Buffer> {
  const height = Math.round((width * frame.height) / frame.width);
  return svgToPng(
    wrap(width, height, [await drawFrame(frame, map, driven, { left: 0, top: 0, width, height })]),
  );
}

function cellHeight({ width, height }: Moment['frame']): number {
  return Math.round((CELL * height) / width);
}

/** Which frame it is, in a few words. */
export function nameOf({ file, index, time_s }: Moment): string {
  if (file !== null) return file;
  return `frame ${index}${time_s === null ? '' : ` at ${formatNumber(time_s, 2)} s`}`;
}

function deviationOf({ deviation_m }: Moment): string {
  return deviation_m === null ? '' : `, ${formatDeviation(deviation_m)}`;
}

/** "0.12 m left of the line". */
export function formatDeviation(deviation_m: number): string {
  return `${formatNumber(Math.abs(deviation_m), 2)} m ${deviation_m < 0 ? 'right' : 'left'} of the line`;
}

function describe(moment: Moment, { map }: Explained): string {
  const { driven, deviation_m } = moment;
  return [
    map.method === 'occlusion' ? 'occlusion' : 'VisualBackProp',
    ...(deviation_m === null ? [] : [formatDeviation(deviation_m)]),
    ...(driven === null
      ? []
      : [
          `driven: v ${formatNumber(driven.v_mps, 1)} m/s, w ${formatNumber(driven.w_radps, 2)} rad/s (white)`,
        ]),
    'cyan: the path of the answer',
  ].join('  ·  ');
}

function wrap(width: number, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
  ].join('\n');
}
