import type { AnswerMessage, FiguresMessage, HelloMessage, LogMessage, StateMessage } from '../../messages';
import type { Action } from '../../page-requests';
import type { Board } from './board';
import type { CountedKind } from './words';

/**
 * The connection to the server.
 * - `lost`: it was there or was tried, and is tried again by itself
 * - `over`: the server has taken its leave with its program; another one at its address is tried by itself
 * - `refused`: the server does not let this page in; only another address helps
 * - `outdated`: the server speaks another version of the messages; the page has to be loaded again
 */
export interface Link {
  readonly status: 'connecting' | 'open' | 'lost' | 'over' | 'refused' | 'outdated';
  /** Why, for a reader; '' where there is nothing to say. */
  readonly why: string;
  /** When this began, page's clock. */
  readonly since_ms: number;
}

export interface Lap {
  readonly lap: number;
  readonly seconds: number | null;
  /** On the clock of the feed; the lap began where the one before it ended. */
  readonly begin_ms: number;
  readonly end_ms: number;
}

/** Something that the driver should hear of, with how often it came in a row. */
export interface Occurrence {
  readonly key: number;
  readonly wall_ms: number;
  readonly text: string;
  /** When it was over; null while it lasts. */
  readonly over_ms: number | null;
  /** Whether it lasts until `over_ms`, or only happens. */
  readonly lasts: boolean;
  /** What it is matched by when it is over. */
  readonly subject: string;
}

export interface LogLine extends LogMessage {
  readonly key: number;
}

export type Counts = Readonly<Record<CountedKind, number>>;

/** A control that was asked for. */
export interface Pending {
  readonly id: number;
  readonly action: Action;
}

/** What a page shows besides the samples. Replaced, never changed. */
export interface PageState {
  readonly link: Link;
  readonly hello: HelloMessage | null;
  readonly state: StateMessage | null;
  readonly figures: FiguresMessage | null;
  /** Of an experiment; null for other runs. */
  readonly board: Board | null;
  /** What has been told of as it was counted; null until the page knows how much there was before it connected. */
  readonly told: Counts | null;
  readonly laps: readonly Lap[];
  /** Newest first. */
  readonly occurrences: readonly Occurrence[];
  /** Oldest first. */
  readonly log: readonly LogLine[];
  readonly statistics: Readonly<Record<string, unknown>> | null;
  /** Controls that were asked for and not answered yet. */
  readonly pending: readonly Pending[];
  readonly answer: AnswerMessage | null;
  /** When it came, page's clock. */
  readonly answerAt_ms: number;
  /** Rows of samples that the server could not send. */
  readonly lost: number;
  /** Where the first lap began, on the clock of the feed. */
  readonly begin_ms: number;
  /** When samples last came, and when an image did, page's clock; null before the first. */
  readonly samplesAt_ms: number | null;
  readonly imageAt_ms: number | null;
  /** Of the newest sample and of the camera image shown, on the clock of the feed; null before the first. */
  readonly newest_ms: number | null;
  readonly image_ms: number | null;
  /** Page's clock, about once a second. */
  readonly now_ms: number;
  /** Counts up; keys of rows. */
  readonly nextKey: number;
}

export function emptyState(now_ms: number): PageState {
  return {
    link: { status: 'connecting', why: '', since_ms: now_ms },
    hello: null,
    state: null,
    figures: null,
    board: null,
    told: null,
    laps: [],
    occurrences: [],
    log: [],
    statistics: null,
    pending: [],
    answer: null,
    answerAt_ms: 0,
    lost: 0,
    begin_ms: 0,
    samplesAt_ms: null,
    imageAt_ms: null,
    newest_ms: null,
    image_ms: null,
    now_ms,
    nextKey: 1,
  };
}
