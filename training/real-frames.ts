import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { Brain, Frame } from '../src/types';

/** A recorded camera frame with the true bearings of the line's points further along (car frame, left positive). */
export interface RecordedFrame {
  readonly file: string;
  readonly direction: 'forward' | 'reverse';
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  readonly lateral_m: number;
  readonly headingError_rad: number;
  readonly bearing2m_rad: number;
}

/** Reads `poses.csv` of a folder of recorded frames. */
export function readRecordedFrames(folder: string): RecordedFrame[] {
  const [header, ...lines] = readFileSync(path.join(folder, 'poses.csv'), 'utf8').trim().split('\n');
  const names = header.trim().split(',');
  return lines.map((line) => {
    const cells = line.trim().split(',');
    const cell = (name: string) => cells[names.indexOf(name)];
    return {
      file: path.join(folder, cell('image_name')),
      direction: Number(cell('direction')) > 0 ? ('forward' as const) : ('reverse' as const),
      x_m: Number(cell('x_m')),
      y_m: Number(cell('y_m')),
      yaw_rad: Number(cell('yaw_rad')),
      lateral_m: Number(cell('lateral_offset_m')),
      headingError_rad: Number(cell('heading_error_rad')),
      bearing2m_rad: Number(cell('bearing_2m_rad')),
    };
  });
}

export async function decodeFrame(file: string): Promise<Frame> {
  const { data, info } = await sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer({
    resolveWithObject: true,
  });
  return {
    width: info.width,
    height: info.height,
    step: info.width * info.channels,
    encoding: 'rgb8',
    data,
    sequence: 1,
    stamp: null,
    arrival_ms: 0,
  };
}

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

/** Holds the steering on recorded frames against the bearing of the line 2 m ahead.
 *  @param most where there are more clear frames, so many are taken, evenly */
export async function steeringAgreement(
  folder: string,
  brain: Pick<Brain, 'decide'> & { reset?(): void },
  most = Number.POSITIVE_INFINITY,
): Promise<Agreement> {
  const recorded = readRecordedFrames(folder);
  const all = recorded.filter((frame) => Math.abs(frame.bearing2m_rad) > CLEAR_BEARING_RAD);
  const step = Math.max(1, all.length / most);
  const clear = all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  const disagreeing: string[] = [];
  for (const frame of clear) {
    // The frames are no drive: each is the first one.
    brain.reset?.();
    const { w_radps } = await brain.decide(await decodeFrame(frame.file));
    if (Math.sign(w_radps) !== Math.sign(frame.bearing2m_rad)) {
      disagreeing.push(
        `${path.basename(frame.file)}: w ${w_radps.toFixed(2)} rad/s, bearing ${frame.bearing2m_rad}, ` +
          `lateral ${frame.lateral_m}, heading ${frame.headingError_rad}, ${frame.direction}`,
      );
    }
  }
  const agreement = clear.length > 0 ? 1 - disagreeing.length / clear.length : null;
  return { frames: recorded.length, clear: clear.length, agreement, disagreeing };
}
