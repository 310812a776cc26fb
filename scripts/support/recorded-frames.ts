import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { decodeImage } from '../../src/image/codec';
import type { Frame } from '../../src/types';
import { PACKAGE_ROOT } from './paths';

/** Where frames recorded in Gazebo may be, a folder a circuit; they are not part of the project. */
export const RECORDED_FRAMES = path.join(PACKAGE_ROOT, '..', 'shared', 'gazebo', 'frames');

/** A frame of the car's camera, recorded in Gazebo. Bearings are in the car's frame, left positive. */
export interface RecordedFrame {
  readonly file: string;
  readonly direction: 'forward' | 'reverse';
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  readonly pitch_rad: number;
  readonly lateral_m: number;
  readonly headingError_rad: number;
  /** Of the line's point so many metres further along. */
  readonly bearing_rad: Readonly<Record<1 | 2 | 4, number>>;
}

/** Whether a folder has recorded frames. */
export function hasRecordedFrames(folder: string): boolean {
  return existsSync(posesOf(folder));
}

/** The frames of a folder, as its poses.csv lists them; a number that it does not tell is NaN. */
export function readRecordedFrames(folder: string): RecordedFrame[] {
  const rows = parse<Partial<Record<string, string>>>(readFileSync(posesOf(folder)), {
    columns: true,
    trim: true,
  });
  return rows.map((row) => {
    const number = (name: string) => Number(row[name] ?? Number.NaN);
    return {
      file: path.join(folder, row.image_name ?? ''),
      direction: number('direction') > 0 ? 'forward' : 'reverse',
      x_m: number('x_m'),
      y_m: number('y_m'),
      yaw_rad: number('yaw_rad'),
      pitch_rad: number('pitch_rad'),
      lateral_m: number('lateral_offset_m'),
      headingError_rad: number('heading_error_rad'),
      bearing_rad: {
        1: number('bearing_1m_rad'),
        2: number('bearing_2m_rad'),
        4: number('bearing_4m_rad'),
      },
    };
  });
}

/** An image file as the frame of a camera. */
export async function decodeFrame(file: string): Promise<Frame> {
  const { width, height, channels, data } = await decodeImage(readFileSync(file));
  if (channels !== 3) throw new Error(`${file}: not an image in colour`);
  const format = { width, height, step: 3 * width, encoding: 'rgb8' as const };
  return { ...format, data, sequence: 1, stamp: null, arrival_ms: 0 };
}

function posesOf(folder: string): string {
  return path.join(folder, 'poses.csv');
}
