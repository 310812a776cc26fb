import { type ECharts, init, registerMap, setPlatformAPI } from 'echarts';
import { drawText, dropInvalidXml } from '../svg';
import type { Chart, JsonObject } from './chart';
import { avoidMemberNames } from './odd-names';
import { applyPalette, LIGHT } from './palette';
import { fitText, measureText, wrapText } from './text-width';
import { buildTheme } from './theme';
import { unfoldLegend } from './unfold-legend';

/** Outlines of circuits by map name, as GeoJSON in metres. */
export type ChartMaps = ReadonlyMap<string, JsonObject>;

/** Height of the title and one line of the subtitle. */
const TITLE_HEIGHT = 76;
const SUBTITLE_LINE = 18;
const MARGIN = 24;

/** Registers the maps with ECharts; call it before drawing charts that use them. */
export function registerMaps(maps: ChartMaps): void {
  for (const [name, outline] of maps) registerMap(name, outline as unknown as string);
}

/** Renders a chart as an SVG file with its title, on white, in the font DejaVu Sans. The subtitle gets as many
 *  lines as it needs. */
export function renderChartSvg(given: Chart): string {
  const chart = unfoldLegend(given);
  const { width, height } = chart;
  const room = width - 2 * MARGIN;
  const lines = wrapText(chart.subtitle, room, '13px DejaVu Sans');
  const top = TITLE_HEIGHT + SUBTITLE_LINE * (lines.length - 1);
  const full = height + top;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${full}" viewBox="0 0 ${width} ${full}" role="img">`,
    `<rect width="${width}" height="${full}" fill="${LIGHT.ground}"/>`,
    drawText(MARGIN, 36, fitText(chart.title, room, 'bold 20px DejaVu Sans'), { size: 20, weight: 'bold' }),
    ...lines.map((line, i) =>
      drawText(MARGIN, 60 + SUBTITLE_LINE * i, line, { size: 13, fill: LIGHT.muted! }),
    ),
    `<g transform="translate(0 ${top})">`,
    renderEcharts(chart),
    '</g>',
    '</svg>',
  ].join('\n');
}

function renderEcharts({ width, height, option }: Chart): string {
  // Without a browser ECharts only estimates text widths, and labels would overlap.
  setPlatformAPI({ measureText: (words, font) => ({ width: measureText(words, font ?? '') }) });
  const theme = buildTheme(LIGHT, 'DejaVu Sans');
  const chart: ECharts = init(null, theme, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...applyPalette(avoidMemberNames(option), LIGHT), animation: false });
    return dropInvalidXml(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}
