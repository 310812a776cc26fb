import type { Stamp } from '../types';
import { readStamp } from './header';
import { WireReader, WireWriter } from './wire';

/** Simulated time of a rosgraph_msgs/Clock. @throws WireError */
export function decodeClock(data: Buffer): Stamp {
  // A thousand of them come in a second: no reader for each.
  if (data.length >= 8) return { sec: data.readUInt32LE(0), nsec: data.readUInt32LE(4) };
  return readStamp(new WireReader('rosgraph_msgs/Clock').on(data));
}

export function encodeClock(message: { readonly clock: Stamp }): Buffer {
  return new WireWriter(8).time(message.clock).data;
}
