import { statfsSync } from 'node:fs';
import path from 'node:path';
import type { RecordingSettings } from '../../config/recording';
import { BagError } from '../../errors';

/** Megabytes a second of driving that a recording takes as Gazebo's world comes over ROS, uncompressed: /clock at
 *  1 kHz (66 bytes each), odometry, commands and decisions; 640x480 images at 20 Hz in addition. */
const RATES: Readonly<Record<RecordingSettings['images'], number>> = { none: 0.1, jpeg: 1, raw: 19 };
const LITTLE_MIN = 10;
/** Left free by a recording for what a run writes after its messages: metrics, statistics, images. */
const RESERVE_MB = 8;

/** The recording ended while a little of the disk was still free. */
export class DiskNearlyFullError extends BagError {}

/** Free megabytes; null where the file system does not report them. */
function freeOn(folder: string): number | null {
  const { bavail, bsize, blocks } = statfsSync(folder);
  return blocks === 0 ? null : (bavail * bsize) / 1e6;
}

/** A line for the user when the disk will soon be full; null when it will not. */
export function littleSpace(folder: string, images: RecordingSettings['images']): string | null {
  const free_mb = freeOn(folder);
  if (free_mb === null) return null;
  const minutes = Math.max(0, free_mb - RESERVE_MB) / RATES[images] / 60;
  if (minutes >= LITTLE_MIN) return null;
  const what = images === 'none' ? '' : ` with ${images} images`;
  return (
    `${folder}: ${free_mb.toFixed(0)} MB are free there, enough for about ${minutes.toFixed(1)} minutes ` +
    `of driving recorded${what}`
  );
}

/** @throws DiskNearlyFullError when the disk of `file` has only the space left that the run needs for its other files */
export function keepReserve(file: string): void {
  const free_mb = freeOn(path.dirname(file));
  if (free_mb === null || free_mb >= RESERVE_MB) return;
  throw new DiskNearlyFullError(
    `${file}: recording ended (only ${free_mb.toFixed(0)} MB are free, which are kept for the ` +
      'statistics); the bag is readable; free disk space and record again',
  );
}
