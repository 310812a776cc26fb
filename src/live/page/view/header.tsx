import type { PageState } from '../model/page-state';
import { hasEnded, isOver } from '../model/staleness';
import { describeState, formatDuration, KIND_NAMES } from '../model/words';

const KINDS = {
  session: 'run',
  simulation: 'simulation',
  experiment: 'experiment',
  watch: 'watched over ROS',
  replay: 'recorded',
} as const;

/** What is being watched, its state, and the state of the connection. */
export function Header({ page }: { readonly page: PageState }) {
  const { hello, state, link } = page;
  const isCurrent = state !== null && (link.status === 'open' || hasEnded(page));
  return (
    <header>
      <div>
        <h1>f1-brain {hello?.kind === 'replay' ? 'replay' : 'live'}</h1>
        <p class="muted about">{hello === null ? '' : describeRun(hello, page.board)}</p>
      </div>
      <div class="status">
        {hello?.kind === 'replay' ? null : (
          <p class={`state ${isCurrent ? state.state : 'unknown'}`} role="status" data-testid="state">
            {state === null
              ? 'unknown'
              : `${isCurrent ? '' : 'was '}${describeState(state.state, state.reason)}`}
          </p>
        )}
        <LinkNotice page={page} />
      </div>
    </header>
  );
}

function describeRun(hello: NonNullable<PageState['hello']>, board: PageState['board']): string {
  const { circuit, direction, laps, kind, world } = hello;
  if (kind === 'experiment') return board === null ? KINDS[kind] : `${KINDS[kind]} ${board.grid.name}`;
  const parts: string[] = [KINDS[kind]];
  if (circuit) parts.push(`${circuit.name}, ${direction}, ${Math.round(circuit.length_m)} m`);
  if (kind === 'replay' || kind === 'watch') return parts.join(' · ');
  const asked = laps === null ? 'without end' : `${laps} ${laps === 1 ? 'lap' : 'laps'}`;
  const pace = world === 'lockstep' ? 'as fast as the machine allows' : null;
  return [...parts, asked, pace].filter((part) => part !== null).join(' · ');
}

/** Said when it changes: what it says must not change every second. */
function LinkNotice({ page }: { readonly page: PageState }) {
  const { link, now_ms } = page;
  if (link.status === 'open') return <p class="link open">connected</p>;
  if (link.status === 'connecting') return <p class="link">connecting</p>;
  if (isOver(page)) {
    const kind = page.hello?.kind ?? 'session';
    return (
      <p class="link" role="status">
        This {KIND_NAMES[kind]} is over.{' '}
        {kind === 'replay' ? 'What is here can be played on, without other images. ' : ''}
        The next one at this address appears by itself.
      </p>
    );
  }
  const again = link.status === 'lost' ? ' Trying again by itself.' : '';
  return (
    <div class="link lost">
      <p role="alert">
        {link.status === 'lost' ? 'No connection' : 'Not connected'}: {link.why}.{again}
      </p>
      {link.status === 'outdated' ? (
        <button type="button" onClick={() => location.reload()}>
          Load the page again
        </button>
      ) : (
        <p class="muted">for {formatDuration(now_ms - link.since_ms)}</p>
      )}
    </div>
  );
}
