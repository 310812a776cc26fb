import path from 'node:path';
import { decodeFrame, readRecordedFrames } from '../scripts/support/recorded-frames';
import type { Brain } from '../src/types';

/** Frames whose line lies straighter ahead than this say nothing about the side to steer to. */
const CLEAR_BEARING_RAD = 0.05;

export interface Agreement {
  readonly frames: number;
  /** Frames with |bearing at 2 m| above 0.05 rad. */
  readonly clear: number;
  /** Share of the clear frames on which the steering has the bearing's sign. */
  readonly agreement: number | null;
  readonly disagreeing: readonly string[];
}

/** Compares the steering on recorded frames with the bearing of the line 2 m ahead.
 *  @param most largest number of clear frames, taken evenly */
export async function steeringAgreement(
  folder: string,
  brain: Pick<Brain, 'decide'> & { reset?(): void },
  most = Number.POSITIVE_INFINITY,
): Promise<Agreement> {
  const recorded = readRecordedFrames(folder);
  const all = recorded.filter((frame) => Math.abs(frame.bearing_rad[2]) > CLEAR_BEARING_RAD);
  const step = Math.max(1, all.length / most);
  const clear = all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  const disagreeing: string[] = [];
  for (const frame of clear) {
    // The frames are no drive: each is the first one.
    brain.reset?.();
    const { w_radps } = await brain.decide(await decodeFrame(frame.file));
    if (Math.sign(w_radps) !== Math.sign(frame.bearing_rad[2])) {
      disagreeing.push(
        `${path.basename(frame.file)}: w ${w_radps.toFixed(2)} rad/s, bearing ${frame.bearing_rad[2]}, ` +
          `lateral ${frame.lateral_m}, heading ${frame.headingError_rad}, ${frame.direction}`,
      );
    }
  }
  const agreement = clear.length > 0 ? 1 - disagreeing.length / clear.length : null;
  return { frames: recorded.length, clear: clear.length, agreement, disagreeing };
}
