import { formatNumber } from '../../../../measure/report/format';
import type { ReplayDesk } from '../../replay-desk';
import type { PageActions, Settings } from '../actions';

interface ChartsProps {
  readonly desk: ReplayDesk;
  readonly settings: Settings;
  readonly actions: PageActions;
}

const WINDOWS: readonly (readonly [window_ms: number, label: string])[] = [
  [5000, '5 s'],
  [10_000, '10 s'],
  [30_000, '30 s'],
  [120_000, '2 min'],
  [600_000, '10 min'],
];

/** The strip charts around the time that is shown, with the values of then. */
export function ReplayChartsPanel({ desk, settings, actions }: ChartsProps) {
  const { charts, stage, playback, scene } = desk;
  if (charts === null || stage === null || charts.specs.length === 0) return null;
  return (
    <section class="strips" aria-labelledby="charts-title">
      <div class="head">
        <h2 id="charts-title">Charts</h2>
        <label>
          <span>Show</span>{' '}
          <select
            value={String(settings.window_ms)}
            onChange={({ currentTarget }) => actions.setWindow(Number(currentTarget.value))}
          >
            {WINDOWS.map(([window_ms, label]) => (
              <option key={label} value={String(window_ms)}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <span class="muted">
          {scene!.recordings.length < 2
            ? ''
            : scene!.alignment === 'distance'
              ? 'B is drawn where it was at the same distance along the track as A'
              : 'A and B are aligned by time: they are not known to drive the same circuit in the same direction'}
        </span>
      </div>
      <div class="charts">
        {charts.specs.map(({ name, title, unit, decimals, curves }, i) => {
          const values = curves.map(({ series, label, colour }) => ({
            series,
            label,
            colour,
            value: formatNumber(charts.curves.get(series)?.valueAt(playback.time_s) ?? null, decimals),
          }));
          const text = values.map(({ label, value }) => `${label} ${value}`).join(', ');
          return (
            <figure key={name}>
              <figcaption>
                <span class="name">
                  {title}, {unit}
                </span>
                <ul class="legend values">
                  {values.map(({ series, label, colour, value }) => (
                    <li key={series} class={colour}>
                      {label} <strong data-curve={series}>{value}</strong>
                    </li>
                  ))}
                </ul>
              </figcaption>
              <div
                class="chart"
                ref={stage.charts[i]!.attach}
                role="img"
                aria-label={`${title} in ${unit}, at ${playback.time_s.toFixed(1)} s: ${text}`}
              />
            </figure>
          );
        })}
      </div>
    </section>
  );
}
