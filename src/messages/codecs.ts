import { BrainError } from '../errors';
import {
  MESSAGES,
  type Messages,
  type MessageType,
  SERVICES,
  type Services,
  type ServiceType,
} from './generated/index';
import type { Codec, MessageCodec, ServiceCodec } from './wire';

/** How a message type is written and read.
 *  @throws BrainError for a type that the project has no definition of */
export function messageCodec<T extends MessageType>(type: T): MessageCodec<Messages[T]> {
  if (!Object.hasOwn(MESSAGES, type)) throw unknown(type);
  return MESSAGES[type];
}

/** How a service type is written and read.
 *  @throws BrainError for a type that the project has no definition of */
export function serviceCodec<S extends ServiceType>(
  type: S,
): ServiceCodec<Services[S]['request'], Services[S]['response']> {
  if (!Object.hasOwn(SERVICES, type)) throw unknown(type);
  return SERVICES[type];
}

/** A message's bytes. */
export function encoded<T>(codec: Codec<T>, message: T): Buffer {
  const bytes = Buffer.allocUnsafe(codec.size(message));
  codec.write(message, bytes, 0);
  return bytes;
}

function unknown(type: string): BrainError {
  return new BrainError(`${type}: no definition of this type; add it to ros/msgs and build again`);
}
