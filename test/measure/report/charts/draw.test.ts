import { svgToPng } from '../../../../src/image/svg';
import type { Chart } from '../../../../src/measure/report/charts/chart';
import { renderChartSvg } from '../../../../src/measure/report/charts/draw';
import { renderChart } from '../../../../src/measure/report/page/chart';
import { dropInvalidXml } from '../../../../src/measure/report/svg';

/** What no XML document may hold, around a name. */
const ODD = '\u0001\u001bname\u0000\ud800\udc00\ud800\ufffe\uffff';

const chart: Chart = {
  name: 'odd',
  title: `title ${ODD}`,
  subtitle: `subtitle ${ODD}`,
  alt: ODD,
  width: 300,
  height: 200,
  proportional: false,
  maps: [],
  option: {
    legend: {},
    xAxis: { type: 'category', data: [ODD, 'b'] },
    yAxis: { type: 'value', name: ODD },
    series: [{ name: ODD, type: 'bar', data: [1, 2], label: { show: true, formatter: ODD } }],
  },
};

test('A chart is drawn whatever characters its names hold', async () => {
  const svg = renderChartSvg(chart);
  expect(svg).toBe(dropInvalidXml(svg));
  expect(svg).toContain('name');
  expect((await svgToPng(svg)).subarray(1, 4).toString()).toBe('PNG');
});

test.each(['__proto__', 'constructor', 'toString'])('A chart may name a series %s', async (name) => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const named = (text: string) =>
    renderChartSvg({
      ...chart,
      option: {
        legend: {},
        xAxis: { type: 'category', data: [text, 'b'] },
        yAxis: { type: 'value' },
        series: [{ name: text, type: 'bar', data: [1, 2] }],
      },
    });
  const svg = named(name);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect((await svgToPng(svg)).subarray(1, 4).toString()).toBe('PNG');
  expect(renderChart({ ...chart, option: { series: [{ name }] } }).markup).toContain(`"${name} "`);
});

test('Characters that XML allows stay', () => {
  const text = 'Montmeló, 赛道, 🏎, \t\n';
  expect(dropInvalidXml(`${text}\ud800${ODD}`)).toBe(`${text}name\ud800\udc00`);
});
