import type { Messages, MessageType, Services, ServiceType } from '../messages/types';
import { loadRosnodejs, type MessageClass, messageClass, serviceClass } from './rosnodejs/library';

/** How a message type is written and read. */
export interface MessageCodec<T> {
  /** For example "nav_msgs/Odometry". */
  readonly type: string;
  /** As `rosmsg md5` gives it. */
  readonly md5sum: string;
  /** Bytes of the message on the wire. */
  size(message: T): number;
  /** Writes the message at `at` and returns where it ends. */
  write(message: T, bytes: Buffer, at: number): number;
  /** Byte arrays of the message are views of `bytes`. Throws for bytes that are no such message. */
  decode(bytes: Buffer): T;
}

export interface ServiceCodec<Request, Response> {
  readonly type: string;
  /** As `rossrv md5` gives it. */
  readonly md5sum: string;
  readonly request: MessageCodec<Request>;
  readonly response: MessageCodec<Response>;
}

export function messageCodec<T extends MessageType>(type: T): MessageCodec<Messages[T]> {
  return codecOf(messageClass<Messages[T]>(loadRosnodejs(), type));
}

export function serviceCodec<S extends ServiceType>(
  type: S,
): ServiceCodec<Services[S]['request'], Services[S]['response']> {
  const found = serviceClass(loadRosnodejs(), type);
  return {
    type,
    md5sum: found.md5sum(),
    request: codecOf(found.Request as MessageClass<Services[S]['request']>),
    response: codecOf(found.Response as MessageClass<Services[S]['response']>),
  };
}

/** The codec in a generated class. */
function codecOf<T>(type: MessageClass<T>): MessageCodec<T> {
  return {
    type: type.datatype(),
    md5sum: type.md5sum(),
    size: (message) => type.getMessageSize(message),
    write: (message, bytes, at) => type.serialize(message, bytes, at),
    decode: (bytes) => type.deserialize(bytes),
  };
}

/** A message's bytes. */
export function encoded<T>(codec: MessageCodec<T>, message: T): Buffer {
  const bytes = Buffer.allocUnsafe(codec.size(message));
  codec.write(message, bytes, 0);
  return bytes;
}
