import type {
  FiguresMessage,
  IncidentMessage,
  SamplesMessage,
  ServerMessage,
  StateMessage,
} from '../../messages';
import { PROTOCOL } from '../../messages';
import { isReplayMessage } from '../../replay-messages';
import { isBoardMessage, takeBoard } from './board';
import {
  type Counts,
  emptyState,
  type Lap,
  type Link,
  type Occurrence,
  type PageState,
  type Pending,
} from './page-state';
import { COUNTED_KINDS, type CountedKind, describeCount, describeIncident } from './words';

/** Bounds of the lists: a page may stay open for days. */
const MOST_LAPS = 500;
const MOST_OCCURRENCES = 100;
const MOST_LINES = 300;

const NOTHING_TOLD: Counts = { failed: 0, rejected: 0, offTrack: 0, wallContact: 0, stops: 0 };

/** What happens to a page besides clicks. `at_ms` is the page's clock. */
export type PageEvent =
  | { readonly type: 'message'; readonly message: ServerMessage; readonly at_ms: number }
  | { readonly type: 'image'; readonly at_ms: number; readonly wall_ms: number }
  | { readonly type: 'link'; readonly link: Link }
  | { readonly type: 'asked'; readonly pending: Pending }
  | { readonly type: 'tick'; readonly at_ms: number };

/** The state of the page after an event. */
export function reduce(page: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'message':
      return takeMessage(page, event.message, event.at_ms);
    case 'image':
      return { ...page, imageAt_ms: event.at_ms, image_ms: event.wall_ms };
    case 'link':
      return takeLink(page, event.link);
    case 'asked':
      return { ...page, pending: [...page.pending, event.pending], answer: null };
    case 'tick':
      return { ...page, now_ms: event.at_ms };
  }
}

function takeLink(page: PageState, link: Link): PageState {
  // Whoever has taken leave cannot be reached.
  if (page.link.status === 'over' && link.status === 'lost') return page;
  // An answer to what was asked of the connection before will not come.
  return { ...page, link, pending: link.status === 'open' ? page.pending : [] };
}

function takeMessage(page: PageState, message: ServerMessage, at_ms: number): PageState {
  if (isBoardMessage(message)) return { ...page, board: takeBoard(page.board, message) };
  // A replay has its own state.
  if (isReplayMessage(message)) return page;
  switch (message.type) {
    case 'hello':
      return takeHello(page, message, at_ms);
    case 'state':
      return takeState(page, message);
    case 'samples':
      return takeSamples(page, message, at_ms);
    case 'figures':
      return takeFigures(page, message);
    case 'lap':
      return { ...page, laps: addLap(page, message) };
    case 'incident':
      return takeIncident(page, message);
    case 'log': {
      const log = [...page.log, { ...message, key: page.nextKey }].slice(-MOST_LINES);
      return { ...page, log, nextKey: page.nextKey + 1 };
    }
    case 'restart':
      return {
        ...page,
        laps: [],
        figures: null,
        told: NOTHING_TOLD,
        statistics: null,
        lost: 0,
        begin_ms: message.wall_ms,
      };
    case 'statistics':
      return { ...page, statistics: message.statistics };
    case 'answer':
      return {
        ...page,
        answer: message,
        answerAt_ms: at_ms,
        pending: page.pending.filter(({ id }) => id !== message.id),
      };
  }
}

function takeSamples(page: PageState, message: SamplesMessage, at_ms: number): PageState {
  const { poses, decisions, isHistory } = message;
  const times = [page.newest_ms, poses.wall_ms.at(-1), decisions.wall_ms.at(-1)];
  const known = times.filter((time) => typeof time === 'number');
  return {
    ...page,
    lost: page.lost + message.lost,
    // Figures of a run that has begun come before its samples: without any, the page sees everything.
    told: isHistory ? (page.told ?? NOTHING_TOLD) : page.told,
    newest_ms: known.length === 0 ? null : Math.max(...known),
    samplesAt_ms: isHistory ? page.samplesAt_ms : at_ms,
  };
}

