import { formatLapTime, formatNumber } from '../../../measure/report/format';
import type { LapRow } from '../model/lap-rows';
import { ScrollBox } from './scroll-box';

/** The laps so far. */
export function Laps({ rows }: { readonly rows: readonly LapRow[] }) {
  return (
    <section class="laps" aria-labelledby="laps-title">
      <h2 id="laps-title">Laps</h2>
      {rows.length === 0 ? (
        <p class="muted">None completed yet.</p>
      ) : (
        <ScrollBox class="scroll" role="region" label="Table of laps">
          <table>
            <thead>
              <tr>
                <th scope="col">lap</th>
                <th scope="col" class="number">
                  time
                </th>
                <th scope="col" class="number">
                  m/s
                </th>
                <th scope="col" class="number">
                  deviation, mean m
                </th>
                <th scope="col" class="number">
                  max m
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.lap}>
                  <th scope="row">{row.lap}</th>
                  <td class="number">{formatLapTime(row.seconds)}</td>
                  <td class="number">{formatNumber(row.averageSpeed_mps, 2)}</td>
                  <td class="number">{formatNumber(row.deviationMean_m, 3)}</td>
                  <td class="number">{formatNumber(row.deviationMax_m, 3)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}
