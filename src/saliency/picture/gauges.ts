import { COMMAND_RANGES } from '../../config/command-range';
import { formatNumber } from '../../measure/report/format';
import { type Box, drawLine, drawText, GRID, INK, MUTED, px } from '../../measure/report/svg';
import { clamp } from '../../support/numbers';
import type { Command } from '../../types';
import { heatStops } from './heat';

const LEFT_COLOUR = '#0072b2';
const RIGHT_COLOUR = '#d55e00';
const SPEED_COLOUR = '#009e73';
const BAR_HEIGHT = 12;
const ASPHALT = '#3c3a3d';

/** A bar from the middle to the side that the command turns to; a mark where the drive turned.
 *  @param box its height is that of the caption and the bar */
export function drawSteering(box: Box, { w_radps }: Command, driven: Command | null): string {
  const most = COMMAND_RANGES.w_radps[1];
  // The square root makes small turns visible; positive w is to the left.
  const place = (value: number) =>
    box.left + box.width * (0.5 - 0.5 * Math.sign(value) * Math.sqrt(Math.min(1, Math.abs(value) / most)));
  const [middle, end] = [box.left + box.width / 2, place(w_radps)];
  return [
    drawCaption(box, 'steering', `${formatNumber(w_radps, 2)} rad/s`),
    drawBar(box, Math.min(middle, end), Math.max(middle, end), w_radps > 0 ? LEFT_COLOUR : RIGHT_COLOUR),
    drawMark(box, middle, MUTED),
    driven === null ? '' : drawMark(box, place(driven.w_radps), INK),
  ].join('');
}

/** A bar from 0 to the speed; a mark at that of the drive. */
export function drawSpeed(box: Box, { v_mps }: Command, driven: Command | null): string {
  const place = (value: number) => box.left + box.width * clamp(value / COMMAND_RANGES.v_mps[1], 0, 1);
  return [
    drawCaption(box, 'speed', `${formatNumber(v_mps, 1)} m/s`),
    drawBar(box, box.left, place(v_mps), SPEED_COLOUR),
    driven === null ? '' : drawMark(box, place(driven.v_mps), INK),
  ].join('');
}

/** The colours of the map from 0 to 1, on the grey of asphalt. */
export function drawLegend(box: Box): string {
  const bar = `x="${px(box.left)}" y="${px(box.top + box.height - BAR_HEIGHT)}" width="${px(box.width)}" height="${BAR_HEIGHT}"`;
  return [
    drawCaption(box, 'influence on the command', 'strongest'),
    `<defs><linearGradient id="heat">${heatStops()}</linearGradient></defs>`,
    `<rect ${bar} fill="${ASPHALT}"/><rect ${bar} fill="url(#heat)"/>`,
  ].join('');
}

function drawCaption(box: Box, name: string, value: string): string {
  const y = box.top + box.height - BAR_HEIGHT - 9;
  return (
    drawText(box.left, y, name, { size: 14, fill: MUTED }) +
    drawText(box.left + box.width, y, value, { size: 15, anchor: 'end' })
  );
}

function drawBar(box: Box, from: number, to: number, colour: string): string {
  const top = px(box.top + box.height - BAR_HEIGHT);
  return (
    `<rect x="${px(box.left)}" y="${top}" width="${px(box.width)}" height="${BAR_HEIGHT}" fill="${GRID}"/>` +
    `<rect x="${px(from)}" y="${top}" width="${px(to - from)}" height="${BAR_HEIGHT}" fill="${colour}"/>`
  );
}

function drawMark(box: Box, x: number, colour: string): string {
  const bottom = box.top + box.height;
  return drawLine(x, bottom - BAR_HEIGHT - 3, x, bottom + 3, `stroke="${colour}" stroke-width="2"`);
}
