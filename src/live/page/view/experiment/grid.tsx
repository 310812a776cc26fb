import type { TargetedKeyboardEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { GridMessage } from '../../../grid-messages';
import { type Board, type CellPlace, cellKey, type GridCell } from '../../model/board';
import { countShown, findEntry, findNext } from '../../model/grid-focus';
import { countDone, describeResults, listMarks } from '../../model/grid-words';

interface GridProps {
  readonly grid: GridMessage;
  readonly cells: Board['cells'];
  readonly chosen: CellPlace | null;
  readonly onChoose: (cell: CellPlace | null) => void;
}

/** Brains by circuits. One cell is reached by Tab, the others by arrow keys. */
export function Grid({ grid, cells, chosen, onChoose }: GridProps) {
  const [last, setLast] = useState<CellPlace | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const { circuits } = grid;
  const brains = grid.brains.slice(0, countShown(grid.brains.length, circuits.length));
  const entry = findEntry(cells, last);
  const move = (event: TargetedKeyboardEvent<HTMLTableElement>) => {
    const to = entry && findNext(cells, entry, event.key, [brains.length, circuits.length]);
    if (to === null) return;
    event.preventDefault();
    table.current?.querySelector<HTMLElement>(`[data-cell="${cellKey(to)}"]`)?.focus();
  };
  return (
    <section class="grid" aria-labelledby="grid-title">
      <h2 id="grid-title">Brains by circuits</h2>
      <div class="scroll">
        <table ref={table} onKeyDown={move}>
          <thead>
            <tr>
              <th scope="col">brain</th>
              {circuits.map((circuit, i) => (
                <th key={i} scope="col">
                  {circuit}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {brains.map((brain, b) => (
              <tr key={b}>
                <th scope="row">{brain}</th>
                {circuits.map((circuit, c) => {
                  const cell = cells.get(cellKey([b, c]));
                  if (cell === undefined) return <td key={c} />;
                  const isChosen = chosen !== null && cellKey(chosen) === cellKey([b, c]);
                  return (
                    <td key={c}>
                      <CellButton
                        cell={cell}
                        name={`${brain} on ${circuit}`}
                        isChosen={isChosen}
                        isEntry={entry !== null && cellKey(entry) === cellKey([b, c])}
                        onFocus={() => setLast([b, c])}
                        onClick={() => onChoose(isChosen ? null : [b, c])}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {brains.length < grid.brains.length ? (
        <p class="muted">And {grid.brains.length - brains.length} more brains.</p>
      ) : null}
      <ul class="legend">
        <li class="completed">completed</li>
        <li class="otherwise">not completed</li>
        <li class="failed-runs">failed</li>
        <li class="running-runs">running</li>
        <li class="axis">waiting</li>
      </ul>
    </section>
  );
}

interface CellProps {
  readonly cell: GridCell;
  /** For who does not see where it is. */
  readonly name: string;
  readonly isChosen: boolean;
  /** Whether Tab reaches it. */
  readonly isEntry: boolean;
  readonly onFocus: () => void;
  readonly onClick: () => void;
}

/** Its runs as a bar, and in figures. */
function CellButton({ cell, name: place, isChosen, isEntry, onFocus, onClick }: CellProps) {
  const done = countDone(cell);
  const results = describeResults(cell);
  const parts = [
    ['completed', cell.completed],
    ['otherwise', cell.otherwise],
    ['failed-runs', cell.failed],
    ['running-runs', cell.running],
    ['waiting', cell.planned - done - cell.running],
  ] as const;
  return (
    <button
      type="button"
      class="cell"
      data-cell={cellKey([cell.brain, cell.circuit])}
      aria-pressed={isChosen}
      tabIndex={isEntry ? 0 : -1}
      onFocus={onFocus}
      onClick={onClick}
    >
      <span class="bar">
        {parts.map(([name, count]) =>
          count > 0 ? <span key={name} class={name} style={{ flexGrow: count }} /> : null,
        )}
      </span>
      <span>
        <span class="hidden">{place}, runs done: </span>
        <strong>
          {done}/{cell.planned}
        </strong>{' '}
        {listMarks(cell).join(', ')}
      </span>
      {results === '' ? null : <span class="hidden">, mean deviation and speed: </span>}
      <span class="results">{results}</span>
    </button>
  );
}
