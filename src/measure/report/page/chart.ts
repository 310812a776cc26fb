import type { Chart } from '../charts/chart';
import { avoidMemberNames } from '../charts/odd-names';
import { type Html, html, renderJsonScript } from './html';

/** Renders the placeholder of a chart, which the script of the page draws from the embedded option. */
export function renderChart(chart: Chart): Html {
  const size = chart.proportional
    ? `aspect-ratio: ${chart.width} / ${chart.height}`
    : `height: ${chart.height}px`;
  return html`<figure id="chart-${chart.name}"><figcaption><h3>${chart.title}</h3><p>${chart.subtitle}</p></figcaption>
<div class="chart" role="img" aria-label="${chart.alt}" style="${size}"></div>
${renderJsonScript('class="option"', avoidMemberNames(chart.option))}
<noscript><p class="muted">${chart.alt} The image is in charts/${chart.name}.svg.</p></noscript></figure>
`;
}
