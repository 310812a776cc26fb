import type { Board } from '../../model/board';
import { describeActivity, formatLeft } from '../../model/grid-words';

/** How far the whole is: the figures of the terminal. */
export function Whole({ board: { tally, grid } }: { readonly board: Board }) {
  if (tally === null) return null;
  const { planned, done, failed, left_s } = tally;
  const figures: readonly (readonly [name: string, key: string, value: string])[] = [
    ['runs done', 'done', `${done} of ${planned}`],
    ['running', 'running', describeActivity(tally)],
    ['failed', 'failed', String(failed)],
    ['time left', 'left', formatLeft(left_s)],
    ['kept in', 'folder', grid.folder],
  ];
  return (
    <section class="whole" aria-label="The whole experiment">
      <progress max={planned} value={done} aria-label="Runs that are done" />
      <dl class="facts">
        {figures.map(([name, key, value]) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd data-figure={key}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
