import { type Palette, seriesOfModel } from '../../../measure/report/charts/palette';
import { formatNumber } from '../../../measure/report/format';
import { type Box, drawText, px, truncate } from '../../../measure/report/svg';
import { clamp } from '../../../support/numbers';
import type { Command } from '../../../types';
import type { DriveMoment, FilmModel } from '../scene';
import { ANSWER_ROW, READOUTS } from './layout';

const BAR = 5;
const GAP = 20;
/** A cell in which a large number would cover its name. */
const NARROW = 130;

/** Values that fill the bars: the scales of the charts. */
export interface FullScale {
  readonly v_mps: number;
  readonly w_radps: number;
  readonly deviation_m: number;
}

export interface ReadoutStyle {
  readonly full: FullScale;
  readonly palette: Palette;
  /** Of the bars, where each drive or model has a colour of its own; else null. */
  readonly colour: string | null;
}

const CELLS = [
  { title: 'speed, m/s', colour: 'series0' },
  { title: 'steering, rad/s', colour: 'series1' },
  { title: 'deviation, cm', colour: 'series2' },
] as const;

/** Room of a model's name before its speed. */
const NAME_WIDTH = 120;
/** A model's answer on a bar. */
const MARK = { width: 3, beyond: 3 } as const;

/** What of the readouts does not move: their names, those of the models, and the ground of their bars. */
export function drawReadoutNames(box: Box, models: readonly FilmModel[], palette: Palette): string {
  const names = models.map(({ name }, i) =>
    drawText(box.left, rowOfModel(box, i), truncate(name, NAME_WIDTH, 12), {
      size: 12,
      fill: palette[seriesOfModel(i)]!,
    }),
  );
  const cells = CELLS.map(({ title }, i) => {
    const cell = cellOf(box, i);
    return (
      drawText(cell.left, box.top + 12, title, { size: 11, fill: palette.muted! }) +
      drawBar(cell, cell.left, cell.left + cell.width, palette.grid!)
    );
  });
  return [...names, ...cells].join('');
}

/** Speed and steering of the command, and the deviation, as numbers and bars; left is to the left. What models answer is
 *  below them, and marked on the bars. */
export function drawReadouts(
  box: Box,
  { command, answers, deviation_m }: Pick<DriveMoment, 'command' | 'answers' | 'deviation_m'>,
  { full, palette, colour }: ReadoutStyle,
): string {
  const values = [
    { text: formatNumber(command?.v_mps ?? null, 1), share: (command?.v_mps ?? 0) / full.v_mps, from: 0 },
    {
      text: formatNumber(command?.w_radps ?? null, 2),
      share: -(command?.w_radps ?? 0) / full.w_radps,
      from: 0.5,
    },
    {
      text: formatNumber(deviation_m === null ? null : 100 * deviation_m, 1),
      share: -(deviation_m ?? 0) / full.deviation_m,
      from: 0.5,
    },
  ];
  const driven = values
    .map(({ text, share, from }, i) => {
      const cell = cellOf(box, i);
      const zero = cell.left + from * cell.width;
      const end = zero + clamp(share, -1, 1) * cell.width * (1 - from);
      return (
        drawText(cell.left + cell.width, box.top + 28, text, {
          size: cell.width < NARROW ? 15 : 20,
          weight: 'bold',
          fill: palette.ink!,
          anchor: 'end',
        }) +
        drawBar(cell, Math.min(zero, end), Math.max(zero, end), colour ?? palette[CELLS[i]!.colour]!) +
        `<rect x="${px(zero - 1)}" y="${px(cell.bar - 2)}" width="2" height="${BAR + 4}" fill="${palette.ink}"/>`
      );
    })
    .join('');
  return driven + answers.map((answer, i) => drawAnswer(box, answer, i, { full, palette })).join('');
}

/** @param model its number */
function drawAnswer(
  box: Box,
  answer: Command | null,
  model: number,
  { full, palette }: Pick<ReadoutStyle, 'full' | 'palette'>,
): string {
  const fill = palette[seriesOfModel(model)]!;
  const marks = answer === null ? [] : [answer.v_mps / full.v_mps, (1 - answer.w_radps / full.w_radps) / 2];
  const texts = [formatNumber(answer?.v_mps ?? null, 1), formatNumber(answer?.w_radps ?? null, 2)];
  return [
    ...marks.map((share, i) => {
      const { left, width, bar } = cellOf(box, i);
      const x = left + clamp(share, 0, 1) * width - MARK.width / 2;
      return `<rect x="${px(x)}" y="${px(bar - MARK.beyond)}" width="${MARK.width}" height="${BAR + 2 * MARK.beyond}" fill="${fill}"/>`;
    }),
    ...texts.map((text, i) => {
      const { left, width } = cellOf(box, i);
      return drawText(left + width, rowOfModel(box, model), text, {
        ...{ size: 13, weight: 'bold', anchor: 'end', fill },
      });
    }),
  ].join('');
}

function rowOfModel({ top }: Box, model: number): number {
  return top + READOUTS + model * ANSWER_ROW + 12;
}

function cellOf(box: Box, place: number) {
  const width = (box.width - 2 * GAP) / 3;
  return { left: box.left + place * (width + GAP), width, bar: box.top + 36 };
}

function drawBar({ bar }: { readonly bar: number }, from: number, to: number, colour: string): string {
  return `<rect x="${px(from)}" y="${px(bar)}" width="${px(to - from)}" height="${BAR}" fill="${colour}"/>`;
}
