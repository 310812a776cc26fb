import type { Drive } from '../../drive/drive';
import { longestSilence_ms } from '../../world/ros/car-time';
import type { Setup } from '../setup/setup';
import type { Beat } from './messages';

/** A process whose main thread hangs for this long is ended by the guard. */
const HANG_MS = 8000;
/** Of a world without a clock. */
const REAL_TIME = 1;
/** Slower worlds are as good as paused. */
const LEAST_FACTOR = 0.01;
/** Where a bag is recorded, its thread comes first, and takes its time to complete it. */
const COMPLETION_MS = 60_000;

/** What a node tells its guard of its drive.
 *  @param isRecording whether a recording thread completes a bag when the main thread hangs */
export function driveState(
  drive: Pick<Drive, 'engaged' | 'active' | 'road'>,
  { endsHungProcess, ros }: Pick<Setup, 'endsHungProcess' | 'ros'>,
  isRecording: boolean,
): Omit<Beat, 'moving_ms'> {
  const now_ms = performance.now();
  const factor = Math.max(LEAST_FACTOR, ros?.world.realTimeFactor.fastest(now_ms) ?? REAL_TIME);
  const { road_s, steered_ms } = drive.road;
  // After a block this is the first thing that a node does: the car has been on its road alone.
  const unsteered_ms = now_ms - steered_ms;
  const timeout_ms = drive.active.frameTimeout_ms;
  return {
    driving: drive.engaged,
    timeout_ms,
    silence_ms: longestSilence_ms(timeout_ms, factor),
    road_ms: road_s === null ? null : Math.max(0, (1000 * road_s) / factor - unsteered_ms),
    giveUp_ms: !endsHungProcess ? null : isRecording ? COMPLETION_MS : HANG_MS,
  };
}
