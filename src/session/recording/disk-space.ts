import { statfsSync } from 'node:fs';
import path from 'node:path';
import type { RecordingSettings } from '../../config/recording';
import { BagError } from '../../errors';

/** Megabytes a second of driving that a recording takes as Gazebo's world comes over ROS, uncompressed: /clock at
 *  1 kHz (66 bytes each), odometry, commands and decisions; 640x480 pictures at 20 Hz beside them. */
const RATES: Readonly<Record<RecordingSettings['images'], number>> = { none: 0.1, jpeg: 1, raw: 19 };
const LITTLE_MIN = 10;
/** Left free by a recording for what a run writes after its messages: figures, statistics, pictures. */
const RESERVE_MB = 8;

/** The recording ended before the disk was full to the last byte. */
export class DiskNearlyFullError extends BagError {}

/** Null where the file system does not tell. */
function freeOn(place: string): number | null {
  const { bavail, bsize, blocks } = statfsSync(place);
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

/** @throws DiskNearlyFullError when there is no more room on the disk of `file` than the run needs for itself */
export function keepReserve(file: string): void {
  const free_mb = freeOn(path.dirname(file));
  if (free_mb === null || free_mb >= RESERVE_MB) return;
  throw new DiskNearlyFullError(
    `${file}: recording ended (the disk is full but for ${free_mb.toFixed(0)} MB, which are left to the ` +
      'statistics); the bag is readable; free space and start anew',
  );
}
