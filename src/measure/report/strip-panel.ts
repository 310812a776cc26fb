import { clamp } from '../../support/numbers';
import { colourAt } from './colour-map';
import type { DrivenPoint } from './project-trace';
import { type Box, drawLine, drawText, formatPath, GRID, INK, MUTED } from './svg';

export interface StripContent {
  readonly title: string;
  readonly driven: readonly DrivenPoint[];
  readonly value: (point: DrivenPoint) => number;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly decimals: number;
  /** End of the distance axis, m. */
  readonly length_m: number;
  /** Whether the distance axis is labelled below this strip. */
  readonly labelled: boolean;
}

/** Draws one value along the driven distance. */
export function drawStrip(box: Box, content: StripContent): string {
  const { driven, value, low, high, length_m } = content;
  const x = (distance_m: number) => box.left + (box.width * distance_m) / length_m;
  const y = (height: number) => box.top + box.height * (1 - (clamp(height, low, high) - low) / (high - low));
  const curve = driven.flatMap((point) => {
    const place = [x(clamp(point.along_m, 0, length_m)), y(value(point))] as const;
    return point.breaks ? [null, place] : [place];
  });
  const levels = content.ticks.map(
    (tick) =>
      drawLine(
        box.left,
        y(tick),
        box.left + box.width,
        y(tick),
        `stroke="${tick === 0 ? '#9aa4b5' : GRID}" stroke-width="1.2"`,
      ) +
      drawText(box.left - 10, y(tick) + 5, tick.toFixed(content.decimals), {
        size: 14,
        anchor: 'end',
        fill: MUTED,
      }),
  );
  return [
    drawText(box.left, box.top - 9, content.title, { size: 15, fill: INK }),
    ...levels,
    ...chooseTicks(length_m).map(
      (tick_m) =>
        drawLine(x(tick_m), box.top, x(tick_m), box.top + box.height, `stroke="${GRID}" stroke-width="1.2"`) +
        (content.labelled
          ? drawText(x(tick_m), box.top + box.height + 20, String(tick_m), {
              size: 14,
              anchor: 'middle',
              fill: MUTED,
            })
          : ''),
    ),
    `<path d="${formatPath(curve)}" fill="none" stroke="${colourAt(0.12)}" stroke-width="1.8" stroke-linejoin="round"/>`,
  ].join('\n');
}

/** Round distances, at most eleven. */
function chooseTicks(length_m: number): number[] {
  const power = 10 ** Math.floor(Math.log10(length_m / 10));
  const step = [1, 2, 5, 10, 20].map((factor) => factor * power).find((size) => length_m / size <= 10)!;
  return Array.from({ length: Math.floor(length_m / step) + 1 }, (_, i) => Math.round(i * step));
}
