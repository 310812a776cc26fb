import type { BoardMessage } from '../grid-messages';
import type { HelloMessage, ServerMessage, StateMessage } from '../messages';
import type { Action, ControlRequest, HandRequest } from '../page-requests';
import type { ReplayServerMessage } from '../replay-messages';
import type { ExperimentNews } from './experiment-news';
import type { FrameSlotMemory } from './frame-slot';
import type { ReplayScene, SentFrame } from './replay-scene';
import type { SampleRingMemory } from './sample-ring';
import type { Sight } from './sight';

export type { Sight } from './sight';

/** Where pages are served. */
export interface Place {
  /** An address of this machine, or a name of it. */
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Whether another port is taken where that one is in use. */
  readonly orFree: boolean;
  /** What a page has to know; null for pages of this machine alone. */
  readonly token: string | null;
}

/** What the thread that serves pages is started with. */
export interface LiveThreadStart {
  readonly place: Place;
  /** Where Foxglove and Lichtblick connect; null for nowhere. */
  readonly foxglove: Place | null;
  readonly samples: SampleRingMemory;
  readonly frames: FrameSlotMemory;
  /** Folder of the page's files. */
  readonly files: string;
  readonly priority: 'low' | 'normal';
  /** As the user names the place, for errors. */
  readonly names: { readonly port: string; readonly host: string };
  /** For a request to be complete. */
  readonly request_ms: number;
}

/** The state without what depends on the page. */
export type SharedState = Omit<StateMessage, 'type' | 'isMyHand' | 'driver'> & {
  readonly driver: Omit<StateMessage['driver'], 'card'>;
  /** Number of the page that drives by hand; null for none. */
  readonly hand: number | null;
};

/** Messages that every page gets, and a page that is opened later, too, as far as they still hold. */
export type Broadcast = Exclude<
  ServerMessage,
  BoardMessage | ReplayServerMessage | { readonly type: 'hello' | 'state' | 'samples' | 'answer' | 'restart' }
>;

export type ToLiveThread =
  | { readonly type: 'hello'; readonly hello: HelloMessage }
  /** Another run begins: what pages were told of the one before, but for the log, is forgotten. */
  | { readonly type: 'next'; readonly wall_ms: number }
  | { readonly type: 'state'; readonly state: SharedState; readonly sight: Sight }
  | { readonly type: 'broadcast'; readonly message: Broadcast }
  | { readonly type: 'experiment'; readonly news: ExperimentNews }
  /** Again where it has changed. */
  | { readonly type: 'replay'; readonly scene: ReplayScene }
  /** A message of a replay to the pages that are open, as text. */
  | { readonly type: 'replay_news'; readonly text: string }
  | { readonly type: 'frame'; readonly frame: SentFrame }
  | { readonly type: 'pixels'; readonly pixels: SharedArrayBuffer }
  | {
      readonly type: 'answer';
      readonly page: number;
      readonly id: number;
      readonly action: Action;
      readonly isDone: boolean;
      readonly line: string;
    }
  /** Sends what there is, closes all pages and ends the thread. */
  | { readonly type: 'close' };

export type FromLiveThread =
  | { readonly type: 'listening'; readonly port: number; readonly foxglove: number | null }
  | { readonly type: 'failed'; readonly line: string }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly line: string }
  | { readonly type: 'control'; readonly page: number; readonly request: ControlRequest }
  | { readonly type: 'hand'; readonly page: number; readonly request: HandRequest }
  /** A page wants an image of a recording; a `frame` answers. */
  | { readonly type: 'look'; readonly page: number; readonly recording: number; readonly image: number }
  /** Whether a page shows where the cars of an experiment are. */
  | { readonly type: 'watched'; readonly isWatched: boolean }
  /** A page has gone. */
  | { readonly type: 'left'; readonly page: number };
