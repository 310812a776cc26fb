// Small curves over the time of a soak, one a figure.
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from '../../bench/tables.mjs';

const require = createRequire(import.meta.url);
const { GRID, INK, MUTED, line, pathData, text } = require(path.join(ROOT, 'dist/measure/report/svg.js'));

const [WIDTH, HEIGHT, COLUMNS, MARGIN] = [340, 190, 3, 60];
const COLOURS = ['#2563eb', '#d97706', '#0f766e'];

/** @param panels [{ title, unit, curves: [{ name, points: [[minutes, value]] }] }] */
export function picture(title, panels) {
  const rows = Math.ceil(panels.length / COLUMNS);
  const [width, height] = [COLUMNS * WIDTH, rows * HEIGHT + 50];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(16, 30, title, { size: 17, weight: 'bold', fill: INK }),
    ...panels.map((panel, i) => curves((i % COLUMNS) * WIDTH, 50 + Math.floor(i / COLUMNS) * HEIGHT, panel)),
    '</svg>\n',
  ].join('\n');
}

function curves(left, top, { title, unit, curves }) {
  const points = curves.flatMap((curve) => curve.points).filter(([, value]) => value !== null);
  const box = { left: left + MARGIN, top: top + 30, width: WIDTH - MARGIN - 16, height: HEIGHT - 70 };
  const most = Math.max(1e-9, ...points.map(([, value]) => value));
  const end = Math.max(1e-9, ...points.map(([minutes]) => minutes));
  const place = ([minutes, value]) => [
    box.left + (box.width * minutes) / end,
    box.top + box.height * (1 - value / (1.1 * most)),
  ];
  const label = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));
  return [
    text(box.left, box.top - 10, `${title}, ${unit}`, { size: 12, fill: INK }),
    ...[0, most / 2, most].flatMap((value) => {
      const y = place([0, value])[1];
      return [
        line(box.left, y, box.left + box.width, y, `stroke="${GRID}"`),
        text(box.left - 6, y + 4, label(value), { size: 11, anchor: 'end', fill: MUTED }),
      ];
    }),
    text(box.left + box.width, box.top + box.height + 16, `${label(end)} min`, {
      size: 11,
      anchor: 'end',
      fill: MUTED,
    }),
    ...curves.flatMap((curve, i) => [
      `<path d="${pathData(curve.points.map((p) => (p[1] === null ? null : place(p))))}" fill="none" stroke="${COLOURS[i]}" stroke-width="1.6"/>`,
      text(box.left + 70 * i, box.top + box.height + 16, curve.name, { size: 11, fill: COLOURS[i] }),
    ]),
  ].join('\n');
}
