import type {
  BoardMessage,
  CellsMessage,
  GridMessage,
  LiveRun,
  OutlineMessage,
  QueueMessage,
  RunningMessage,
  RunsMessage,
  TallyMessage,
} from '../../grid-messages';

/** A brain on a circuit, by their numbers. */
export type CellPlace = readonly [brain: number, circuit: number];

/** What is known of the runs of a cell. */
export type GridCell = { readonly [name in Exclude<keyof CellsMessage, 'type'>]: CellsMessage[name][number] };

/** What a page shows of an experiment besides where cars are. Replaced, never changed. */
export interface Board {
  readonly grid: GridMessage;
  /** By `cellKey`. */
  readonly cells: ReadonlyMap<string, GridCell>;
  readonly tally: TallyMessage | null;
  readonly queue: QueueMessage | null;
  /** The runs that drive, each in the place that it has had from its begin on; null for a place that is free. */
  readonly slots: readonly (LiveRun | null)[];
  /** Runs that drive beside them. */
  readonly more: number;
  readonly outlines: ReadonlyMap<number, OutlineMessage>;
  /** Of the cell that was asked for last. */
  readonly runs: RunsMessage | null;
}

const BOARD_TYPES: readonly string[] = [
  'grid',
  'cells',
  'tally',
  'queue',
  'running',
  'tracks',
  'outline',
  'runs',
] satisfies BoardMessage['type'][];

export function isBoardMessage(message: { readonly type: string }): message is BoardMessage {
  return BOARD_TYPES.includes(message.type);
}

export function cellKey([brain, circuit]: CellPlace): string {
  return `${brain} ${circuit}`;
}

/** The board after a message; null until there is a grid. */
export function takeBoard(board: Board | null, message: BoardMessage): Board | null {
  if (message.type === 'grid') return emptyBoard(message);
  if (board === null) return null;
  switch (message.type) {
    case 'cells':
      return { ...board, cells: addCells(board.cells, message) };
    case 'tally':
      return { ...board, tally: message };
    case 'queue':
      return { ...board, queue: message };
    case 'running':
      return { ...board, ...arrange(board.slots, message) };
    case 'outline':
      return { ...board, outlines: new Map(board.outlines).set(message.circuit, message) };
    case 'runs':
      return { ...board, runs: message };
    case 'tracks':
      return board;
  }
}

function emptyBoard(grid: GridMessage): Board {
  return {
    grid,
    cells: new Map(),
    tally: null,
    queue: null,
    slots: [],
    more: 0,
    outlines: new Map(),
    runs: null,
  };
}

function addCells(cells: Board['cells'], message: CellsMessage): Board['cells'] {
  const { type: _, ...columns } = message;
  const next = new Map(cells);
  message.brain.forEach((brain, i) => {
    const values = Object.entries(columns).map(([name, column]) => [name, column[i]]);
    next.set(cellKey([brain, message.circuit[i]!]), Object.fromEntries(values) as GridCell);
  });
  return next;
}

/** A run keeps its place while it drives, and one that begins takes the first that is free. */
function arrange(slots: Board['slots'], { runs, more }: RunningMessage): Pick<Board, 'slots' | 'more'> {
  const still = new Map(runs.map((one) => [one.run, one]));
  const next = slots.map((slot) => (slot !== null && still.has(slot.run) ? slot : null));
  for (const slot of next) if (slot !== null) still.delete(slot.run);
  for (const begun of still.values()) {
    const free = next.indexOf(null);
    if (free < 0) next.push(begun);
    else next[free] = begun;
  }
  return { slots: next.slice(0, next.findLastIndex((slot) => slot !== null) + 1), more };
}
