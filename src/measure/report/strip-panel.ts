import { clamp } from '../../support/numbers';
import { colourOf } from './colour-map';
import type { DrivenPoint } from './driven-line';
import { type Box, GRID, INK, line, MUTED, pathData, text } from './svg';

export interface StripContent {
  readonly title: string;
  readonly driven: readonly DrivenPoint[];
  readonly value: (point: DrivenPoint) => number;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly decimals: number;
  /** End of the way axis, m. */
  readonly way_m: number;
  /** Whether the way axis gets its metrics under this strip. */
  readonly labelled: boolean;
}

/** One figure along the way driven. */
export function stripPanel(box: Box, content: StripContent): string {
  const { driven, value, low, high, way_m } = content;
  const x = (way: number) => box.left + (box.width * way) / way_m;
  const y = (figure: number) => box.top + box.height * (1 - (clamp(figure, low, high) - low) / (high - low));
  const curve = driven.flatMap((point) => {
    const place = [x(clamp(point.way_m, 0, way_m)), y(value(point))] as const;
    return point.breaks ? [null, place] : [place];
  });
  const levels = content.ticks.map(
    (tick) =>
      line(
        box.left,
        y(tick),
        box.left + box.width,
        y(tick),
        `stroke="${tick === 0 ? '#9aa4b5' : GRID}" stroke-width="1.2"`,
      ) +
      text(box.left - 10, y(tick) + 5, tick.toFixed(content.decimals), {
        size: 14,
        anchor: 'end',
        fill: MUTED,
      }),
  );
  return [
    text(box.left, box.top - 9, content.title, { size: 15, fill: INK }),
    ...levels,
    ...wayTicks(way_m).map(
      (way) =>
        line(x(way), box.top, x(way), box.top + box.height, `stroke="${GRID}" stroke-width="1.2"`) +
        (content.labelled
          ? text(x(way), box.top + box.height + 20, String(way), { size: 14, anchor: 'middle', fill: MUTED })
          : ''),
    ),
    `<path d="${pathData(curve)}" fill="none" stroke="${colourOf(0.12)}" stroke-width="1.8" stroke-linejoin="round"/>`,
  ].join('\n');
}

/** Round places along the way, at most eleven of them. */
function wayTicks(way_m: number): number[] {
  const power = 10 ** Math.floor(Math.log10(way_m / 10));
  const step = [1, 2, 5, 10, 20].map((factor) => factor * power).find((size) => way_m / size <= 10)!;
  return Array.from({ length: Math.floor(way_m / step) + 1 }, (_, i) => Math.round(i * step));
}
