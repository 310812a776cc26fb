import type { HelloMessage } from '../../messages';
import type { Stage } from '../draw/stage';
import { CHARTS, type Readout } from '../model/charts';
import { hasValues } from '../model/parts';
import type { PageActions, Settings } from './actions';
import { ChartFigure } from './chart-figure';
import { ChartPanel } from './chart-panel';

interface ChartsProps {
  readonly kind: HelloMessage['kind'] | null;
  readonly stage: Stage;
  readonly readouts: readonly Readout[];
  readonly settings: Settings;
  readonly actions: PageActions;
  readonly stale: string | null;
}

const WINDOWS_s = [10, 30, 120, 600];

/** The strip charts, each with its newest value and figures as text. */
export function Charts({ kind, stage, readouts, settings, actions, stale }: ChartsProps) {
  return (
    <ChartPanel
      label="Last"
      windows_s={WINDOWS_s}
      settings={settings}
      actions={actions}
      note={stale === null ? null : <span class="failed">{stale}</span>}
    >
      {CHARTS.map(({ name, title, curves }, i) => {
        const { now, rest } = readouts[i]!;
        if (!hasValues(kind, name)) return null;
        return (
          <ChartFigure
            key={name}
            title={title}
            label={`${title}: now ${now}${rest === '' ? '' : `, ${rest}`}`}
            chart={stage.charts[i]!}
          >
            <strong data-now={name}>{now}</strong>{' '}
            <span class="muted" data-rest={name}>
              {rest}
            </span>
            {curves.length < 2 ? null : (
              <ul class="legend">
                {curves.map(({ label, colour }) => (
                  <li key={label} class={colour}>
                    {label}
                  </li>
                ))}
              </ul>
            )}
          </ChartFigure>
        );
      })}
    </ChartPanel>
  );
}
