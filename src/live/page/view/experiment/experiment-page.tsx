import { useMemo } from 'preact/hooks';
import type { BoardLink } from '../../board-link';
import type { Board } from '../../model/board';
import type { PageState } from '../../model/page-state';
import { findStaleness } from '../../model/staleness';
import type { PageActions } from '../actions';
import { Controls } from '../controls';
import { Events } from '../events';
import { Log } from '../log';
import { CellRuns } from './cell-runs';
import { Grid } from './grid';
import { Queue } from './queue';
import { Running } from './running';
import { Whole } from './whole';

interface ExperimentProps {
  readonly page: PageState;
  readonly board: Board;
  readonly link: BoardLink;
  readonly actions: PageActions;
}

/** An experiment: the grid as it fills up, the runs that drive, what comes next, and what went wrong. */
export function ExperimentPage({ page, board, link, actions }: ExperimentProps) {
  const { chosen } = link;
  const { grid, cells } = board;
  // Where cars are changes ten times a second, the grid twice at most.
  const table = useMemo(
    () => <Grid grid={grid} cells={cells} chosen={chosen} onChoose={actions.chooseCell} />,
    [grid, cells, chosen],
  );
  return (
    <main class={findStaleness(page) === null ? 'experiment' : 'experiment stale'}>
      <Controls page={page} actions={actions} />
      <Whole board={board} />
      {table}
      {chosen === null ? null : (
        <CellRuns board={board} cell={chosen} onClose={() => actions.chooseCell(null)} />
      )}
      <Running board={board} tracks={link.tracks} />
      <div class="lists">
        <Queue board={board} />
        <Events page={page} />
        <Log page={page} />
      </div>
    </main>
  );
}
