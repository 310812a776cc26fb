import { formatLapTime, formatNumber, formatPercent } from '../../../../measure/report/format';
import type { LiveCellRun } from '../../../grid-messages';
import { type Board, type CellPlace, cellKey } from '../../model/board';
import { describeRunEnd } from '../../model/grid-words';
import { ScrollBox } from '../scroll-box';

interface CellRunsProps {
  readonly board: Board;
  readonly cell: CellPlace;
  readonly onClose: () => void;
}

const COLUMNS: readonly (readonly [
  name: string,
  text: (run: LiveCellRun) => string,
  kind?: 'number' | 'end',
])[] = [
  ['end', describeRunEnd, 'end'],
  ['deviation, mean m', ({ deviationMean_m }) => formatNumber(deviationMean_m, 3), 'number'],
  ['max m', ({ deviationMax_m }) => formatNumber(deviationMax_m, 3), 'number'],
  ['m/s', ({ averageSpeed_mps }) => formatNumber(averageSpeed_mps, 2), 'number'],
  ['lap', ({ lap_s }) => formatLapTime(lap_s), 'number'],
  ['driven', ({ percent }) => formatPercent(percent, 0, '%'), 'number'],
  ['seed', ({ seed }) => String(seed), 'number'],
  ['repetition', ({ repetition }) => String(repetition), 'number'],
  ['direction', ({ direction }) => direction],
  ['condition', ({ condition }) => condition],
  ['attempts', ({ attempts }) => formatNumber(attempts, 0), 'number'],
];

/** The runs of a cell, in the order of the plan. */
export function CellRuns({ board, cell, onClose }: CellRunsProps) {
  const { brains, circuits } = board.grid;
  const { runs } = board;
  const isThere = runs !== null && cellKey([runs.brain, runs.circuit]) === cellKey(cell);
  return (
    <section class="cell-runs" aria-labelledby="cell-title">
      <div class="head">
        <h2 id="cell-title">
          {brains[cell[0]]} on {circuits[cell[1]]}
        </h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      {isThere ? (
        <ScrollBox class="scroll" role="region" label="Runs of this cell">
          <table>
            <thead>
              <tr>
                {COLUMNS.map(([name, _, kind]) => (
                  <th key={name} scope="col" class={kind}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {runs.runs.map((run) => (
                <tr key={run.run} class={run.outcome === 'fault' ? 'failed' : ''}>
                  {COLUMNS.map(([name, text, kind]) => (
                    <td key={name} class={kind}>
                      {text(run)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      ) : (
        <p class="muted">Its runs are on their way.</p>
      )}
      {isThere && runs.more > 0 ? <p class="muted">And {runs.more} more.</p> : null}
    </section>
  );
}
