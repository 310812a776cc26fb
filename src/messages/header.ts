import type { Stamp } from '../types';
import type { HeaderMessage } from './types';
import { sizeOfString, type WireReader, type WireWriter } from './wire';

/** std_msgs/Header as read. */
export interface HeaderRecord {
  readonly seq: number;
  readonly stamp: Stamp;
  readonly frameId: string;
}

export function readStamp(wire: WireReader): Stamp {
  return { sec: wire.uint32(), nsec: wire.uint32() };
}

export function readHeader(wire: WireReader): HeaderRecord {
  return { seq: wire.uint32(), stamp: readStamp(wire), frameId: wire.string() };
}

export function writeHeader(wire: WireWriter, header: HeaderMessage): void {
  wire.uint32(header.seq).time(header.stamp).string(header.frame_id);
}

export function sizeOfHeader(header: HeaderMessage): number {
  return 12 + sizeOfString(header.frame_id);
}
