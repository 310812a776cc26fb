import {
  type ColourRange,
  CROP_REFERENCE_ROWS,
  type LineContract,
  REFERENCE_COLUMNS,
} from '../../config/input-contract';
import { BYTES_PER_PIXEL, type Frame, type PixelEncoding, type RowRange } from '../../types';
import { type Level, maskLevel } from './levels';
import type { TensorData } from './plan';

/**
 * Creates the conversion from frames to the positions of the line in rows: a value for each row, as the contract says.
 * Nothing is allocated per frame.
 * @param offsetsOf byte offsets of red, green and blue inside one pixel
 */
export function linePositions(
  line: LineContract,
  colour: ColourRange,
  offsetsOf: (encoding: PixelEncoding) => readonly number[],
): (frame: Frame, tensor: TensorData) => void {
  const level = maskLevel(colour);
  let height = 0;
  let rows: readonly number[] = [];
  let ranges: readonly RowRange[] = [];
  return (frame, tensor) => {
    if (height !== frame.height) {
      height = frame.height;
      rows = rowsOfLine(line, height);
      ranges = [...new Set(rows)].sort((a, b) => a - b).map((row) => ({ top: row, bottom: row + 1 }));
    }
    const data = frame.rows?.(ranges) ?? frame.data;
    const offsets = offsetsOf(frame.encoding);
    for (let i = 0; i < rows.length; i++) {
      const middle = middleOf(data, rows[i]! * frame.step, frame, offsets, level);
      const column = middle < 0 ? line.missing : (middle * REFERENCE_COLUMNS) / frame.width;
      tensor[i] = positionValue(line, column);
    }
  };
}

/** The rows of a frame that are searched, in the order of the contract. @param height of the frame */
export function rowsOfLine({ rows }: LineContract, height: number): number[] {
  return rows.map((row) => Math.floor((row * height) / CROP_REFERENCE_ROWS));
}

/** @param column of the line, in an image 640 columns wide */
export function positionValue({ scale, offset, whole }: LineContract, column: number): number {
  const value = (REFERENCE_COLUMNS / 2 - column) * scale;
  return (whole ? Math.trunc(value) : value) + offset;
}

/** Column in the middle between the first and the last pixel of the line; -1 where there is none. */
function middleOf(
  data: Uint8Array,
  row: number,
  { width, encoding }: Frame,
  [red, green, blue]: readonly number[],
  level: Level,
): number {
  const bytes = BYTES_PER_PIXEL[encoding];
  const end = row + width * bytes;
  let first = row;
  while (first < end && level(data[first + red!]!, data[first + green!]!, data[first + blue!]!) === 0) {
    first += bytes;
  }
  if (first === end) return -1;
  let last = end - bytes;
  while (level(data[last + red!]!, data[last + green!]!, data[last + blue!]!) === 0) last -= bytes;
  return (first + last - 2 * row) / (2 * bytes);
}
