import { drawLine, drawText, formatPath, GRID, INK, MUTED } from '../../src/measure/report/svg';
import type { Sample } from './trend';

const [WIDTH, HEIGHT, COLUMNS, MARGIN] = [340, 190, 3, 60];
const COLOURS = ['#2563eb', '#d97706', '#0f766e'];

export interface Curve {
  readonly name: string;
  readonly points: readonly Sample[];
}

/** Curves of one value over the time of a soak. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
}

/** An SVG with small panels side by side. */
export function curvesPicture(title: string, panels: readonly Panel[]): string {
  const rows = Math.ceil(panels.length / COLUMNS);
  const [width, height] = [COLUMNS * WIDTH, rows * HEIGHT + 50];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    drawText(16, 30, title, { size: 17, weight: 'bold', fill: INK }),
    ...panels.map((panel, i) =>
      drawPanel((i % COLUMNS) * WIDTH, 50 + Math.floor(i / COLUMNS) * HEIGHT, panel),
    ),
    '</svg>\n',
  ].join('\n');
}

function drawPanel(left: number, top: number, { title, unit, curves }: Panel): string {
  const points = curves.flatMap((curve) => curve.points);
  const box = { left: left + MARGIN, top: top + 30, width: WIDTH - MARGIN - 16, height: HEIGHT - 70 };
  const most = Math.max(1e-9, ...points.flatMap(([, value]) => value ?? []));
  const end_min = Math.max(1e-9, ...points.map(([minutes]) => minutes));
  const place = (minutes: number, value: number): [x: number, y: number] => [
    box.left + (box.width * minutes) / end_min,
    box.top + box.height * (1 - value / (1.1 * most)),
  ];
  const label = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));
  const below = box.top + box.height + 16;
  return [
    drawText(box.left, box.top - 10, `${title}, ${unit}`, { size: 12, fill: INK }),
    ...[0, most / 2, most].flatMap((value) => {
      const [, y] = place(0, value);
      return [
        drawLine(box.left, y, box.left + box.width, y, `stroke="${GRID}"`),
        drawText(box.left - 6, y + 4, label(value), { size: 11, anchor: 'end', fill: MUTED }),
      ];
    }),
    drawText(box.left + box.width, below, `${label(end_min)} min`, { size: 11, anchor: 'end', fill: MUTED }),
    ...curves.flatMap((curve, i) => {
      const colour = COLOURS[i % COLOURS.length]!;
      const data = formatPath(curve.points.map(([x, y]) => (y === null ? null : place(x, y))));
      return [
        `<path d="${data}" fill="none" stroke="${colour}" stroke-width="1.6"/>`,
        drawText(box.left + 70 * i, below, curve.name, { size: 11, fill: colour }),
      ];
    }),
  ].join('\n');
}
