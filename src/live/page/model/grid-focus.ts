import { type Board, type CellPlace, cellKey } from './board';

const STEPS: Readonly<Record<string, CellPlace>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Cells that a page can bear. */
const MOST_CELLS = 4000;
const LEAST_BRAINS = 20;

/** How many brains a page shows. */
export function countShown(brains: number, circuits: number): number {
  return Math.min(brains, Math.max(LEAST_BRAINS, Math.floor(MOST_CELLS / Math.max(1, circuits))));
}

/** The cell that Tab reaches: the one where the keyboard was, else the first that has runs.
 *  @returns null where none has */
export function findEntry(cells: Board['cells'], last: CellPlace | null): CellPlace | null {
  if (last !== null && cells.has(cellKey(last))) return last;
  const [first] = [...cells.values()].sort((a, b) => a.brain - b.brain || a.circuit - b.circuit);
  return first === undefined ? null : [first.brain, first.circuit];
}

/** Where a key leads from a cell: to the next one in its direction that has runs.
 *  @param size brains and circuits that are shown
 *  @returns null where there is none, or the key is another one */
export function findNext(
  cells: Board['cells'],
  from: CellPlace,
  key: string,
  size: readonly [brains: number, circuits: number],
): CellPlace | null {
  const step = STEPS[key];
  if (step === undefined) return null;
  let [brain, circuit] = from;
  for (;;) {
    brain += step[0];
    circuit += step[1];
    if (brain < 0 || circuit < 0 || brain >= size[0] || circuit >= size[1]) return null;
    if (cells.has(cellKey([brain, circuit]))) return [brain, circuit];
  }
}
