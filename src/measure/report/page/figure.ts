import type { Chart } from '../charts/chart';
import { type Html, html, jsonScript } from './html';

/** A chart in a page: drawn by the page's script from the option behind it. */
export function chartFigure(chart: Chart): Html {
  const size = chart.proportional
    ? `aspect-ratio: ${chart.width} / ${chart.height}`
    : `height: ${chart.height}px`;
  return html`<figure id="chart-${chart.name}"><figcaption><h3>${chart.title}</h3><p>${chart.subtitle}</p></figcaption>
<div class="chart" role="img" aria-label="${chart.alt}" style="${size}"></div>
${jsonScript('class="option"', chart.option)}
<noscript><p class="muted">${chart.alt} The picture is in charts/${chart.name}.svg.</p></noscript></figure>
`;
}
