import { ConfigurationError } from '../../errors';
import type { RecordedFrame, SurveyedDrive } from './survey-drive';

/** Two moments are not the same bend: at least so far apart, s. */
const APART_S = 2;

/** Which frames of a bag to explain. Of several wishes all count. */
export interface FrameChoice {
  /** Numbers of images; the first is 0. */
  readonly indices: readonly number[];
  /** Seconds since the first image. */
  readonly times_s: readonly number[];
  /** Number of moments farthest from the line; null for a few where nothing else is asked for. */
  readonly worst: number | null;
}

/** Number of moments where the user names none. */
export const USUAL_MOMENTS = 6;
/** Each is drawn and kept in memory. */
export const MOST_MOMENTS = 100;

/** The frames to explain, in the order of the bag, each once.
 *  @throws ConfigurationError for a frame beyond the bag, for worst moments of a bag without a line, and for too many */
export function chooseFrames(drive: SurveyedDrive, choice: FrameChoice): RecordedFrame[] {
  const { frames, file } = drive;
  const chosen = new Set<RecordedFrame>();
  for (const index of choice.indices) {
    const frame = frames[index];
    if (frame === undefined) {
      throw new ConfigurationError(
        `--frame ${index}: ${file} has ${frames.length} images, 0 to ${frames.length - 1}`,
      );
    }
    chosen.add(frame);
  }
  for (const time_s of choice.times_s) chosen.add(frameAt(drive, time_s));
  const isOpen = choice.worst === null && chosen.size === 0;
  if (choice.worst !== null || isOpen) {
    const measured = frames.some(({ deviation_m }) => deviation_m !== null);
    if (!measured && !isOpen) {
      throw new ConfigurationError(
        `--worst: ${file} does not tell how far the car was from the line; name its circuit with --circuit`,
      );
    }
    const count = choice.worst ?? USUAL_MOMENTS;
    for (const frame of measured ? findWorst(frames, count) : spreadOut(frames, count)) chosen.add(frame);
  }
  if (chosen.size > MOST_MOMENTS) {
    throw new ConfigurationError(
      `${file}: ${chosen.size} images are too many for one film strip; choose ${MOST_MOMENTS} at most`,
    );
  }
  return [...chosen].sort((a, b) => a.index - b.index);
}

/** What is to be said of moments that nobody chose and that are not the worst; null otherwise. */
export function remarkOnChoice({ frames, file }: SurveyedDrive, choice: FrameChoice): string | null {
  const isOpen = choice.worst === null && choice.indices.length + choice.times_s.length === 0;
  if (!isOpen || frames.some(({ deviation_m }) => deviation_m !== null)) return null;
  return `${file} does not tell how far the car was from the line: frames spread evenly; --circuit names its circuit`;
}

function frameAt({ frames, file }: SurveyedDrive, time_s: number): RecordedFrame {
  const last_s = frames.at(-1)!.time_s;
  if (time_s < 0 || time_s > last_s) {
    throw new ConfigurationError(
      `--at ${time_s}: the images of ${file} last from 0 to ${last_s.toFixed(2)} s`,
    );
  }
  const distance = (frame: RecordedFrame) => Math.abs(frame.time_s - time_s);
  return frames.reduce((best, frame) => (distance(frame) < distance(best) ? frame : best));
}

/** The frames farthest from the line, some seconds apart, the worst first. */
export function findWorst(frames: readonly RecordedFrame[], count: number): RecordedFrame[] {
  const far = (frame: RecordedFrame) => Math.abs(frame.deviation_m!);
  const rest = frames.filter(({ deviation_m }) => deviation_m !== null).sort((a, b) => far(b) - far(a));
  const worst: RecordedFrame[] = [];
  for (const frame of rest) {
    if (worst.length === count) break;
    if (worst.every(({ time_s }) => Math.abs(time_s - frame.time_s) >= APART_S)) worst.push(frame);
  }
  return worst;
}

function spreadOut(frames: readonly RecordedFrame[], count: number): RecordedFrame[] {
  const shown = Math.min(count, frames.length);
  return Array.from({ length: shown }, (_, i) => frames[Math.floor(((i + 0.5) * frames.length) / shown)]!);
}
