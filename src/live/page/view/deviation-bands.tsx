import { BANDS } from '../../../measure/report/charts/palette';
import { labelBands } from '../../../measure/report/deviation-bands';

/** The legend of a path that is coloured by deviation. */
export function DeviationBands({ band_m }: { readonly band_m: number }) {
  return (
    <div class="bands">
      <span class="muted">Deviation</span>
      <ul>
        {labelBands(band_m).map((label, band) => (
          <li key={`${band} of ${BANDS}`} class={`band${band}`}>
            {label}
          </li>
        ))}
      </ul>
    </div>
  );
}
