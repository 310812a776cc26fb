import type { PageState } from '../model/page-state';
import { formatDuration } from '../model/words';
import { ScrollBox } from './scroll-box';

/** Lines of the log, newest last. */
export function Log({ page: { log } }: { readonly page: PageState }) {
  return (
    <section class="log" aria-labelledby="log-title">
      <h2 id="log-title">Log</h2>
      {log.length === 0 ? <p class="muted">No lines yet.</p> : null}
      <ScrollBox class="list" role="log" label="Lines of the log" isQuiet end={log.at(-1)?.key ?? 0}>
        <ul>
          {log.map(({ key, wall_ms, level, line }) => (
            <li key={key} class={level}>
              <time>{formatDuration(wall_ms)}</time>
              {level === 'info' ? line : `${level}: ${line}`}
            </li>
          ))}
        </ul>
      </ScrollBox>
    </section>
  );
}
