import type { ComponentChildren } from 'preact';
import type { PageActions, Settings } from './actions';

interface ChartPanelProps {
  /** Of the choice of how much time is shown. */
  readonly label: string;
  readonly windows_s: readonly number[];
  readonly settings: Settings;
  readonly actions: PageActions;
  /** Beside the title. */
  readonly note: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Strip charts below the choice of how much time they show. */
export function ChartPanel({ label, windows_s, settings, actions, note, children }: ChartPanelProps) {
  return (
    <section class="strips" aria-labelledby="charts-title">
      <div class="head">
        <h2 id="charts-title">Charts</h2>
        <label>
          <span>{label}</span>{' '}
          <select
            value={String(settings.window_ms)}
            onChange={({ currentTarget }) => actions.setWindow(Number(currentTarget.value))}
          >
            {windows_s.map((seconds) => (
              <option key={seconds} value={String(1000 * seconds)}>
                {seconds < 60 ? `${seconds} s` : `${seconds / 60} min`}
              </option>
            ))}
          </select>
        </label>
        {note}
      </div>
      <div class="charts">{children}</div>
    </section>
  );
}
