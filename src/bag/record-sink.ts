import type { RecordHeader } from './record-header';

/** Takes the records that a walk through a bag finds. */
export interface RecordSink {
  damaged(at_byte: number, reason: string): void;
  /** @param data of a connection record: more fields. @returns false for an invalid record */
  connect(header: RecordHeader, data: Buffer): boolean;
  /** Sees every message. @returns whether its data are wanted */
  wants(header: RecordHeader, at_byte: number): boolean;
  isWanted(connection: number): boolean;
  /** @param location where the data can be read again: their position in the file or, of a compressed chunk, in its
   *  decompressed bytes */
  deliver(header: RecordHeader, data: Buffer, at_byte: number, location: number): void;
}
