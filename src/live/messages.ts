/**
 * What the server of a live page and the page tell each other over one WebSocket (docs/live.md). The server's messages are
 * JSON texts, images are binary (`image-message.ts`); the page's are in `page-requests.ts`. Nothing here needs Node: the page
 * is built from it, too.
 *
 * Units as in src/types.ts. A missing value is null. `wall_ms` is monotonic wall time since the feed began, milliseconds
 * (`HelloMessage.started_ms` is its zero); `sim_s` is simulated time.
 */

import type { BoardMessage } from './grid-messages';
import type { Action, ImageKind, LiveControls } from './page-requests';
import type { ReplayedImage, ReplayServerMessage } from './replay-messages';
import type {
  CommandColumns,
  FiguresMessage,
  LiveCard,
  LiveCircuit,
  PlaceColumns,
  Point,
} from './shared-messages';

export type { FiguresMessage, LiveCard, LiveCircuit, LiveSpread, Point } from './shared-messages';

/** Of the messages; a page of another one has to be loaded again. */
export const PROTOCOL = 1;

/** Path of the WebSocket; a token, where one is needed, is its query parameter `token`. */
export const SOCKET_PATH = '/live';
export const TOKEN_PARAMETER = 'token';

/** Codes with which the server closes a WebSocket. */
export const CLOSE_CODES = {
  /** The session is over and its process ends. */
  ended: 1001,
  /** A message of the page was malformed, or there were too many; the reason says what. */
  malformed: 1008,
  /** Too many pages are open. */
  full: 1013,
} as const;

/** As a session's. */
export type LiveState =
  | 'new'
  | 'opening'
  | 'ready'
  | 'starting'
  | 'driving'
  | 'stopped'
  | 'paused'
  | 'ending'
  | 'ended';

/** Who drives. */
export interface LiveDriver {
  /** Null until a watched node has named it. */
  readonly brain: string | null;
  /** Null for a brain without a network. */
  readonly model: string | null;
  /** The execution provider that really runs. */
  readonly provider: string | null;
  readonly card: LiveCard | null;
}

/** What a swap, or another circuit, may be named. Other names are refused. */
export interface LiveChoices {
  readonly brains: readonly string[];
  readonly models: readonly string[];
  readonly providers: readonly string[];
  /** Absent where the circuit cannot be changed. */
  readonly circuits?: readonly string[];
}

/** Sent first, and again when more of the run is known, such as its circuit. Each time everything else follows from the
 *  beginning, so a page forgets what it has. */
export interface HelloMessage {
  readonly type: 'hello';
  readonly protocol: number;
  /** Of f1-brain. */
  readonly version: string;
  /** Differs for each start of a server: another one than before is another run. */
  readonly session: string;
  /** Zero of `wall_ms`, milliseconds since 1970. */
  readonly started_ms: number;
  /** `watch`: a node seen over ROS; one that is not of f1-brain has no controls. */
  readonly kind: 'session' | 'simulation' | 'experiment' | 'watch' | 'replay';
  /** `lockstep`: simulated time passes as fast as the machine allows; null where that is unknown. */
  readonly world: 'lockstep' | 'ros' | null;
  readonly circuit: LiveCircuit | null;
  readonly direction: 'forward' | 'reverse';
  /** Laps asked; null for a run without end. */
  readonly laps: number | null;
  readonly choices: LiveChoices;
}

/** Everything that a control may change; sent after `hello`, and whenever something of it changed. */
export interface StateMessage {
  readonly type: 'state';
  readonly wall_ms: number;
  readonly state: LiveState;
  /** Why the car is stopped, what is waited for, why the run ended or failed; else null. */
  readonly reason: string | null;
  readonly driver: LiveDriver;
  /** The bag being written; null while recording is off. */
  readonly recording: string | null;
  /** The dataset being recorded of somebody's driving by hand; null or absent while none is. */
  readonly dataset?: { readonly folder: string; readonly images: number } | null;
  /** Whether somebody drives by hand: the brain's commands are not obeyed. */
  readonly byHand: boolean;
  /** Whether this page drives by hand. */
  readonly isMyHand: boolean;
  readonly controls: LiveControls;
}

