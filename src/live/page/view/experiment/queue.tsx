import type { Board } from '../../model/board';
import { describeCourse } from '../../model/grid-words';

/** The runs that come next. */
export function Queue({ board: { grid, queue } }: { readonly board: Board }) {
  const next = queue?.next ?? [];
  const more = (queue?.waiting ?? 0) - next.length;
  return (
    <section class="queue" aria-labelledby="queue-title">
      <h2 id="queue-title">{grid.isQueued ? 'Without a result' : 'Next'}</h2>
      {next.length === 0 ? <p class="muted">No run waits.</p> : null}
      <ol>
        {next.map((run) => (
          <li key={run.run}>
            {grid.brains[run.brain]} on {grid.circuits[run.circuit]}{' '}
            <span class="muted">{describeCourse(run)}</span>
          </li>
        ))}
      </ol>
      {more > 0 ? <p class="muted">And {more} more.</p> : null}
    </section>
  );
}
