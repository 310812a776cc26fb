import { type ECharts, init, registerMap, setPlatformAPI } from 'echarts';
import { text } from '../svg';
import type { Chart, JsonObject } from './chart';
import { coloured, LIGHT } from './palette';
import { fitted, textWidth } from './text-width';
import { themeOf } from './theme';

/** Outlines of the courses that charts draw on, by name, as GeoJSON in metres. */
export type ChartMaps = ReadonlyMap<string, JsonObject>;

const TITLE_HEIGHT = 76;
const MARGIN = 24;

/** Gives ECharts the courses, before a chart that draws on them is drawn. */
export function registerMaps(maps: ChartMaps): void {
  for (const [name, outline] of maps) registerMap(name, outline as unknown as string);
}

/** The chart as an SVG file with its title, on white; its texts ask for DejaVu Sans. */
export function chartSvg(chart: Chart): string {
  const { width, height } = chart;
  const full = height + TITLE_HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${full}" viewBox="0 0 ${width} ${full}" role="img">`,
    `<rect width="${width}" height="${full}" fill="${LIGHT.ground}"/>`,
    text(MARGIN, 36, fitted(chart.title, width - 2 * MARGIN, 'bold 20px DejaVu Sans'), {
      size: 20,
      weight: 'bold',
    }),
    text(MARGIN, 60, fitted(chart.subtitle, width - 2 * MARGIN, '13px DejaVu Sans'), {
      size: 13,
      fill: LIGHT.muted!,
    }),
    `<g transform="translate(0 ${TITLE_HEIGHT})">`,
    drawing(chart),
    '</g>',
    '</svg>',
  ].join('\n');
}

function drawing({ width, height, option }: Chart): string {
  // Without a browser ECharts guesses how wide texts are, and labels would run into one another.
  setPlatformAPI({ measureText: (words, font) => ({ width: textWidth(words, font ?? '') }) });
  const theme = themeOf(LIGHT, 'DejaVu Sans');
  const chart: ECharts = init(null, theme, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...coloured(option, LIGHT), animation: false });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
