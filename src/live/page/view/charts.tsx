import type { HelloMessage } from '../../messages';
import type { Stage } from '../draw/stage';
import { CHARTS, type Readout } from '../model/charts';
import { hasValues } from '../model/parts';
import type { PageActions, Settings } from './actions';

interface ChartsProps {
  readonly kind: HelloMessage['kind'] | null;
  readonly stage: Stage;
  readonly readouts: readonly Readout[];
  readonly settings: Settings;
  readonly actions: PageActions;
  readonly stale: string | null;
}

const WINDOWS: readonly (readonly [window_ms: number, label: string])[] = [
  [10_000, '10 s'],
  [30_000, '30 s'],
  [120_000, '2 min'],
  [600_000, '10 min'],
];

/** The strip charts, each with its newest value and figures as text. */
export function Charts({ kind, stage, readouts, settings, actions, stale }: ChartsProps) {
  return (
    <section class="strips" aria-labelledby="charts-title">
      <div class="head">
        <h2 id="charts-title">Charts</h2>
        <label>
          <span>Last</span>{' '}
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
        {stale === null ? null : <span class="failed">{stale}</span>}
      </div>
      <div class="charts">
        {CHARTS.map(({ name, title, curves }, i) => {
          const { now, rest } = readouts[i]!;
          if (!hasValues(kind, name)) return null;
          return (
            <figure key={name}>
              <figcaption>
                <span class="name">{title}</span> <strong data-now={name}>{now}</strong>{' '}
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
              </figcaption>
              <div
                class="chart"
                ref={stage.charts[i]!.attach}
                role="img"
                aria-label={`${title}: now ${now}${rest === '' ? '' : `, ${rest}`}`}
              />
            </figure>
          );
        })}
      </div>
    </section>
  );
}
