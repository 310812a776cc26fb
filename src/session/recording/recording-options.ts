import type { RecordingSettings } from '../../config/recording';
import type { BagEnd, BagTally, Extras, FilePaths, RecordingThreadStart } from './channels';

export interface RecordingOptions extends RecordingThreadStart {
  readonly images: RecordingSettings['images'];
  /** True for a world that waits when the recording cannot keep up: nothing is dropped then. */
  readonly worldWaits: boolean;
  /** Memory between the threads, and how much of it images must leave free. */
  readonly memory?: { readonly bytes: number; readonly spare_bytes: number };
  /** Called once when the recording failed. What was recorded is still measured. */
  readonly onFailure: (failure: Pick<RecordingOutcome, 'end' | 'reason'>) => void;
  /** Called once, when the first frame is dropped. */
  readonly onDropped: () => void;
  /** Called when the files are elsewhere: their folder was renamed or removed. */
  readonly onMoved?: (paths: FilePaths) => void;
}

/** What became of a recording. */
export interface RecordingOutcome extends BagTally, Extras {
  readonly end: BagEnd;
  /** Messages in the bag; when the thread was lost, those that it was given. */
  readonly messages: number;
  /** Why it failed; null when it did not. */
  readonly reason: string | null;
  readonly framesDropped: number;
  /** Messages other than frames: the ring was full, with the room that is kept for them. */
  readonly messagesDropped: number;
  /** Null also where images were compressed as JPEG: other threads do that. */
  readonly threadTime_ms: number | null;
}
