import { svgToPng } from '../../image/svg';
import type { Line } from '../metrics/line';
import { wallsOf } from '../metrics/line';
import { drawMap } from './map-panel';
import { drawText, MUTED, truncate } from './svg';

/** A circuit to draw, and a line of text about it. */
export interface SheetEntry {
  readonly circuit: Line & Parameters<typeof wallsOf>[0] & { readonly name: string };
  readonly caption: string;
}

const CELL_WIDTH = 480;
const CELL_HEIGHT = 420;
const HEAD = 70;
const MOST_COLUMNS = 5;
const LEAST_ROAD_PX = 4;

/** Draws circuits from above, side by side, each with a scale of its own, as SVG. */
export function drawCircuitSheet(entries: readonly SheetEntry[]): string {
  const columns = Math.min(MOST_COLUMNS, entries.length);
  const width = columns * CELL_WIDTH;
  const height = Math.ceil(entries.length / columns) * CELL_HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...entries.map((entry, i) =>
      drawCell(entry, (i % columns) * CELL_WIDTH, Math.floor(i / columns) * CELL_HEIGHT),
    ),
    '</svg>',
  ].join('\n');
}

/** The same as PNG. */
export function renderCircuitSheet(entries: readonly SheetEntry[]): Promise<Buffer> {
  return svgToPng(drawCircuitSheet(entries));
}

function drawCell({ circuit, caption }: SheetEntry, left: number, top: number): string {
  const text = left + 20;
  return [
    drawText(text, top + 34, truncate(circuit.name, CELL_WIDTH - 40, 22, 'bold'), {
      size: 22,
      weight: 'bold',
    }),
    drawText(text, top + 58, truncate(caption, CELL_WIDTH - 40, 15), { size: 15, fill: MUTED }),
    drawMap(
      { left: text, top: top + HEAD, width: CELL_WIDTH - 40, height: CELL_HEIGHT - HEAD - 10 },
      {
        line: circuit,
        walls: wallsOf(circuit),
        direction: 'forward',
        driven: [],
        scale_m: 1,
        endLabel: null,
        crash: null,
        leastRoad_px: LEAST_ROAD_PX,
      },
    ),
  ].join('\n');
}