/** The server tells everything again after it; what another run left is forgotten. */
function takeHello(page: PageState, hello: PageState['hello'] & object, at_ms: number): PageState {
  const begun = { ...emptyState(page.now_ms), nextKey: page.nextKey, hello };
  if (hello.protocol === PROTOCOL) return { ...begun, link: page.link };
  const why = `f1-brain ${hello.version} drives now; this page is of another version`;
  return { ...begun, link: { status: 'outdated', why, since_ms: at_ms } };
}

function takeState(page: PageState, state: StateMessage): PageState {
  const next = { ...page, state };
  const before = page.state?.state ?? null;
  if (state.state === 'stopped' && before !== 'stopped') {
    return addOccurrence(next, {
      wall_ms: state.wall_ms,
      text: `The car is stopped: ${state.reason ?? 'frames or commands are missing'}`,
      lasts: true,
      subject: 'stopped',
    });
  }
  return before === 'stopped' && state.state !== 'stopped' ? finish(next, 'stopped', state.wall_ms) : next;
}

function takeIncident(page: PageState, { kind, who, lasts, over, wall_ms }: IncidentMessage): PageState {
  const subject = `${kind} ${who}`;
  if (over) return finish(page, subject, wall_ms);
  return addOccurrence(page, { wall_ms, text: describeIncident(kind, who), lasts, subject });
}

/** Counts that grew tell of what happened to single frames, and of the car's contact with grass and walls. */
function takeFigures(page: PageState, figures: FiguresMessage): PageState {
  const { told } = page;
  const { wall_ms } = figures;
  const counts = countsOf(figures);
  const next = { ...page, figures, told: counts };
  if (told === null) return tellEarlier(next, counts, wall_ms);
  return COUNTED_KINDS.reduce((state: PageState, kind) => {
    // The state tells of stops.
    const more = kind === 'stops' ? 0 : counts[kind] - told[kind];
    return tellCount(state, kind, more, wall_ms);
  }, next);
}

/** Tells of what was before the page connected. */
function tellEarlier(page: PageState, counts: Counts, wall_ms: number): PageState {
  const { state } = page;
  const isStopped = state?.state === 'stopped' && state.wall_ms <= wall_ms;
  // The state has told of a stop that goes on.
  const earlier = isStopped ? { ...counts, stops: counts.stops - 1 } : counts;
  return COUNTED_KINDS.reduce(
    (next: PageState, kind) => tellCount(next, kind, earlier[kind], wall_ms, ' before this page connected'),
    page,
  );
}

function tellCount(page: PageState, kind: CountedKind, count: number, wall_ms: number, when = ''): PageState {
  if (count <= 0) return page;
  const text = `${describeCount(kind, count)}${when}`;
  return addOccurrence(page, { wall_ms, text, lasts: false, subject: kind });
}

function countsOf({ frames, offTrackEvents, wallContactEvents, stops }: FiguresMessage): Counts {
  return {
    failed: frames.failed ?? 0,
    rejected: frames.rejected ?? 0,
    offTrack: offTrackEvents ?? 0,
    wallContact: wallContactEvents ?? 0,
    stops: stops ?? 0,
  };
}

function addLap(
  page: PageState,
  given: { lap: number; seconds: number | null; wall_ms: number },
): readonly Lap[] {
  const begin_ms = page.laps.at(-1)?.end_ms ?? page.begin_ms;
  const lap = { lap: given.lap, seconds: given.seconds, begin_ms, end_ms: given.wall_ms };
  return [...page.laps, lap].slice(-MOST_LAPS);
}

function addOccurrence(page: PageState, given: Omit<Occurrence, 'key' | 'over_ms'>): PageState {
  const occurrence = { ...given, key: page.nextKey, over_ms: given.lasts ? null : given.wall_ms };
  const occurrences = [occurrence, ...page.occurrences].slice(0, MOST_OCCURRENCES);
  return { ...page, occurrences, nextKey: page.nextKey + 1 };
}

/** Marks the newest of a subject that lasts as over. */
function finish(page: PageState, subject: string, over_ms: number): PageState {
  const at = page.occurrences.findIndex(
    (one) => one.subject === subject && one.lasts && one.over_ms === null,
  );
  if (at < 0) return page;
  return { ...page, occurrences: page.occurrences.with(at, { ...page.occurrences[at]!, over_ms }) };
}
