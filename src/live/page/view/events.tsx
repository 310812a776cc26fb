import type { Occurrence, PageState } from '../model/page-state';
import { formatDuration } from '../model/words';
import { ScrollBox } from './scroll-box';

/** Incidents, stops and drops as they happen, newest first. */
export function Events({ page: { occurrences } }: { readonly page: PageState }) {
  return (
    <section class="events" aria-labelledby="events-title">
      <h2 id="events-title">Incidents</h2>
      {occurrences.length === 0 ? <p class="muted">None since this page connected.</p> : null}
      <ScrollBox class="list" role="log" label="Incidents as they happen">
        <ul>
          {occurrences.map((one) => (
            <li key={one.key} class={one.over_ms === null ? 'going' : ''}>
              <time>{formatDuration(one.wall_ms)}</time>
              {`${one.text}${describeEnd(one)}`}
            </li>
          ))}
        </ul>
      </ScrollBox>
    </section>
  );
}

function describeEnd({ lasts, over_ms, wall_ms }: Occurrence): string {
  if (!lasts) return '';
  return over_ms === null ? ' (now)' : `, over after ${((over_ms - wall_ms) / 1000).toFixed(1)} s`;
}
