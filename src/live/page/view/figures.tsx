import { formatNumber } from '../../../measure/report/format';
import type { PageState } from '../model/page-state';
import { hasValues } from '../model/parts';

/** Metrics of the run so far. */
export function Figures({ page }: { readonly page: PageState }) {
  const { figures, lost } = page;
  if (figures === null) return null;
  const { frames } = figures;
  const count = (value: number | null) => formatNumber(value, 0);
  const rows: readonly (readonly [name: string, key: string, value: string])[] = [
    ['laps completed', 'laps', count(figures.lapsCompleted)],
    ['distance', 'distance', formatNumber(figures.distance_m, 1, 'm')],
    ['average speed', 'speed', formatNumber(figures.averageSpeed_mps, 2, 'm/s')],
    ['inference p99', 'inferenceP99', formatNumber(figures.inference_ms.p99, 2, 'ms')],
    ['throughput', 'throughput', formatNumber(figures.throughput_hz, 0, '1/s')],
    ['real-time factor', 'realTimeFactor', formatNumber(figures.realTimeFactor, 2)],
    ['frame age p99', 'frameAgeP99', formatNumber(figures.frame_age_ms.p99, 1, 'ms')],
    ['frames received', 'received', count(frames.received)],
    ['answered', 'answered', count(frames.answered)],
    ['superseded', 'superseded', count(frames.superseded)],
    ['failed, rejected', 'failed', `${count(frames.failed)}, ${count(frames.rejected)}`],
    ['stops by the drive', 'stops', count(figures.stops)],
    [
      'off track, contacts',
      'contacts',
      `${count(figures.offTrackEvents)}, ${count(figures.wallContactEvents)}`,
    ],
  ];
  const shown = rows.filter(([_, key]) => hasValues(page.hello?.kind ?? null, key));
  return (
    <section class="figures" aria-labelledby="figures-title">
      <h2 id="figures-title">Metrics so far</h2>
      <dl class="facts" data-testid="figures">
        {shown.map(([name, key, value]) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd data-figure={key}>{value}</dd>
          </div>
        ))}
      </dl>
      {lost > 0 ? (
        <p class="muted">{lost} samples were left out of the charts; the metrics count them.</p>
      ) : null}
    </section>
  );
}
