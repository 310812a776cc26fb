import { connect } from 'node:net';
import { foreignText } from '../foreign-text';
import { FrameReader } from './frame-reader';
import { LONGEST_HEADER_bytes } from './tcpros-server';
import { decodeHeader, encodeHeader } from './wire';

export interface ServiceCall {
  /** As the master gives it: rosrpc://host:port */
  readonly uri: string;
  readonly nodeName: string;
  readonly service: string;
  readonly type: string;
  readonly md5sum: string;
  readonly request: Buffer;
  /** Ends the call, and with it the connection. */
  readonly signal: AbortSignal;
}

const LONGEST_ANSWER_bytes = 16 * 1024 * 1024;

/** Calls a service once, on a connection of its own.
 *  @returns the answer, not decoded
 *  @throws Error with the reason: the connection's, or the one that the service gave */
export async function callServiceAt(call: ServiceCall): Promise<Buffer> {
  const { hostname, port, protocol } = new URL(call.uri);
  if (protocol !== 'rosrpc:' || port === '') throw new Error(`${call.uri} is not the address of a service`);
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), signal: call.signal });
  // Also after the loop below has ended.
  socket.on('error', () => {});
  try {
    socket.setNoDelay(true);
    socket.write(headerOf(call));
    let reader = new FrameReader(LONGEST_HEADER_bytes);
    let isAccepted = false;
    for await (const chunk of socket) {
      let frames = reader.push(chunk as Buffer, 1);
      if (!isAccepted && frames[0] !== undefined) {
        checkHeader(frames[0], call);
        isAccepted = true;
        socket.write(framed(call.request));
        const rest = reader.rest();
        reader = new FrameReader(LONGEST_ANSWER_bytes, 1);
        frames = reader.push(rest, 1);
      }
      if (isAccepted && frames[0] !== undefined) return answerIn(frames[0]);
    }
    throw new Error('the service closed the connection without an answer');
  } finally {
    socket.destroy();
  }
}

function headerOf({ nodeName, service, type, md5sum }: ServiceCall): Buffer {
  return encodeHeader({ callerid: nodeName, service, type, md5sum });
}

function checkHeader(bytes: Buffer, { md5sum, type }: ServiceCall): void {
  const header = decodeHeader(bytes);
  const error = header.get('error');
  if (error !== undefined) throw new Error(foreignText(error));
  const theirs = header.get('md5sum');
  if (theirs !== undefined && theirs !== md5sum && theirs !== '*') {
    throw new Error(`it is ${foreignText(header.get('type') ?? 'another type')}, not ${type}`);
  }
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(message.length);
  return Buffer.concat([length, message]);
}

function answerIn(frame: Buffer): Buffer {
  const content = frame.subarray(1);
  if (frame[0] !== 0) return content;
  throw new Error(foreignText(content.toString('utf8', 0, 4096)) || 'it failed without a reason');
}
