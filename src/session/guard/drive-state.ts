import type { Drive } from '../../drive/drive';
import type { Setup } from '../setup/setup';
import type { Beat } from './messages';

/** A process whose main thread hangs for this long is ended by the guard. */
const HANG_MS = 8000;
/** Slower worlds are as good as paused. */
const SLOWEST_FACTOR = 0.01;
/** Where a bag is recorded, its thread comes first, and takes its time to complete it. */
const COMPLETION_MS = 60_000;

/** What a node tells its guard of its drive.
 *  @param isRecording whether a recording thread completes a bag when the main thread hangs */
export function driveState(
  drive: Pick<Drive, 'engaged' | 'active' | 'road_s'>,
  { endsHungProcess, ros }: Pick<Setup, 'endsHungProcess' | 'ros'>,
  isRecording: boolean,
): Omit<Beat, 'moving_ms'> {
  const factor = ros?.world.realTimeFactor.byClock(performance.now()) ?? 1;
  const { road_s } = drive;
  return {
    driving: drive.engaged,
    timeout_ms: drive.active.frameTimeout_ms,
    road_ms: road_s === null ? null : (1000 * road_s) / Math.max(SLOWEST_FACTOR, factor),
    giveUp_ms: !endsHungProcess ? null : isRecording ? COMPLETION_MS : HANG_MS,
  };
}
