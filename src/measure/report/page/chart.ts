import type { Chart } from '../charts/chart';
import { avoidMemberNames } from '../charts/odd-names';
import { type Html, html, renderJsonScript } from './html';

/** A chart that needs more than this is not put beside another one, px. */
const MOST_BESIDE = 460;

/** Renders the placeholder of a chart, which the script of the page draws from the embedded option. */
export function renderChart(chart: Chart): Html {
  const size = chart.proportional
    ? `aspect-ratio: ${chart.width} / ${chart.height}`
    : `height: ${chart.height}px`;
  const drawing = html`<div class="chart" role="img" aria-label="${chart.alt}" style="${size}${chart.minWidth === undefined ? '' : `; --least-width: ${chart.minWidth}px`}"></div>
${renderJsonScript('class="option"', avoidMemberNames(chart.option))}`;
  return html`<figure id="chart-${chart.name}"${(chart.minWidth ?? 0) > MOST_BESIDE ? html` class="full"` : null}><figcaption><h3>${chart.title}</h3><p>${chart.subtitle}</p></figcaption>
${chart.minWidth === undefined ? drawing : html`<div class="pan" tabindex="0" role="region" aria-label="${chart.title}">${drawing}</div>`}
<noscript><p class="muted">${chart.alt} The image is in charts/${chart.name}.svg.</p></noscript></figure>
`;
}
