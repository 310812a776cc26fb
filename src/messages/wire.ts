import { WireError } from './wire-error';

/** How values of one type are written and read. */
export interface Codec<T> {
  /** Bytes of the message on the wire. */
  size(message: T): number;
  /** Writes the message at `at` and returns where it ends.
   *  @throws WireError for an array of another length than its type says */
  write(message: T, bytes: Buffer, at: number): number;
  /** Byte arrays of the message are views of `bytes`.
   *  @throws WireError for bytes that end too early */
  decode(bytes: Buffer): T;
}

/** How a message type is written and read. */
export interface MessageCodec<T> extends Codec<T> {
  /** For example "nav_msgs/Odometry". */
  readonly type: string;
  /** As `rosmsg md5` gives it. */
  readonly md5sum: string;
}

/** How requests and responses of a service type are written and read. */
export interface ServiceCodec<Request, Response> {
  /** For example "std_srvs/Trigger". */
  readonly type: string;
  /** As `rossrv md5` gives it. */
  readonly md5sum: string;
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
}

/** Longer texts are left to Buffer's own functions: up to here a loop is faster than the call into them. */
const SHORT = 12;

export function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** UTF-8 from `at` to `end`, which must be inside. */
export function readText(bytes: Buffer, at: number, end: number): string {
  if (end - at > SHORT) return bytes.toString('utf8', at, end);
  let text = '';
  for (let i = at; i < end; i++) {
    const code = bytes[i]!;
    if (code > 127) return bytes.toString('utf8', at, end);
    text += String.fromCharCode(code);
  }
  return text;
}

/** Writes a string with its length and returns where it ends. */
export function writeText(text: string, bytes: Buffer, at: number): number {
  const start = at + 4;
  const length = isShortAscii(text) ? writeAscii(text, bytes, start) : bytes.write(text, start, 'utf8');
  bytes.writeUInt32LE(length, at);
  return start + length;
}

/** Bytes of a string on the wire, without those of its length. */
export function sizeOfText(text: string): number {
  return isShortAscii(text) ? text.length : Buffer.byteLength(text);
}

function isShortAscii(text: string): boolean {
  if (text.length > SHORT) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function writeAscii(text: string, bytes: Buffer, at: number): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return text.length;
}

/** @param needed bytes that the next field takes, or those of a fixed size that follow each other */
export function truncated(type: string, bytes: Buffer, at: number, needed: number): WireError {
  return new WireError(`${type} of ${bytes.length} bytes ends inside a field of ${needed} at byte ${at}`);
}

export function wrongLength(type: string, field: string, expected: number, found: number): WireError {
  return new WireError(`${type}: ${field} needs ${expected} values and has ${found}`);
}
