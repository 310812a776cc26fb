import { formatNumber } from '../../../../measure/report/format';
import type { ReplayDesk } from '../../replay-desk';
import type { PageActions, Settings } from '../actions';
import { ChartFigure } from '../chart-figure';
import { ChartPanel } from '../chart-panel';

interface ChartsProps {
  readonly desk: ReplayDesk;
  readonly settings: Settings;
  readonly actions: PageActions;
}

const WINDOWS_s = [5, 10, 30, 120, 600];

/** The strip charts around the time that is shown, with the values of then. */
export function ReplayChartsPanel({ desk, settings, actions }: ChartsProps) {
  const { charts, stage, playback, scene } = desk;
  if (charts === null || stage === null || charts.specs.length === 0) return null;
  return (
    <ChartPanel
      label="Show"
      windows_s={WINDOWS_s}
      settings={settings}
      actions={actions}
      note={
        <span class="muted">
          {scene!.recordings.length < 2
            ? ''
            : scene!.alignment === 'distance'
              ? 'B is drawn where it was at the same distance along the track as A'
              : 'A and B are aligned by time: they are not known to drive the same circuit in the same direction'}
        </span>
      }
    >
      {charts.specs.map(({ name, title, unit, decimals, curves }, i) => {
        const values = curves.map(({ series, label, colour }) => ({
          series,
          label,
          colour,
          value: formatNumber(charts.curves.get(series)?.valueAt(playback.time_s) ?? null, decimals),
        }));
        const text = values.map(({ label, value }) => `${label} ${value}`).join(', ');
        return (
          <ChartFigure
            key={name}
            title={`${title}, ${unit}`}
            label={`${title} in ${unit}, at ${playback.time_s.toFixed(1)} s: ${text}`}
            chart={stage.charts[i]!}
          >
            <ul class="legend values">
              {values.map(({ series, label, colour, value }) => (
                <li key={series} class={colour}>
                  {label} <strong data-curve={series}>{value}</strong>
                </li>
              ))}
            </ul>
          </ChartFigure>
        );
      })}
    </ChartPanel>
  );
}
