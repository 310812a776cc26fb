import { BagError } from '../errors';
import type { BagSink } from './file-sink';
import type { BagConnection } from './types';

export type { BagSink } from './file-sink';

/** The disk is full, or will not take more for another reason: the recording is over. The bag holds
 *  everything up to its last whole chunks. */
export class RecordingFullError extends BagError {}

export interface BagWriterOptions {
  readonly compression?: 'none' | 'lz4';
  /** Bytes of messages after which a chunk is closed; 768 KiB. */
  readonly chunk_bytes?: number;
}

export class BagWriter {
  readonly bytes = 0;
  readonly messages = 0;

  constructor(_sink: BagSink, _options: BagWriterOptions = {}) {}

  addConnection(_connection: BagConnection): number {
    return 0;
  }

  message(_connection: number, _sec: number, _nsec: number, _data: Uint8Array): void {}

  flush(): void {}

  finish(): void {}
}
