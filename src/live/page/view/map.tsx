import { formatPercent } from '../../../measure/report/format';
import type { Stage } from '../draw/stage';
import type { Readout } from '../model/charts';
import type { PageState } from '../model/page-state';
import type { PageActions } from './actions';
import { CircuitChoice } from './circuit-choice';
import { DeviationBands } from './deviation-bands';

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
      <DeviationBands band_m={stage.map.band_m} />
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
