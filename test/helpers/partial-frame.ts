import type { Frame, RowRange } from '../../src/types';

/** A frame of which a reader gets only the rows that it asks for; the others hold other bytes. */
export interface PartialFrame extends Frame {
  /** What was asked for, so far. */
  readonly asked: RowRange[];
  /** Times that all rows were read. */
  readonly wholeReads: number;
}

export function partialFrame(frame: Frame): PartialFrame {
  const asked: RowRange[] = [];
  let wholeReads = 0;
  return {
    ...frame,
    asked,
    get wholeReads() {
      return wholeReads;
    },
    get data() {
      wholeReads += 1;
      return frame.data;
    },
    rows(needed) {
      asked.push(...needed);
      const data = frame.data.map((byte) => byte ^ 0xa5);
      for (const { top, bottom } of needed) {
        data.set(frame.data.subarray(top * frame.step, bottom * frame.step), top * frame.step);
      }
      return data;
    },
  };
}