/** Poses of the car, thinned to one in 20 ms. */
export interface PoseColumns extends PlaceColumns {
  readonly wall_ms: readonly number[];
  readonly sim_s: readonly (number | null)[];
  /** Of all laps asked. */
  readonly percent: readonly (number | null)[];
}

/** Every decision, or command of a watched node. */
export interface DecisionColumns extends CommandColumns {
  readonly wall_ms: readonly number[];
  readonly sim_s: readonly (number | null)[];
  /** Number of the frame. */
  readonly frame: readonly number[];
  readonly inference_ms: readonly (number | null)[];
  /** Of the frame when its command left; null where that is not known. */
  readonly frame_age_ms: readonly (number | null)[];
}

/** What came since the message before, up to 30 times a second; more at once for a slow page. */
export interface SamplesMessage {
  readonly type: 'samples';
  /** Samples from before the page was opened, thinned; they come once after each `hello`, before the others. */
  readonly isHistory: boolean;
  readonly poses: PoseColumns;
  readonly decisions: DecisionColumns;
  /** Rows that were lost, because this machine is too busy to show them; the figures count them nevertheless. */
  readonly lost: number;
}

export interface LapMessage {
  readonly type: 'lap';
  readonly wall_ms: number;
  /** From 1. */
  readonly lap: number;
  /** Simulated; null where there is no clock. */
  readonly seconds: number | null;
}

export interface IncidentMessage {
  readonly type: 'incident';
  readonly wall_ms: number;
  readonly kind: string;
  /** The node that it concerns where there may be several, else ''. */
  readonly who: string;
  /** Whether it lasts until a message says that it is over; false for what only happens. */
  readonly lasts: boolean;
  /** False when it begins or happens, true when it is over. */
  readonly over: boolean;
}

export interface LogMessage {
  readonly type: 'log';
  readonly wall_ms: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** One line. */
  readonly line: string;
}

/** Metrics, laps and path begin again: what the page has of them is forgotten. */
export interface RestartMessage {
  readonly type: 'restart';
  readonly wall_ms: number;
}

/** The run is over, and this is its JSON object (`f1-brain lap --json`). */
export interface StatisticsMessage {
  readonly type: 'statistics';
  readonly statistics: Readonly<Record<string, unknown>>;
}

/** What became of a control; the state that results comes before it, to every page. */
export interface AnswerMessage {
  readonly type: 'answer';
  /** Of the request. */
  readonly id: number;
  readonly action: Action;
  readonly isDone: boolean;
  /** What was done, or why it was not; one line. */
  readonly line: string;
}

export type ServerMessage =
  | BoardMessage
  | ReplayServerMessage
  | HelloMessage
  | StateMessage
  | SamplesMessage
  | FiguresMessage
  | LapMessage
  | IncidentMessage
  | LogMessage
  | RestartMessage
  | StatisticsMessage
  | AnswerMessage;

/** Begins a binary message; the encoded image follows. */
export interface ImageHeader {
  readonly kind: ImageKind;
  readonly format: 'image/jpeg' | 'image/webp' | 'image/png';
  /** Of the encoded image, pixels. */
  readonly width: number;
  readonly height: number;
  /** Number of the frame that it shows, as in `DecisionColumns.frame`. */
  readonly frame: number;
  readonly wall_ms: number;
  readonly sim_s: number | null;
  /** Command that the frame was answered with; null where it was not. */
  readonly v_mps: number | null;
  readonly w_radps: number | null;
  /** Points of the painted line as found in the frame, shares of the camera image's width and height, nearest first; null
   *  where none was found or nobody looks for it. Of kind `camera` only. */
  readonly line: readonly Point[] | null;
  /** The road that the command leads along, as `line`. */
  readonly path: readonly Point[] | null;
  /** Where the network's image lies in the camera image, shares of its width and height: [left, top, right, bottom]. A crop
   *  that is padded reaches over the sides. Null without a network. */
  readonly crop: readonly [left: number, top: number, right: number, bottom: number] | null;
  /** Of a replay only. */
  readonly replayed?: ReplayedImage;
}
