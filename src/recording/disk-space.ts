import { statfsSync } from 'node:fs';
import type { RecordingSettings } from '../config/recording';

/** Megabytes a second that a recording takes: /clock at 1 kHz, odometry, commands and decisions; 640x480 pictures
 *  at 20 Hz beside them. */
const RATES: Readonly<Record<RecordingSettings['images'], number>> = { none: 0.06, jpeg: 1, raw: 19 };
const LITTLE_MIN = 10;

/** A line for the user when the disk will soon be full; null when it will not. */
export function littleSpace(folder: string, images: RecordingSettings['images']): string | null {
  const { bavail, bsize } = statfsSync(folder);
  const free_mb = (bavail * bsize) / 1e6;
  const minutes = free_mb / RATES[images] / 60;
  if (minutes >= LITTLE_MIN) return null;
  const what = images === 'none' ? '' : ` with ${images} images`;
  return `${folder}: ${free_mb.toFixed(0)} MB are free there, enough for about ${minutes.toFixed(1)} minutes of recording${what}`;
}
