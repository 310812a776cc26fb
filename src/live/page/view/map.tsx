import { BANDS } from '../../../measure/report/charts/palette';
import { labelBands } from '../../../measure/report/deviation-bands';
import { formatPercent } from '../../../measure/report/format';
import type { Stage } from '../draw/stage';
import type { Readout } from '../model/charts';
import type { PageState } from '../model/page-state';
import type { PageActions } from './actions';
import { CircuitChoice } from './circuit-choice';

interface MapProps {
  readonly page: PageState;
  readonly stage: Stage;
  readonly readouts: readonly Readout[];
  readonly stale: string | null;
  readonly actions: PageActions;
}

/** The circuit from above with the driven path and the car. */
export function CircuitPanel({ page, stage, readouts, stale, actions }: MapProps) {
  const circuit = page.hello?.circuit ?? null;
  const percent = page.figures?.percent ?? null;
  return (
    <section class="map" aria-labelledby="map-title">
      <h2 id="map-title">Circuit{circuit ? `: ${circuit.name}` : ''}</h2>
      <div class="picture ground">
        <canvas ref={stage.ground.attach} role="img" aria-label={describeMap(page, readouts)} />
        {stale === null ? null : <p class="old">{stale}</p>}
      </div>
      <div class="bands">
        <span class="muted">Deviation</span>
        <ul>
          {labelBands(stage.map.band_m).map((label, band) => (
            <li key={`${band} of ${BANDS}`} class={`band${band}`}>
              {label}
            </li>
          ))}
        </ul>
      </div>
      <p class="progress">
        {percent === null ? null : <progress max={100} value={percent} aria-label="Driven of all laps" />}
        <span data-testid="percent">{formatPercent(percent, 1, '%')}</span>
      </p>
      <CircuitChoice page={page} actions={actions} />
    </section>
  );
}

function describeMap({ hello, figures }: PageState, readouts: readonly Readout[]): string {
  const where = hello?.circuit ? `Circuit ${hello.circuit.name} from above` : 'Driven path from above';
  const deviation = readouts.find(({ name }) => name === 'deviation')?.now ?? '';
  const percent = formatPercent(figures?.percent ?? null, 0, '%');
  return `${where}: ${percent} driven, lateral deviation ${deviation}`;
}
