import type { Direction } from '../circuit/direction';
import { wallsOf } from '../measure/metrics/line';
import { drawColourBar } from '../measure/report/colour-bar';
import { ceilNice } from '../measure/report/colour-map';
import { formatNumber } from '../measure/report/format';
import { drawMap } from '../measure/report/map-panel';
import { chooseScale_m, projectTrace } from '../measure/report/project-trace';
import { drawLine, drawText, GRID, MUTED, truncate } from '../measure/report/svg';
import type { TracePoint } from '../measure/report/trace';
import type { LearnedCircuit } from './learn-circuit';

const WIDTH = 1600;
const HEIGHT = 1000;
const MARGIN = 64;

/** Draws a learned circuit from above, with the laps of which it was learned coloured by their distance from it, as
 *  SVG. */
export function drawCircuit(learned: LearnedCircuit, direction: Direction): string {
  const { circuit, laps } = learned;
  const trace = laps.flatMap(({ points }) =>
    points.map(({ x_m, y_m }, i): TracePoint => ({ x_m, y_m, v_mps: 0, breaks: i === 0 })),
  );
  const driven = projectTrace(circuit, trace, direction);
  const scale_m = chooseScale_m(driven, ceilNice);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    drawHeader(learned),
    drawMap(
      { left: MARGIN, top: 170, width: WIDTH - 2 * MARGIN - 150, height: HEIGHT - 170 - MARGIN },
      {
        line: circuit,
        walls: wallsOf(circuit),
        direction,
        driven,
        scale_m,
        endLabel: null,
        crash: null,
      },
    ),
    drawColourBar(
      { left: WIDTH - MARGIN - 96, top: 270, width: 24, height: 480 },
      scale_m,
      learned.farthest_m,
    ),
    '</svg>',
  ].join('\n');
}

function drawHeader({ circuit, laps, tightestBend, camera }: LearnedCircuit): string {
  const source = camera === null ? 'the driven path' : 'the line in the camera images';
  const from = `learned from ${laps.length} ${laps.length === 1 ? 'lap' : 'laps'}: ${source}`;
  const figures =
    `${formatNumber(circuit.length_m, 1, 'm')}, tightest bend ${formatNumber(tightestBend.radius_m, 1, 'm')} ` +
    `at ${formatNumber(tightestBend.s_m, 0, 'm')}`;
  return [
    drawText(MARGIN, 84, truncate(circuit.name, WIDTH - 2 * MARGIN, 40, 'bold'), {
      size: 40,
      weight: 'bold',
    }),
    drawText(MARGIN, 120, figures, { size: 20 }),
    drawText(MARGIN, 149, from, { size: 17, fill: MUTED }),
    drawLine(MARGIN, 166, WIDTH - MARGIN, 166, `stroke="${GRID}" stroke-width="2"`),
  ].join('\n');
}
