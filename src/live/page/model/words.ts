import { formatEnd } from '../../../measure/report/format';
import type { HelloMessage, LiveCard, LiveState } from '../../messages';
import type { Action } from '../../page-requests';

/** An incident as text: its kinds are names of the statistics, such as `camera_stalled`. */
export function describeIncident(kind: string, who: string): string {
  const words = kind.replaceAll('_', ' ');
  const text = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
  return who === '' ? text : `${text} (${who})`;
}

/** What is shown of the pixels that moved a command, or why nothing is. */
export function describeSaliency({ seesLine }: Pick<LiveCard, 'seesLine'>, isThere: boolean): string {
  if (seesLine) return 'This network sees positions of the line, not an image: no pixel can be explained.';
  return isThere ? 'Yellow: pixels that moved the command, the more the stronger.' : 'No current saliency.';
}

/** What is counted, and told of as it happens. */
export const COUNTED_KINDS = ['failed', 'rejected', 'offTrack', 'wallContact', 'stops'] as const;
export type CountedKind = (typeof COUNTED_KINDS)[number];

const COUNTED = {
  failed: ['frame failed in the brain', 'frames failed in the brain'],
  rejected: ['frame was rejected', 'frames were rejected'],
  offTrack: ['time off the track', 'times off the track'],
  wallContact: ['contact with a wall', 'contacts with a wall'],
  stops: ['stop of the car', 'stops of the car'],
} as const satisfies Readonly<Record<CountedKind, readonly [one: string, many: string]>>;

export function describeCount(kind: CountedKind, count: number): string {
  return `${count} ${COUNTED[kind][count === 1 ? 0 : 1]}`;
}

const STATES: Readonly<Record<LiveState, string>> = {
  new: 'not started',
  opening: 'opening',
  ready: 'ready',
  starting: 'starting',
  driving: 'driving',
  stopped: 'stopped',
  paused: 'paused',
  ending: 'ending',
  ended: 'ended',
};

/** State of the run and why, as text. */
export function describeState(state: LiveState, reason: string | null): string {
  if (reason === null) return STATES[state];
  return `${STATES[state]}: ${state === 'ended' || state === 'ending' ? formatEnd(reason) : reason}`;
}

/** What a page shows, as what can be over. */
export const KIND_NAMES: Readonly<Record<HelloMessage['kind'], string>> = {
  session: 'run',
  simulation: 'simulation',
  experiment: 'experiment',
  watch: 'watch',
  replay: 'replay',
};

export const ACTION_NAMES: Readonly<Record<Action, string>> = {
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  reset: 'Reset',
  reset_metrics: 'Reset metrics',
  swap: 'Switch',
  change_circuit: 'Change circuit',
  start_recording: 'Record',
  stop_recording: 'Stop recording',
  start_dataset: 'Record dataset',
  stop_dataset: 'Stop dataset',
  drive_by_hand: 'Drive by hand',
  drive_by_brain: 'Let the brain drive',
};

/** A duration that grows while one watches: 7 s, 2:05 min, 1:02:05 h. */
export function formatDuration(time_ms: number): string {
  const seconds = Math.max(0, Math.floor(time_ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)} min`;
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)} h`;
}

/** Size of a file: 742 kB, 3.1 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
