import { BagError } from '../errors';
import { mergeSort } from './merge-sort';
import type { RecordHeader } from './record-header';

/** Messages of one group that can be sorted: 32 bytes each. */
const MOST_MESSAGES = 32 * 1024 * 1024;

/** Index of a group of messages that have to be sorted: when each was recorded, and where its data are. */
export class MessageIndex {
  length = 0;
  sec = new Uint32Array(0);
  nsec = new Uint32Array(0);
  connection = new Uint32Array(0);
  /** Bytes of the data. */
  bytes = new Uint32Array(0);
  location = new Float64Array(0);
  /** Position in the file of the message, or of its compressed chunk. */
  at_byte = new Float64Array(0);

  constructor(private readonly file: string) {}

  /** @throws BagError when there are too many */
  add({ conn, sec, nsec }: RecordHeader, bytes: number, location: number, at_byte: number): void {
    const at = this.length;
    if (at === this.sec.length) this.#grow();
    this.sec[at] = sec;
    this.nsec[at] = nsec;
    this.connection[at] = conn;
    this.bytes[at] = bytes;
    this.location[at] = location;
    this.at_byte[at] = at_byte;
    this.length = at + 1;
  }

  clear(): void {
    this.length = 0;
  }

  /** Seconds on the clock of the recording times, rounded to a microsecond or less. */
  seconds(at: number): number {
    return this.sec[at]! + this.nsec[at]! * 1e-9;
  }

  /** The messages in the order of time; of those of equal time the clock first, which the others were stamped with, then
   *  in the order of the file.
   *  @param epochs number of the run that each message belongs to; runs follow one another. Null for a single run
   *  @param isClock whether a connection publishes simulated time */
  order(epochs: Uint16Array | null, isClock: (connection: number) => boolean): Uint32Array {
    const { sec, nsec, connection } = this;
    return mergeSort(this.length, (a, b) => {
      if (epochs !== null && epochs[a] !== epochs[b]) return epochs[a]! < epochs[b]!;
      if (sec[a] !== sec[b]) return sec[a]! < sec[b]!;
      if (nsec[a] !== nsec[b]) return nsec[a]! < nsec[b]!;
      return isClock(connection[a]!) || !isClock(connection[b]!);
    });
  }

  #grow(): void {
    if (this.length >= MOST_MESSAGES) {
      throw new BagError(
        `${this.file}: more than ${MOST_MESSAGES} messages are out of the order of time; ` +
          'sort them: rosbag filter OLD.bag NEW.bag True',
      );
    }
    const room = Math.max(1024, 2 * this.length);
    this.sec = copyInto(new Uint32Array(room), this.sec);
    this.nsec = copyInto(new Uint32Array(room), this.nsec);
    this.connection = copyInto(new Uint32Array(room), this.connection);
    this.bytes = copyInto(new Uint32Array(room), this.bytes);
    this.location = copyInto(new Float64Array(room), this.location);
    this.at_byte = copyInto(new Float64Array(room), this.at_byte);
  }
}

function copyInto<T extends Uint32Array | Float64Array>(larger: T, data: T): T {
  larger.set(data);
  return larger;
}
