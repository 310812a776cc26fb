import type { Drive } from '../../drive/drive';
import type { Beat } from './messages';

/** A process whose main thread hangs for this long is ended by the guard. */
const HANG_MS = 8000;
/** Where a bag is recorded, its thread comes first, and takes its time to complete it. */
const COMPLETION_MS = 60_000;

/** What a node tells its guard of its drive.
 *  @param isRecording whether a recording thread completes a bag when the main thread hangs
 *  @param endsHungProcess whether such a process is ended */
export function driveState(
  drive: Pick<Drive, 'engaged' | 'active'>,
  isRecording: boolean,
  endsHungProcess: boolean,
): Omit<Beat, 'moving_ms'> {
  return {
    driving: drive.engaged,
    timeout_ms: drive.active.frameTimeout_ms,
    giveUp_ms: !endsHungProcess ? null : isRecording ? COMPLETION_MS : HANG_MS,
  };
}
