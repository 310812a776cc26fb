import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import type { Frame } from '../../../../src/types';

const FOLDER = resolve(__dirname, '../../../../../shared/gazebo/frames');

/** A recorded Gazebo frame with what is known about it. */
export interface RecordedFrame {
  readonly name: string;
  readonly lateral_m: number;
  readonly headingError_rad: number;
  /** Bearing of the line's point 1, 2 and 4 m further along, car frame. */
  readonly bearing_rad: Readonly<Record<1 | 2 | 4, number>>;
  load(): Promise<Frame>;
}

/** Frames recorded in the real Gazebo; null where they are not at hand. */
export function recordedFrames(circuit: string): RecordedFrame[] | null {
  const folder = join(FOLDER, circuit);
  if (!existsSync(join(folder, 'poses.csv'))) return null;
  const [head, ...rows] = readFileSync(join(folder, 'poses.csv'), 'utf8').trim().split('\n');
  const columns = head!.split(',');
  return rows.map((row) => {
    const cells = row.split(',');
    const cell = (name: string) => cells[columns.indexOf(name)]!;
    const number = (name: string) => Number(cell(name));
    return {
      name: `${circuit}/${cell('image_name')}`,
      lateral_m: number('lateral_offset_m'),
      headingError_rad: number('heading_error_rad'),
      bearing_rad: {
        1: number('bearing_1m_rad'),
        2: number('bearing_2m_rad'),
        4: number('bearing_4m_rad'),
      },
      load: () => loadPng(join(folder, cell('image_name'))),
    };
  });
}

async function loadPng(file: string): Promise<Frame> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    step: info.width * 3,
    encoding: 'rgb8',
    data,
    sequence: 0,
    stamp: null,
    arrival_ms: 0,
  };
}
